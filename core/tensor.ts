/**
 * Tensors: many numbers in an observation, a state or an action, written as typed arrays and sent as plain lists.
 *
 * ```ts
 * import { tensor } from "@openenv/core/tensor";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const frame = z.object({ pixels: tensor({ shape: [84, 84, 3], dtype: "uint8" }) });
 * assert.ok(frame.safeParse({ pixels: new Uint8Array(84 * 84 * 3) }).success);
 * ```
 *
 * @module
 */
import { z } from "zod";
import type { Schema } from "./schema/schema.ts";
import { ValueProblem } from "./schema/check_json.ts";
import { isChecked, nest, toTensorList } from "./schema/tensor_list.ts";
import {
  resolveTensorSpec,
  type TensorDtype,
  type TensorLayout,
  type TensorOptions,
  type TensorShape,
  type TensorSpec,
  toTensorSchema,
} from "./schema/tensor_spec.ts";

export type { TensorDtype, TensorLayout, TensorOptions, TensorShape };

/** A list that is read by index or in a loop: an array or, for numbers, a typed array. */
export interface TensorList<Item = number> extends Iterable<Item> {
  /** The number of items. */
  readonly length: number;
  /** The items. */
  readonly [index: number]: Item;
}

/** The value of a nested tensor of more than four dimensions. */
export interface DeepTensorList extends TensorList<number | DeepTensorList> {}

/** The value of a nested tensor, by the number of its dimensions. */
export interface NestedTensors {
  /** A list of numbers. */
  readonly 1: TensorList;
  /** A list of rows. */
  readonly 2: TensorList<TensorList>;
  /** A list of lists of rows. */
  readonly 3: TensorList<TensorList<TensorList>>;
  /** And so on. */
  readonly 4: TensorList<TensorList<TensorList<TensorList>>>;
}

/** The value of a nested tensor with a given shape. */
export type NestedTensor<Shape extends TensorShape> = Shape["length"] extends keyof NestedTensors
  ? NestedTensors[Shape["length"]]
  : DeepTensorList;

/** The value of a tensor, as an environment returns it and a client reads it. */
export type TensorValue<Shape extends TensorShape, Layout extends TensorLayout> = Layout extends "nested"
  ? NestedTensor<Shape>
  : TensorList;

/**
 * A tensor's schema: a zod schema that can be part of others, as in `z.object({ pixels })` and `z.optional(pixels)`.
 */
export interface TensorSchema<Value> extends Schema<Value> {
  /** The properties that zod needs. */
  readonly _zod: TensorInternals<Value>;
  /** Returns the same tensor with a description, which becomes part of its JSON Schema. */
  describe(text: string): TensorSchema<Value>;
}

/**
 * The part of a zod schema that zod's types require. `input` and `output` are the tensor's; everything else is internal
 * to zod.
 */
export interface TensorInternals<Value> {
  /** The input type. */
  readonly input: Value;
  /** The output type. */
  readonly output: Value;
  /** A key with this schema is required in the input. */
  readonly optin?: undefined;
  /** A key with this schema is always in the output. */
  readonly optout?: undefined;
  /** It has no list of allowed values. */
  readonly values?: undefined;
  /** It has no discriminator. */
  readonly propValues?: undefined;
  /** Internal to zod. */
  readonly version: never;
  /** Internal to zod. */
  readonly def: never;
  /** Internal to zod. */
  readonly deferred: never;
  /** Internal to zod. */
  readonly run: never;
  /** Internal to zod. */
  readonly parse: never;
  /** Internal to zod. */
  readonly traits: never;
  /** Internal to zod. */
  readonly pattern: never;
  /** Internal to zod. */
  readonly constr: never;
  /** Internal to zod. */
  readonly bag: never;
  /** Internal to zod. */
  readonly isst: never;
}

/**
 * Describes a tensor: numbers of one type in a fixed shape.
 *
 * An environment returns a typed array whose numbers fit, or a list of numbers. With `layout: "nested"` it returns
 * rows, the innermost of which may be typed arrays (`toNested` converts a flat array to rows). Tensors are sent as
 * plain lists, and every number is checked: it must be an integer in the range of its dtype, or finite. The other side
 * receives a list.
 *
 * @param options The shape, the type of the numbers, and the format.
 * @returns A schema that can be used like a zod schema: in `z.object`, `z.array`, `z.optional`, `z.record`, `z.union`.
 * @throws `DefinitionError` for an invalid shape, dtype or layout.
 *
 * @example
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { tensor } from "@openenv/core/tensor";
 * import { z } from "zod";
 *
 * const camera = defineEnvironment({
 *   name: "camera",
 *   action: z.object({ zoom: z.number() }),
 *   observation: z.object({ pixels: tensor({ shape: [84, 84, 3], dtype: "uint8" }) }),
 * });
 *
 * export default camera.implement(() => ({
 *   reset: () => ({ observation: { pixels: new Uint8Array(84 * 84 * 3) } }),
 *   step: () => ({ observation: { pixels: new Uint8Array(84 * 84 * 3).fill(255) } }),
 * }));
 * ```
 */
export function tensor<const Shape extends TensorShape, Layout extends TensorLayout = "flat">(
  options: TensorOptions<Shape, Layout>,
): TensorSchema<TensorValue<Shape, Layout>> {
  const spec = resolveTensorSpec(options);
  const schema = z.unknown().check((payload) => {
    const problem = findProblem(spec, payload.value);
    if (problem === undefined) return;
    const { path, message } = problem;
    const place = { path: [...path], message, input: payload.value };
    const isList = Array.isArray(payload.value) || ArrayBuffer.isView(payload.value);
    payload.issues.push(
      isList ? { code: "custom", ...place } : { code: "invalid_type", expected: "array", ...place },
    );
  });
  return schema.meta(toTensorSchema(spec)) as unknown as TensorSchema<TensorValue<Shape, Layout>>;
}

/**
 * Converts a flat array of numbers, in row-major order, to rows for a nested tensor.
 *
 * @param values As many numbers as the shape has.
 * @param shape The size of each dimension, the outermost first.
 * @returns Nested lists, one level per dimension.
 * @throws `RangeError` for an invalid shape, and if the shape has more or fewer numbers.
 *
 * @example
 * ```ts
 * import { toNested } from "@openenv/core/tensor";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(toNested(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3]), [[1, 2, 3], [4, 5, 6]]);
 * ```
 */
export function toNested<const Shape extends readonly number[]>(
  values: ArrayLike<number>,
  shape: Shape,
): NestedTensor<Shape> {
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.length === 0 || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new RangeError(`Cannot nest numbers: ${JSON.stringify(shape)} is not a shape`);
  }
  if (values.length !== count) {
    throw new RangeError(`Cannot nest ${values.length} numbers: a shape of ${JSON.stringify(shape)} has ${count}`);
  }
  return nest(values, shape) as unknown as NestedTensor<Shape>;
}

function findProblem(spec: TensorSpec, value: unknown): ValueProblem | undefined {
  if (isChecked(value, spec)) return undefined;
  const list = toTensorList(spec, value);
  return list instanceof ValueProblem ? list : undefined;
}
