/**
 * Values that may be promises, time limits, and who ends the process at a signal.
 *
 * ```ts
 * import { withinTime } from "@openenv/core/async";
 * import assert from "node:assert/strict";
 *
 * const hang = () => new Promise(() => {});
 * await assert.rejects(withinTime(hang, { action: "get task", timeoutMs: 1 }), { code: "TIMEOUT" });
 * ```
 *
 * @module
 */
export { Deadlines, type DeadlinesOptions, type Waiting } from "./deadlines.ts";
export { isPromiseLike } from "./is_promise_like.ts";
export { signalOwners } from "./signal_owners.ts";
export { withinTime, type WithinTimeOptions } from "./within_time.ts";
