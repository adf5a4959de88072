import type { Log } from "@openenv/core";

/**
 * Logs stray errors and rejected promises, which would end the process otherwise, and with it every other session.
 *
 * An environment that runs inline can leave a promise behind that rejects when nobody listens any more.
 *
 * @param log Takes the errors.
 * @returns A function that takes the guard away again.
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
