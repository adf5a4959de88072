/**
 * What providers have started on this machine, in any process of it.
 *
 * ```ts
 * import { listStarted } from "@openenv/providers/started";
 * import assert from "node:assert/strict";
 *
 * const { started } = await listStarted();
 * assert.ok(started.every(({ name }) => name !== ""));
 * ```
 *
 * @module
 */
export { listStarted, pruneStarted } from "./list_started.ts";
export type { ListStartedOptions, Started, StartedList } from "./started.ts";
