import type { Logger } from "./logger.ts";

const INTERVAL_MS = 60_000;

/** Makes a function for a warning that may recur at any rate: at most one entry a minute passes. */
export function warnRarely(log: Logger): (message: string) => void {
  let last = -Infinity;
  return (message) => {
    const now = performance.now();
    if (now - last < INTERVAL_MS) return;
    last = now;
    log.warn(message);
  };
}
