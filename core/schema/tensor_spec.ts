import { DefinitionError } from "../errors/error_classes.ts";
import { nearestName } from "../errors/nearest_name.ts";
import { isRecord, type JsonSchema } from "./json_schema.ts";

/** The number types of a tensor, with numpy's names. */
export type TensorDtype = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32" | "float64";

/** The format of a tensor: one list of all numbers, or nested lists, one level per dimension. */
export type TensorLayout = "flat" | "nested";

/** The sizes of a tensor's dimensions, the outermost first; `null` means that a dimension may vary. */
export type TensorShape = readonly (number | null)[];

/** Options for {@linkcode tensor}. */
export interface TensorOptions<Shape extends TensorShape = TensorShape, Layout extends TensorLayout = TensorLayout> {
  /** The size of each dimension, the outermost first: positive integers. One may be `null` if it may vary. */
  readonly shape: Shape;
  /** The type of its numbers. */
  readonly dtype: TensorDtype;
  /** `"flat"` writes one list in row-major order, `"nested"` writes nested lists. Default: `"flat"`. */
  readonly layout?: Layout;
}

/** The range of a dtype's numbers. */
export interface NumberRange {
  /** The smallest number. */
  readonly min: number;
  /** The largest number. */
  readonly max: number;
  /** `true` for integers. */
  readonly isInteger: boolean;
}

/** A tensor's checked options, and values derived from them. */
export interface TensorSpec extends NumberRange, Required<TensorOptions> {
  /** The number of numbers; if a dimension may vary, how many each unit of that dimension adds. */
  readonly unit: number;
  /** `true` if a dimension may vary. */
  readonly varies: boolean;
  /** Identifies the spec: specs with the same key are equal. */
  readonly key: string;
}

/** The keyword that marks a tensor in JSON Schema; validators ignore it. */
const TENSOR_KEYWORD = "x-tensor";

/** The range of each dtype. */
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

/** The maximum length of a list. */
const MAX_LENGTH = 2 ** 32 - 1;

/** Checks a tensor's options; throws `DefinitionError` for invalid ones. */
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

/** Describes a tensor as JSON Schema: the parts that any validator can check, and the marker that identifies it. */
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

/** Reads the tensor spec of a node; `undefined` if it has none. Throws `DefinitionError` for an invalid one. */
export function readTensorSpec(node: JsonSchema): TensorSpec | undefined {
  return isTensor(node) ? resolveTensorSpec(node[TENSOR_KEYWORD] as TensorOptions) : undefined;
}

/** Describes the expected tensor for messages: `a tensor of shape [84, 84, 3] (uint8)`. */
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

/** Substitutes for numpy's other dtypes. JSON's numbers are exact up to 2**53, so 64-bit integers do not fit. */
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
