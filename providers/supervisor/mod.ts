/**
 * For providers: what this process has started ends with it, and other processes can find it.
 *
 * ```ts
 * import { ownerOf, stateOf } from "@openenv/providers/supervisor";
 * import assert from "node:assert/strict";
 *
 * assert.equal(stateOf(ownerOf()), "alive");
 * ```
 *
 * @module
 */
export { type Owner, ownerOf, type OwnerState, stateOf } from "./owner.ts";
export { type ProcessRecord, readRecords, recordFolder, removeRecord, writeRecord } from "./records.ts";
export { settleUnlessEnding, stopSupervised, supervise, type Supervised } from "./supervisor.ts";
