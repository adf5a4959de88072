import fc from "fast-check";
import assert from "node:assert/strict";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { formatPath } from "../errors/format_path.ts";
import { ValueProblem } from "./check_json.ts";
import { nest, toTensorList } from "./tensor_list.ts";
import { RANGES, resolveTensorSpec, type TensorDtype, type TensorLayout } from "./tensor_spec.ts";

/** Converts a tensor's value to a list; returns the problem, as in an error, if there is one. */
function listOf(dtype: TensorDtype, shape: (number | null)[], value: unknown, layout: TensorLayout = "flat"): unknown {
  const list = toTensorList(resolveTensorSpec({ shape, dtype, layout }), value);
  return list instanceof ValueProblem ? `${formatPath(list.path, "t")} ${list.message}` : list;
}

Deno.test("toTensorList() makes a plain list of every kind of typed array whose numbers fit", () => {
  const fitting: readonly (readonly [TensorDtype, ArrayLike<number>])[] = [
    ["uint8", new Uint8Array([0, 255])],
    ["uint8", new Uint8ClampedArray([0, 255])],
    ["uint8", new Float32Array([0, 255])],
    ["uint8", new Int32Array([0, 255])],
    ["int8", new Int8Array([-128, 127])],
    ["uint16", new Uint16Array([0, 65535])],
    ["int16", new Uint8Array([0, 255])],
    ["uint32", new Uint32Array([0, 4294967295])],
    ["uint32", new Uint32Array([0, 2147483647])],
    ["int32", new Int32Array([-2147483648, 2147483647])],
    ["int32", new Uint32Array([0, 2147483647])],
    ["float32", new Float16Array([-0.5, 65504])],
    ["float32", new Float32Array([-1.5, 3.4028234663852886e38])],
    ["float32", new Int8Array([-1, 1])],
    ["float64", new Float64Array([5e-324, 1.7976931348623157e308])],
    ["float64", new Uint32Array([0, 4294967295])],
  ];
  for (const [dtype, value] of fitting) {
    const list = listOf(dtype, [2], value);
    assert.ok(Array.isArray(list), `${dtype}: ${list}`);
    assert.deepEqual(list, Array.from(value));
  }
});

Deno.test("toTensorList() says which number does not fit, and why", () => {
  const misfits: readonly (readonly [TensorDtype, unknown, string])[] = [
    ["uint8", [0, 256], "t[1] is 256, expected an integer from 0 to 255 (uint8)"],
    ["uint8", [-1, 0], "t[0] is -1, expected an integer from 0 to 255 (uint8)"],
    ["uint8", [0, 0.5], "t[1] is 0.5, expected an integer from 0 to 255 (uint8)"],
    ["uint8", new Float32Array([0.5, 0]), "t[0] is 0.5, expected an integer from 0 to 255 (uint8)"],
    ["uint8", new Uint16Array([255, 256]), "t[1] is 256, expected an integer from 0 to 255 (uint8)"],
    ["int8", new Uint8Array([127, 128]), "t[1] is 128, expected an integer from -128 to 127 (int8)"],
    ["uint32", new Int8Array([0, -1]), "t[1] is -1, expected an integer from 0 to 4294967295 (uint32)"],
    [
      "int32",
      new Uint32Array([0, 4294967295]),
      "t[1] is 4294967295, expected an integer from -2147483648 to 2147483647 (int32)",
    ],
    ["int16", ["1", 2], "t[0] is a string, expected an integer from -32768 to 32767 (int16)"],
    ["int16", [1, null], "t[1] is null, expected an integer from -32768 to 32767 (int16)"],
    ["float64", [1, NaN], "t[1] is NaN, expected a finite float64"],
    ["float64", [1, undefined], "t[1] is undefined, expected a finite float64"],
    ["float64", [1n, 1], "t[0] is a bigint, expected a finite float64"],
    ["float64", Array(2), "t[0] is undefined, expected a finite float64"],
    ["float32", new Float32Array([0, -Infinity]), "t[1] is -Infinity, expected a finite float32"],
    ["float32", new Float64Array([0, 1e39]), "t[1] is 1e+39, expected a finite float32"],
  ];
  for (const [dtype, value, problem] of misfits) assert.equal(listOf(dtype, [2], value), problem);
});

