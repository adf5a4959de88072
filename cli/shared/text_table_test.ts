import assert from "node:assert/strict";
import { toTable } from "./text_table.ts";

Deno.test("toTable() lines up columns and leaves out empty ones", () => {
  const rows = [["x", "", "integer"], ["message", "", "string"]];
  assert.deepEqual(toTable(["key", "default", "type"], rows), [
    "key      type",
    "x        integer",
    "message  string",
  ]);
});

Deno.test("toTable() keeps a row in one line and passes no control characters on", () => {
  assert.deepEqual(toTable(["a"], [["one\r\ntwo\x1b[31m"]]), ["a", "one two [31m"]);
});

Deno.test("toTable() has headings of nothing when there are no rows", () => {
  assert.deepEqual(toTable(["a"], []), [""]);
});
