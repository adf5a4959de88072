/**
 * Contracts and their compiled checks.
 *
 * ```ts
 * import { hashContract } from "@openenv/core/contract";
 * import { defineEnvironment } from "@openenv/core";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const echo = defineEnvironment({ name: "echo", action: z.object({}), observation: z.object({}) });
 * assert.match(await hashContract(echo), /^[0-9a-f]{64}$/);
 * ```
 *
 * @module
 */
export { type AnyContract, type AnyImplementation, isImplementation } from "./contract.ts";
export {
  type ContractDescription,
  contractFrom,
  describeContract,
  type SchemaDescription,
  type ToolData,
} from "./contract_description.ts";
export { checksOf, type ContractChecks, FREE_FORM, type MetadataHolder, parseAction } from "./contract_checks.ts";
export { type ParsedReset, ResetParser } from "./reset_parser.ts";
export { hashContract, toHashedText, toWireSchemas, type WireSchemas } from "./wire_schemas.ts";
