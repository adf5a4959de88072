import assert from "node:assert/strict";
import { z } from "zod";
import { exampleValue } from "./example_value.ts";
import { toJsonSchema } from "./json_schema.ts";

function exampleOf(schema: z.ZodType): unknown {
  return exampleValue(toJsonSchema(schema, "input", "example"));
}

Deno.test("exampleValue() takes defaults, first choices and the smallest that is allowed", () => {
  const schema = z.object({
    n: z.int().min(3),
    above: z.number().gt(1).max(1.5),
    low: z.number().max(-2),
    choice: z.enum(["a", "b"]),
    text: z.string().min(6),
    flag: z.boolean(),
    list: z.array(z.int()).min(2),
    pair: z.tuple([z.string(), z.null()]),
    either: z.union([z.string(), z.int()]),
    free: z.record(z.string(), z.unknown()),
    optional: z.string().optional(),
    filled: z.string().default("x"),
  });
  assert.deepEqual(exampleOf(schema), {
    n: 3,
    above: 1.5,
    low: -2,
    choice: "a",
    text: "text..",
    flag: false,
    list: [0, 0],
    pair: ["text", null],
    either: "text",
    free: {},
  });
  assert(schema.safeParse(exampleOf(schema)).success);
});

Deno.test("exampleValue() ends for schemas that lead back to themselves", () => {
  const Tree = z.object({
    get left() {
      return z.union([Tree, z.int()]);
    },
  });
  assert.deepEqual(exampleOf(Tree), { left: 0 });
  const Endless = z.object({
    get next(): z.ZodType {
      return Endless;
    },
  });
  assert.deepEqual(exampleOf(Endless), { next: null });
});
