import assert from "node:assert/strict";
import { toPythonText } from "./python_text.ts";

Deno.test("toPythonText() writes values as Python's str does", () => {
  const rows: [unknown, string][] = [
    ["nope", "nope"],
    ["it's", "it's"],
    [null, "None"],
    [true, "True"],
    [false, "False"],
    [5, "5"],
    [-1.5, "-1.5"],
    [NaN, "nan"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [[], "[]"],
    [{}, "{}"],
    [["a", 1, null], "['a', 1, None]"],
    [{ a: [true], b: { c: "d" } }, "{'a': [True], 'b': {'c': 'd'}}"],
    [["it's"], `["it's"]`],
    [['it\'s "it"'], `['it\\'s "it"']`],
    [["a\nb\t\\"], "['a\\nb\\t\\\\']"],
  ];
  for (const [value, text] of rows) assert.equal(toPythonText(value), text);
});
