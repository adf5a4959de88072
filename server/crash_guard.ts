import type { Logger } from "./log/logger.ts";

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
 * const remove = installCrashGuard(console);
 * remove();
 * ```
 */
export function installCrashGuard(log: Logger): () => void {
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    log.error("A rejected promise was left behind", { error: event.reason });
  };
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    log.error("An error was left behind", { error: event.error });
  };
  globalThis.addEventListener("unhandledrejection", onRejection);
  globalThis.addEventListener("error", onError);
  return () => {
    globalThis.removeEventListener("unhandledrejection", onRejection);
    globalThis.removeEventListener("error", onError);
  };
}