Deno.test("toTensorList() finds a misfit behind the first chunk", () => {
  const [bytes, floats] = [new Uint16Array(10_000), new Float64Array(10_000)];
  [bytes[9_999], floats[9_998]] = [256, NaN];
  assert.match(String(listOf("uint8", [100, 100], bytes)), /^t\[9999\] is 256/);
  assert.match(String(listOf("float32", [100, 100], floats)), /^t\[9998\] is NaN/);
});

Deno.test("toTensorList() refuses what is no list of numbers, and lists of another length", () => {
  const refused: readonly (readonly [unknown, string])[] = [
    [undefined, "is undefined"],
    [null, "is null"],
    ["ab", "is a string"],
    [{ 0: 1, 1: 2, length: 2 }, "is an object"],
    [new Set([1, 2]), "is Set"],
    [new DataView(new ArrayBuffer(2)), "is DataView"],
    [new BigInt64Array(2), "is BigInt64Array"],
  ];
  for (const [value, found] of refused) {
    assert.equal(listOf("uint8", [2], value), `t ${found}, expected a tensor of shape [2] (uint8)`);
  }
  assert.equal(
    listOf("uint8", [2, 3], new Uint8Array(5)),
    "t has 5 numbers, expected 6 for a tensor of shape [2, 3] (uint8)",
  );
  assert.equal(
    listOf("int8", [null, 3], [1, 2]),
    "t has 2 numbers, expected a multiple of 3 for a tensor of shape [any, 3] (int8)",
  );
  assert.deepEqual(listOf("int8", [null, 3], []), []);
  assert.deepEqual(listOf("int8", [2, null], [1, 2, 3, 4]), [1, 2, 3, 4]);
});

Deno.test("toTensorList() does not take an array whose buffer was transferred for an empty one", () => {
  for (const shape of [[null], [4]]) {
    const array = new Uint8Array(4);
    array.buffer.transfer();
    const expected = `expected a tensor of shape [${shape[0] ?? "any"}] (uint8)`;
    assert.equal(listOf("uint8", shape, array), `t is Uint8Array whose buffer was transferred, ${expected}`);
  }
  assert.deepEqual(listOf("uint8", [null], new Uint8Array(0)), []);
});

Deno.test("toTensorList() returns a plain list itself, and never an author's typed array", () => {
  const spec = resolveTensorSpec({ shape: [2], dtype: "uint8" });
  const list = [1, 2];
  assert.equal(toTensorList(spec, list), list);
  const array = new Uint8Array([1, 2]);
  const made = toTensorList(spec, array);
  array[0] = 9;
  assert.deepEqual(made, [1, 2]);
});

Deno.test("toTensorList() takes nested lists, whose last rows may be typed arrays", () => {
  const rows = [[1, 2], [3, 4]];
  assert.equal(listOf("uint8", [2, 2], rows, "nested"), rows);
  const mixed = [new Uint8Array([1, 2]), rows[1]];
  assert.deepEqual(listOf("uint8", [2, 2], mixed, "nested"), rows);
  assert.ok(mixed[0] instanceof Uint8Array, "the author's own list stays as it was");
  assert.deepEqual(listOf("uint8", [2, 2], new Uint8Array([1, 2, 3, 4]), "nested"), rows);
  assert.deepEqual(listOf("uint8", [null, 2], new Uint8Array([1, 2, 3, 4]), "nested"), rows);
  assert.deepEqual(listOf("uint8", [3], new Uint8Array(3), "nested"), [0, 0, 0]);
});

