import assert from "node:assert/strict";
import { z } from "zod";
import type { EpisodeContext } from "./context.ts";
import { defineEnvironment } from "./contract/define_environment.ts";
import { checksOf, parseAction } from "./contract/contract_checks.ts";
import { exactly } from "./contract/exactly.ts";
import { toOutput } from "./schema/output_check.ts";
import type { Schema } from "./schema/schema.ts";
import { hashContract, toWireSchemas } from "./contract/wire_schemas.ts";
import { type DeepTensorList, tensor, type TensorList, toNested } from "./tensor.ts";
import { errorOf } from "./testing_fixtures/settlement.ts";

interface Frame {
  pixels: TensorList;
  grid: TensorList<TensorList>;
  depth?: TensorList;
  masks: TensorList[];
  by_name: Record<string, TensorList>;
  goal: TensorList | null;
}

const Frame: Schema<Frame> = exactly<Frame>()(z.object({
  pixels: tensor({ shape: [2, 2], dtype: "uint8" }).describe("gray, row by row"),
  grid: tensor({ shape: [1, null], dtype: "float32", layout: "nested" }),
  depth: z.optional(tensor({ shape: [1], dtype: "float64" })),
  masks: z.array(tensor({ shape: [1], dtype: "uint8" })),
  by_name: z.record(z.string(), tensor({ shape: [1], dtype: "int8" })),
  goal: z.nullable(tensor({ shape: [1], dtype: "int16" })),
}));

const camera = defineEnvironment({
  name: "camera",
  action: z.object({ torque: tensor({ shape: [2], dtype: "float32" }) }),
  observation: Frame,
  state: z.object({ map: tensor({ shape: [2], dtype: "uint8" }) }),
  resetOptions: z.object({ start: z.optional(tensor({ shape: [2], dtype: "int16" })) }),
});

/** Type-checks: an environment may return typed arrays and lists, and reads actions, without a cast. */
const environment = camera.implement(() => ({
  reset: () => ({ observation: see() }),
  step: ({ torque }) => ({ observation: see(), reward: torque[0]! + torque[1]! }),
  state: () => ({ map: new Uint8ClampedArray(2) }),
}));

function see(): Frame {
  return {
    pixels: new Uint8Array([1, 2, 3, 4]),
    grid: [new Float32Array([0.5, 1])],
    masks: [[0], new Uint8Array([1])],
    by_name: { left: [-1] },
    goal: null,
  };
}

const SEEN = {
  pixels: [1, 2, 3, 4],
  grid: [[0.5, 1]],
  masks: [[0], [1]],
  by_name: { left: [-1] },
  goal: null,
};

Deno.test("tensor() is typed alike for those who return it and those who read it", async () => {
  const flat: Schema<TensorList> = tensor({ shape: [9], dtype: "int8", layout: "flat" });
  const rows: Schema<TensorList<TensorList>> = tensor({ shape: [9, null], dtype: "int8", layout: "nested" });
  const deep: Schema<DeepTensorList> = tensor({ shape: [1, 1, 1, 1, 1], dtype: "int8", layout: "nested" });
  // @ts-expect-error -- a flat array has no rows
  const wrong: Schema<TensorList<TensorList>> = flat;
  // @ts-expect-error -- there is no such dtype
  assert.throws(() => tensor({ shape: [1], dtype: "int64" }));
  const instance = await environment.factory();
  const { observation } = await instance.reset({ seed: 1, episode_id: "e1" }, {} as EpisodeContext);
  const { pixels, grid } = observation;
  const read: readonly [number, number] = [Float32Array.from(pixels)[3]!, grid[0]![1]!];
  assert.deepEqual(read, [4, 1]);
  for (const schema of [flat, rows, deep, wrong]) assert.equal(schema["~standard"].vendor, "zod");
});

