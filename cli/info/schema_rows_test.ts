import type { JsonSchema } from "@openenv/core/schema";
import { tensor } from "@openenv/core/tensor";
import assert from "node:assert/strict";
import { z } from "zod";
import { toRows } from "./schema_rows.ts";

function rowsOf(schema: z.ZodType, io: "input" | "output" = "input"): string[] {
  const root = z.toJSONSchema(schema, { io, target: "draft-2020-12" }) as JsonSchema;
  return toRows(root, io === "output").map((row) => row.join("; ").replace(/(; )+$/, ""));
}

const COLUMNS: readonly [schema: z.ZodType, row: string][] = [
  [z.int(), "integer; ; required"],
  [z.int().min(1).max(9), "integer; 1 to 9; required"],
  [z.number().positive(), "number; more than 0; required"],
  [z.number().lt(1).min(0), "number; at least 0, less than 1; required"],
  [z.int().multipleOf(5), "integer; a multiple of 5; required"],
  [z.string().min(1), "string; at least 1 character; required"],
  [z.string().max(3), "string; at most 3 characters; required"],
  [z.string().length(2), "string; 2 characters; required"],
  [z.string().regex(/^a/), "string; /^a/; required"],
  [z.email(), "string; email; required"],
  [z.boolean().default(false), "boolean; ; false"],
  [z.string().optional(), "string; ; optional"],
  [z.int().nullable().describe("how many"), "integer | null; ; required; how many"],
  [z.literal("a"), '"a"; ; required'],
  [z.enum(["a", "b"]).default("b"), '"a" | "b"; ; "b"'],
  [z.array(z.int().max(3)).max(2), "array of integer; at most 2 items, each at most 3; required"],
  [z.array(z.union([z.string(), z.int()])), "array of (string | integer); ; required"],
  [z.tuple([z.string(), z.int()]), "[string, integer]; ; required"],
  [z.record(z.string(), z.number()), "object of number; ; required"],
  [z.unknown(), "anything; ; required"],
  [
    z.nullable(tensor({ shape: [null, 2], dtype: "uint8", layout: "nested" })),
    "uint8 tensor [any, 2] | null; each 2 items, each 0 to 255; required",
  ],
];

for (const [schema, row] of COLUMNS) {
  Deno.test(`toRows() shows ${row}`, () => assert.deepEqual(rowsOf(z.object({ key: schema })), [`key; ${row}`]));
}

Deno.test("toRows() has rows for keys inside objects, arrays and maps", () => {
  const point = z.object({ x: z.int() });
  const schema = z.object({ goal: point, cells: z.array(point), named: z.record(z.string(), point) });
  assert.deepEqual(rowsOf(schema), [
    "goal; object; ; required",
    "goal.x; integer; ; required",
    "cells; array of object; ; required",
    "cells[].x; integer; ; required",
    "named; object of object; ; required",
    "named.*.x; integer; ; required",
  ]);
});

Deno.test("toRows() labels the forms of a union by what tells them apart", () => {
  const click = z.object({ kind: z.literal("click"), x: z.int() });
  const type = z.object({ kind: z.literal("type"), text: z.string() });
  assert.deepEqual(rowsOf(z.discriminatedUnion("kind", [click, type])), [
    '(click).kind; "click"; ; required',
    "(click).x; integer; ; required",
    '(type).kind; "type"; ; required',
    "(type).text; string; ; required",
  ]);
  const either = z.object({ at: z.union([z.object({ x: z.int() }), z.object({ id: z.string() }), z.null()]) });
  assert.deepEqual(rowsOf(either).slice(1), ["at(1).x; integer; ; required", "at(2).id; string; ; required"]);
  assert.deepEqual(rowsOf(z.object({ at: click.nullable() }))[1], 'at.kind; "click"; ; required');
});

Deno.test("toRows() follows a schema that contains itself once", () => {
  interface Tree {
    value: number;
    children: Tree[];
  }
  const tree: z.ZodType<Tree, Tree> = z.object({ value: z.number(), children: z.array(z.lazy(() => tree)) });
  assert.deepEqual(rowsOf(tree), ["value; number; ; required", "children; array of object; ; required"]);
  assert.deepEqual(rowsOf(z.object({ tree })).length, 3);
  const described: z.ZodType = z.object({ left: z.lazy(() => described.optional().describe("the left part")) });
  assert.deepEqual(rowsOf(described), ["left; object; ; optional; the left part"]);
  const type = "string | number | boolean | null | array of";
  assert.match(rowsOf(z.object({ any: z.json() })).join(), RegExp(`^any; ${RegExp.escape(type)} `));
});

Deno.test("toRows() says of an output only what may be missing", () => {
  const schema = z.object({ a: z.int(), b: z.int().optional() });
  assert.deepEqual(rowsOf(schema, "output"), ["a; integer", "b; integer; ; optional"]);
});
