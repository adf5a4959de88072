import type { Log } from "@openenv/core";

const INTERVAL_MS = 60_000;

/** Makes a log for a warning that may recur at any rate: at most one entry a minute passes. */
export function logRarely(log: Log): Log {
  let last = -Infinity;
  return (...data) => {
    const now = performance.now();
    if (now - last < INTERVAL_MS) return;
    last = now;
    log(...data);
  };
}