Deno.test("tensor() checks lists and typed arrays by itself, too", () => {
  const schema = z.object({
    t: tensor({ shape: [2], dtype: "uint8" }),
    o: z.optional(tensor({ shape: [1], dtype: "int8" })),
  });
  for (const t of [[1, 2], new Uint8Array(2)]) assert.equal(schema.safeParse({ t }).success, true);
  const problems: readonly (readonly [unknown, path: unknown[], message: string])[] = [
    [{ t: [1] }, ["t"], "has 1 numbers, expected 2 for a tensor of shape [2] (uint8)"],
    [{ t: [1, 256] }, ["t", 1], "is 256, expected an integer from 0 to 255 (uint8)"],
    [{ t: "ab" }, ["t"], "is a string, expected a tensor of shape [2] (uint8)"],
    [{}, ["t"], "is undefined, expected a tensor of shape [2] (uint8)"],
    [{ t: [1, 2], o: null }, ["o"], "is null, expected a tensor of shape [1] (int8)"],
  ];
  for (const [value, path, message] of problems) {
    const [issue] = schema.safeParse(value).error!.issues;
    assert.deepEqual([issue!.path, issue!.message], [path, message]);
  }
});

Deno.test("tensor() is described on the wire, and the hash of a contract stays", async () => {
  const { properties, required } = toWireSchemas(camera).observation;
  assert.deepEqual(required, ["pixels", "grid", "masks", "by_name", "goal"]);
  assert.deepEqual(properties!.pixels, {
    title: "Pixels",
    description: "gray, row by row",
    type: "array",
    items: { type: "integer", minimum: 0, maximum: 255 },
    minItems: 4,
    maxItems: 4,
    "x-tensor": { shape: [2, 2], dtype: "uint8", layout: "flat" },
  });
  assert.equal(await hashContract(camera), "451a20ba7fc4dbd86f6ba3bae56b078cb2d9e62c933fac16b75036826d231df0");
});

Deno.test("tensor() in an observation, converted and checked, validates against its own JSON Schema", () => {
  const { value, problem } = toOutput(checksOf(camera).observation, see());
  assert.deepEqual([value, problem], [SEEN, undefined]);
  const read = z.fromJSONSchema(Frame["~standard"].jsonSchema.output({ target: "draft-2020-12" }) as never);
  assert.equal(read.safeParse(value).success, true);
  assert.equal(read.safeParse({ ...SEEN, pixels: [1, 2, 3, 256] }).success, false);
});

Deno.test("tensor() in an action takes lists of numbers, coerced where the wire's rules say so", async () => {
  const checks = checksOf(camera);
  assert.deepEqual(parseAction(checks, { torque: [0.5, -1] }), { torque: [0.5, -1] });
  assert.deepEqual(parseAction(checks, { torque: ["0.5", -1] }), { torque: [0.5, -1] });
  const refused: readonly (readonly [unknown, type: string, loc: unknown[]])[] = [
    [{}, "missing", ["torque"]],
    [{ torque: 1 }, "list_type", ["torque"]],
    [{ torque: [1] }, "value_error", ["torque"]],
    [{ torque: [1, "x"] }, "value_error", ["torque", 1]],
    [{ torque: [1, NaN] }, "value_error", ["torque", 1]],
  ];
  for (const [action, type, loc] of refused) {
    const { code, data } = await errorOf(() => parseAction(checks, action));
    assert.deepEqual([code, data.errors[0].type, data.errors[0].loc], ["VALIDATION_ERROR", type, loc]);
  }
});

Deno.test("defineEnvironment() refuses an observation that transforms a tensor", async () => {
  const t = tensor({ shape: [1], dtype: "uint8" }) as unknown as z.ZodType<TensorList>;
  const observation = z.object({ t: t.transform((list) => list.length) });
  const error = await errorOf(() => defineEnvironment({ name: "t", action: z.object({}), observation }));
  assert.equal(error.code, "INVALID_DEFINITION");
});

Deno.test("toNested() makes rows, and refuses numbers that do not fill them", () => {
  const rows: TensorList<TensorList> = toNested(new Uint8Array([1, 2, 3, 4]), [2, 2]);
  assert.deepEqual(rows, [[1, 2], [3, 4]]);
  assert.throws(() => toNested([1, 2, 3], [2, 2]), {
    name: "RangeError",
    message: "Cannot nest 3 numbers: a shape of [2,2] has 4",
  });
  for (const shape of [[], [-1, -2], [0.5, 4]]) {
    assert.throws(() => toNested([1, 2], shape), {
      message: `Cannot nest numbers: ${JSON.stringify(shape)} is not a shape`,
    });
  }
});
