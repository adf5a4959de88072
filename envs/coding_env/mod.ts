/**
 * The contract of coding: run programs in a sandbox, and solve programming tasks.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { coding } from "@openenv/coding-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", coding);
 * ```
 *
 * @module
 */
export { coding } from "./contract.ts";
export {
  CodeAction,
  CodeObservation,
  CodeState,
  type CodingLanguage,
  CodingResetOptions,
  type ResolvedCodingResetOptions,
} from "./models.ts";
