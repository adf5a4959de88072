import type { Logger } from "../log/logger.ts";
import source from "./second_signal.js" with { type: "text" };

/**
 * Kills the process half a second after the second SIGINT or SIGTERM, if it has not ended by then.
 *
 * A listener for signals does not run while an environment blocks its thread, and that there is one keeps the system
 * from ending the process. So another thread listens as well.
 *
 * @param log Logger for a thread that can't be started.
 * @returns A function that stops listening.
 */
export function killAtSecondSignal(log: Logger): () => void {
  // A worker of a file would need permission to read it.
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
  worker.onerror = (event) => {
    event.preventDefault();
    log.warn(`An environment that blocks the server can't be stopped by signals: ${event.message}`);
  };
  return () => worker.terminate();
}
