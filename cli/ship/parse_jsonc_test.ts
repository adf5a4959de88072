import assert from "node:assert/strict";
import { parseJsonc } from "./parse_jsonc.ts";

Deno.test("parseJsonc() reads comments and commas at the end, and leaves texts alone", () => {
  const text = '{ // one\n  "a": ["//x", "/* y */", "z,]",], /* two\n*/ "b": "\\",}",\n}';
  assert.deepEqual(parseJsonc(text), { a: ["//x", "/* y */", "z,]"], b: '",}' });
});

Deno.test("parseJsonc() refuses what is not JSON otherwise", () => {
  for (const text of ["{ a: 1 }", "[,]", '{ "a": 1 ', "[1,,]"]) assert.throws(() => parseJsonc(text), SyntaxError);
});
