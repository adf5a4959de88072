/**
 * For those who check values: the compiled checks of a contract, and what JSON can carry.
 *
 * ```ts
 * import { checkJson } from "@openenv/core/schema";
 * import assert from "node:assert/strict";
 *
 * assert.equal(checkJson({ scores: [1, NaN] })?.message, "is NaN, which JSON cannot carry");
 * ```
 *
 * @module
 */
export { formatPath, type Path } from "../errors/format_path.ts";
export { checkJson, isPlainObject, MAX_JSON_DEPTH, nameOfValue, type Problem, within } from "./check_json.ts";
export {
  checksOf,
  type ContractChecks,
  FREE_FORM,
  type MetadataHolder,
  parseAction,
} from "../contract/contract_checks.ts";
export type { ValueCheck } from "./check_value.ts";
export { coerceInteger, coerceNumber } from "../pydantic/coerce.ts";
export { exampleValue } from "./example_value.ts";
export { InputParser } from "../pydantic/input_parser.ts";
export { isRecord, type JsonSchema, resolveReference, toJsonSchema, typesOf } from "./json_schema.ts";
export { isOfType } from "./matches_shape.ts";
export { type Output, type OutputCheck, toOutput } from "./output_check.ts";
export { type ParsedReset, ResetParser } from "../contract/reset_parser.ts";
export type { TensorConverter } from "./tensor_paths.ts";
export { hashContract, toWireSchemas, type WireSchemas } from "../contract/wire_schemas.ts";
