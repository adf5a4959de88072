import { DefinitionError } from "../errors/error_classes.ts";
import { nearestName } from "../errors/nearest_name.ts";
import { isRecord, type JsonSchema } from "./json_schema.ts";

/** The kinds of numbers that a tensor may hold, by numpy's names. */
export type TensorDtype = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32" | "float64";

/** How a tensor is written: one list of all numbers, or lists inside lists, one level a dimension. */
export type TensorLayout = "flat" | "nested";

/** The sizes of a tensor's dimensions, the outermost first; `null` for one that may vary. */
export type TensorShape = readonly (number | null)[];

/** What a tensor is. */
export interface TensorOptions<Shape extends TensorShape = TensorShape, Layout extends TensorLayout = TensorLayout> {
  /** The size of each dimension, the outermost first: positive integers. One of them may be `null`: it may vary. */
  readonly shape: Shape;
  /** The kind of its numbers. */
  readonly dtype: TensorDtype;
  /** `"flat"` writes one list in row-major order, `"nested"` lists inside lists. Default: `"flat"`. */
  readonly layout?: Layout;
}

/** What the numbers of a dtype are. */
export interface NumberRange {
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
  /** `true` if there is nothing between two neighbors. */
  readonly isInteger: boolean;
}

/** A tensor's options, checked, and what follows from them. */
export interface TensorSpec extends NumberRange, Required<TensorOptions> {
  /** How many numbers it has; where a dimension may vary, how many come with each one more of it. */
  readonly unit: number;
  /** `true` if a dimension may vary. */
  readonly varies: boolean;
  /** Tells specs apart: two of one key are the same. */
  readonly key: string;
}

/** The keyword by which a tensor is known in JSON Schema; validators pass over it. */
export const TENSOR_KEYWORD = "x-tensor";

/** What the numbers of each dtype are. */
export const RANGES: Readonly<Record<TensorDtype, NumberRange>> = {
  uint8: { min: 0, max: 255, isInteger: true },
  int8: { min: -128, max: 127, isInteger: true },
  uint16: { min: 0, max: 65_535, isInteger: true },
  int16: { min: -32_768, max: 32_767, isInteger: true },
  uint32: { min: 0, max: 4_294_967_295, isInteger: true },
  int32: { min: -2_147_483_648, max: 2_147_483_647, isInteger: true },
  float32: { min: -3.4028234663852886e38, max: 3.4028234663852886e38, isInteger: false },
  float64: { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, isInteger: false },
};

/** The most items that a list can have. */
const MAX_LENGTH = 2 ** 32 - 1;

/** Checks a tensor's options; throws `DefinitionError` for what can't be one. */
export function resolveTensorSpec(options: TensorOptions): TensorSpec {
  const { shape, dtype, layout = "flat" } = options;
  if (!Array.isArray(shape) || shape.length === 0 || !shape.every(isSize)) {
    throw invalid("shape", `shape ${write(shape)} is not a list of positive integers, one of which may be null`);
  }
  if (shape.indexOf(null) !== shape.lastIndexOf(null)) {
    throw invalid("shape", `shape ${write(shape)} has more than one dimension that may vary`);
  }
  const unit = shape.reduce<number>((product, size) => product * (size ?? 1), 1);
  if (unit > MAX_LENGTH) throw invalid("shape", `shape ${write(shape)} has more numbers than a list can hold`);
  if (!Object.hasOwn(RANGES, dtype)) throw invalid("dtype", unknownDtype(dtype));
  if (layout !== "flat" && layout !== "nested") {
    throw invalid("layout", `layout ${write(layout)} is not "flat" or "nested"`);
  }
  const key = JSON.stringify([shape, dtype, layout]);
  return { shape: [...shape], dtype, layout, unit, varies: shape.includes(null), key, ...RANGES[dtype] };
}

/** Describes a tensor as JSON Schema: what any validator can check, and the marker by which it is known. */
export function toTensorSchema({ shape, dtype, layout, unit, varies, ...range }: TensorSpec): JsonSchema {
  const sizes = layout === "nested" ? shape : [varies ? null : unit];
  const list = sizes.reduceRight<JsonSchema>((items, size) => toListSchema(items, size), toNumberSchema(dtype, range));
  return { ...list, [TENSOR_KEYWORD]: { shape, dtype, layout } };
}

/** `true` for a node of JSON Schema that describes a tensor. */
export function isTensor(node: object): node is JsonSchema {
  const marker = (node as JsonSchema)[TENSOR_KEYWORD];
  return isRecord(marker) && "shape" in marker && "dtype" in marker;
}

/** Reads what a node says of a tensor; `undefined` if it is none. Throws `DefinitionError` if it is wrong. */
export function readTensorSpec(node: JsonSchema): TensorSpec | undefined {
  return isTensor(node) ? resolveTensorSpec(node[TENSOR_KEYWORD] as TensorOptions) : undefined;
}

/** Says what is expected, for messages: `a tensor of shape [84, 84, 3] (uint8)`. */
export function describeSpec({ dtype, shape }: TensorSpec): string {
  return `a tensor of shape [${shape.map((size) => size ?? "any").join(", ")}] (${dtype})`;
}

function toListSchema(items: JsonSchema, size: number | null): JsonSchema {
  return size === null ? { type: "array", items } : { type: "array", items, minItems: size, maxItems: size };
}

function toNumberSchema(dtype: TensorDtype, { min, max, isInteger }: NumberRange): JsonSchema {
  if (dtype === "float64") return { type: "number" };
  return { type: isInteger ? "integer" : "number", minimum: min, maximum: max };
}

function isSize(size: unknown): boolean {
  return size === null || (Number.isSafeInteger(size) && (size as number) > 0);
}

/** What stands for numpy's other dtypes. JSON's numbers are exact up to 2**53, so that 64 bits do not fit. */
const STAND_INS: ReadonlyMap<unknown, string> = new Map([
  ["bool", "uint8"],
  ["int64", "int32 or float64"],
  ["uint64", "uint32 or float64"],
  ["float16", "float32"],
]);

function unknownDtype(dtype: unknown): string {
  const known = Object.keys(RANGES);
  const better = STAND_INS.get(dtype) ?? (typeof dtype === "string" ? nearestName(dtype, known) : undefined);
  return `dtype ${write(dtype)} is not one of ${known.join(", ")}${better === undefined ? "" : `; use ${better}`}`;
}

function write(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function invalid(part: string, state: string): DefinitionError {
  return new DefinitionError(`Cannot define tensor: ${state}`, { part });
}
