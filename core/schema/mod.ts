/**
 * Checks of values against schemas, and what JSON can carry.
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
export {
  checkJson,
  isPlainObject,
  MAX_JSON_DEPTH,
  nameOfValue,
  type Problem,
  type ProblemKind,
  within,
} from "./check_json.ts";
export type { ValueCheck } from "./check_value.ts";
export { coerceInteger, coerceNumber } from "../pydantic/coerce.ts";
export { exampleValue } from "./example_value.ts";
export { InputParser } from "../pydantic/input_parser.ts";
export { isRecord, type JsonSchema, resolveReference, toJsonSchema, typesOf } from "./json_schema.ts";
export { isOfType } from "./matches_shape.ts";
export { type Output, type OutputCheck, type OutputOptions, toOutput } from "./output_check.ts";
export type { CheckedLists } from "./tensor_list.ts";
export type { TensorConverter } from "./tensor_paths.ts";
