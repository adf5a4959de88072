import assert from "node:assert/strict";
import { errorOf } from "../testing_fixtures/settlement.ts";
import { readTensorSpec, resolveTensorSpec, type TensorOptions, toTensorSchema } from "./tensor_spec.ts";

/** Invalid tensor options, and the reasons. */
const REFUSED: readonly (readonly [options: unknown, part: string, state: RegExp])[] = [
  [{ shape: [], dtype: "uint8" }, "shape", /shape \[\] is not a list of positive integers/],
  [{ shape: 3, dtype: "uint8" }, "shape", /shape 3 is not/],
  [{ dtype: "uint8" }, "shape", /shape undefined is not/],
  [{ shape: [2, 0], dtype: "uint8" }, "shape", /shape \[2,0\] is not/],
  [{ shape: [2.5], dtype: "uint8" }, "shape", /shape \[2\.5\] is not/],
  [{ shape: ["2"], dtype: "uint8" }, "shape", /shape \["2"\] is not/],
  [{ shape: [null, 2, null], dtype: "uint8" }, "shape", /has more than one dimension that may vary/],
  [{ shape: [2 ** 20, 2 ** 20], dtype: "uint8" }, "shape", /has more numbers than a list can hold/],
  [{ shape: [2], dtype: "unt8" }, "dtype", /dtype "unt8" is not one of uint8, int8, .*; use uint8$/],
  [{ shape: [2], dtype: "int64" }, "dtype", /; use int32 or float64$/],
  [{ shape: [2], dtype: "bool" }, "dtype", /; use uint8$/],
  [{ shape: [2], dtype: "toString" }, "dtype", /dtype "toString" is not one of/],
  [{ shape: [2], dtype: 8 }, "dtype", /dtype 8 is not one of uint8, .*, float64$/],
  [{ shape: [2], dtype: "uint8", layout: "rows" }, "layout", /layout "rows" is not "flat" or "nested"/],
];

Deno.test("resolveTensorSpec() refuses what can't be a tensor, and says why", async () => {
  for (const [options, part, state] of REFUSED) {
    const { code, message, data } = await errorOf(() => resolveTensorSpec(options as TensorOptions));
    assert.deepEqual([code, data.part], ["INVALID_DEFINITION", part], message);
    assert.match(message, /^Cannot define tensor: /);
    assert.match(message, state);
  }
});

Deno.test("toTensorSchema() describes a flat tensor as one list", () => {
  assert.deepEqual(toTensorSchema(resolveTensorSpec({ shape: [84, 84, 3], dtype: "uint8" })), {
    type: "array",
    items: { type: "integer", minimum: 0, maximum: 255 },
    minItems: 21168,
    maxItems: 21168,
    "x-tensor": { shape: [84, 84, 3], dtype: "uint8", layout: "flat" },
  });
  assert.deepEqual(toTensorSchema(resolveTensorSpec({ shape: [null, 2], dtype: "float64" })), {
    type: "array",
    items: { type: "number" },
    "x-tensor": { shape: [null, 2], dtype: "float64", layout: "flat" },
  });
});

Deno.test("toTensorSchema() describes a nested tensor as lists inside lists", () => {
  assert.deepEqual(toTensorSchema(resolveTensorSpec({ shape: [null, 2], dtype: "float32", layout: "nested" })), {
    type: "array",
    items: {
      type: "array",
      items: { type: "number", minimum: -3.4028234663852886e38, maximum: 3.4028234663852886e38 },
      minItems: 2,
      maxItems: 2,
    },
    "x-tensor": { shape: [null, 2], dtype: "float32", layout: "nested" },
  });
});

Deno.test("readTensorSpec() reads what toTensorSchema() wrote, and passes over other meanings of the keyword", () => {
  const spec = resolveTensorSpec({ shape: [2, null], dtype: "int16", layout: "nested" });
  assert.deepEqual(readTensorSpec(toTensorSchema(spec)), spec);
  for (const marker of [undefined, true, {}, { shape: [2] }]) {
    assert.equal(readTensorSpec({ type: "array", "x-tensor": marker }), undefined);
  }
});