Deno.test("toTensorList() says where nested lists are wrong", () => {
  const wrong: readonly (readonly [unknown, (number | null)[], string])[] = [
    [[1, 2], [2, 1], "t[0] is a number, expected a tensor of shape [2, 1] (uint8)"],
    [[[1]], [2, 1], "t has 1 items, expected 2 for a tensor of shape [2, 1] (uint8)"],
    [[[1], [2, 3]], [2, 1], "t[1] has 2 items, expected 1 for a tensor of shape [2, 1] (uint8)"],
    [[[1, 2], [3]], [2, null], "t[1] has 1 items, expected 2 for a tensor of shape [2, any] (uint8)"],
    [[[1, 2], [3, 256]], [2, 2], "t[1][1] is 256, expected an integer from 0 to 255 (uint8)"],
    [[[1, 2], new Int8Array([3, -1])], [2, 2], "t[1][1] is -1, expected an integer from 0 to 255 (uint8)"],
    [[new Uint8Array(1), [[2]]], [2, 1], "t[1][0] is an array, expected an integer from 0 to 255 (uint8)"],
    [[new Uint8Array(2)], [1, 1, 2], "t[0] is Uint8Array, expected a tensor of shape [1, 1, 2] (uint8)"],
    [new Uint8Array(3), [2, 2], "t has 3 numbers, expected 4 for a tensor of shape [2, 2] (uint8)"],
  ];
  for (const [value, shape, problem] of wrong) assert.equal(listOf("uint8", shape, value, "nested"), problem);
});

Deno.test("nest() puts numbers in row-major order", () => {
  assert.deepEqual(nest([1, 2, 3, 4, 5, 6], [3, 2]), [[1, 2], [3, 4], [5, 6]]);
  assert.deepEqual(nest([1, 2], [1, 2, 1]), [[[1], [2]]]);
  assert.deepEqual(nest([], [2, 0]), [[], []]);
});

// Any shape, type and numbers.

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};
const anyDtype = fc.constantFrom(...Object.keys(ARRAYS) as TensorDtype[]);
const anyShape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.integer({ min: -300, max: 300 }), fc.constantFrom(NaN, -0));

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A tensor's value in an array of any type, its dtype's or another. */
const anyTensor = fc.record({ dtype: anyDtype, source: anyDtype, shape: anyShape }).chain((kind) =>
  fc.array(anyNumber, { minLength: sizeOf(kind.shape), maxLength: sizeOf(kind.shape) })
    .map((numbers) => ({ ...kind, value: ARRAYS[kind.source].from(numbers), numbers }))
);

function fits(dtype: TensorDtype, numbers: Iterable<number>): boolean {
  const { min, max, isInteger } = RANGES[dtype];
  return [...numbers].every((number) => number >= min && number <= max && (!isInteger || Number.isInteger(number)));
}

Deno.test("toTensorList() keeps the numbers of any array that fits, through JSON and back, and refuses every other", () => {
  fc.assert(
    fc.property(anyTensor, ({ dtype, shape, value, numbers }) => {
      for (const given of [value, numbers]) {
        const list = listOf(dtype, shape, given);
        assert.equal(Array.isArray(list), fits(dtype, given), `${dtype} ${given}: ${list}`);
        if (!Array.isArray(list)) continue;
        const read = ARRAYS[dtype].from(JSON.parse(JSON.stringify(list)));
        assert.deepEqual(Array.from(read, abs), Array.from(ARRAYS[dtype].from(given), abs));
      }
    }),
    { numRuns: CASE_COUNT },
  );
});

/** Removes the negative zero, which JSON does not have. */
function abs(number: number): number {
  return number === 0 ? 0 : number;
}

Deno.test("toTensorList() makes the same rows of a flat array, of rows of it and of their lists", () => {
  fc.assert(
    fc.property(anyTensor, ({ dtype, source, shape, value }) => {
      if (!fits(dtype, value)) return;
      const rows = nest(value, shape);
      assert.deepEqual(listOf(dtype, shape, value, "nested"), rows);
      assert.equal(listOf(dtype, shape, rows, "nested"), rows);
      const typed = mapRows(rows, (row) => ARRAYS[source].from(row));
      assert.deepEqual(listOf(dtype, shape, typed, "nested"), rows);
      assert.deepEqual((rows as unknown[]).flat(Infinity), listOf(dtype, shape, value));
    }),
    { numRuns: CASE_COUNT },
  );
});

function mapRows(rows: readonly unknown[], map: (row: number[]) => unknown): unknown {
  return Array.isArray(rows[0]) ? rows.map((row) => mapRows(row as unknown[], map)) : map(rows as number[]);
}
