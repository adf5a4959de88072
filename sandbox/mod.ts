/**
 * Killable `deno` children for code that must not hurt anyone: a trusted entry, declared permissions, limits, messages as
 * lines of JSON, and an end with its reason.
 *
 * ```ts
 * import { Child } from "@openenv/sandbox";
 * import assert from "node:assert/strict";
 *
 * assert.equal(typeof Child.start, "function");
 * ```
 *
 * @module
 */
export { capabilities, type SandboxCapabilities } from "./capabilities.ts";
export {
  type CapturedOutput,
  Child,
  type ChildEnd,
  type ChildOptions,
  describeEnd,
  type KillReason,
} from "./child_process.ts";
export { ChildPool, type ChildPoolOptions } from "./child_pool.ts";
export { type ChildPermissions, toFlags } from "./permissions.ts";
export { type ProcessUsage, processUsage } from "./process_usage.ts";
export { SANDBOX_ERROR_ROWS, SandboxError, type SandboxErrorData } from "./sandbox_error.ts";
