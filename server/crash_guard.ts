import type { Log } from "@openenv/core";

/**
 * Logs stray errors and rejected promises, which would otherwise end the process and every session in it.
 *
 * They come from environments that run inline and leave behind a promise that rejects later.
 *
 * @param log Logger for the errors.
 * @returns A function that removes the guard.
 *
 * @example
 * ```ts
 * import { installCrashGuard } from "@openenv/server";
 *
 * const remove = installCrashGuard((...data) => console.error(...data));
 * remove();
 * ```
 */
export function installCrashGuard(log: Log): () => void {
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    log("A rejected promise was left behind:", event.reason);
  };
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    log("An error was left behind:", event.error);
  };
  globalThis.addEventListener("unhandledrejection", onRejection);
  globalThis.addEventListener("error", onError);
  return () => {
    globalThis.removeEventListener("unhandledrejection", onRejection);
    globalThis.removeEventListener("error", onError);
  };
}
