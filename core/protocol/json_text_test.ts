import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { parseJsonText, parseTrustedText, sizeOverLimit } from "./json_text.ts";

function nested(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

Deno.test("parseJsonText() parses JSON as the runtime does", () => {
  fc.assert(
    fc.property(fc.json(), (text) => assert.deepEqual(parseTrustedText(text), JSON.parse(text))),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("parseJsonText() takes the bare tokens of Python's encoder", () => {
  const rows: [string, unknown][] = [
    ["NaN", NaN],
    ["Infinity", Infinity],
    ["-Infinity", -Infinity],
    ["[NaN,Infinity,-Infinity,1]", [NaN, Infinity, -Infinity, 1]],
    ['{"a": NaN, "b": {"c": [-Infinity ]}}', { a: NaN, b: { c: [-Infinity] } }],
    ['{"a" :NaN\n}', { a: NaN }],
  ];
  for (const [text, value] of rows) assert.deepEqual(parseJsonText(text), value);
});

Deno.test("parseJsonText() leaves the tokens alone inside strings, also behind escaped quotes and backslashes", () => {
  const rows: [string, unknown][] = [
    ['["NaN",NaN]', ["NaN", NaN]],
    ['["Infinity","-Infinity",Infinity]', ["Infinity", "-Infinity", Infinity]],
    ['["a \\" NaN \\" b",NaN]', ['a " NaN " b', NaN]],
    ['["\\\\",NaN,"\\\\\\"NaN"]', ["\\", NaN, '\\"NaN']],
    ['{"NaN":NaN,"x NaN y":[Infinity]}', { NaN: NaN, "x NaN y": [Infinity] }],
    ['["\\u004eaN",NaN]', ["NaN", NaN]],
    ['["a, NaN, b\\n",NaN]', ["a, NaN, b\n", NaN]],
  ];
  for (const [text, value] of rows) assert.deepEqual(parseJsonText(text), value);
});

Deno.test("parseJsonText() keeps keys that look like those of every object beside a token", () => {
  const value = parseJsonText('{"__proto__":{"a":NaN},"constructor":1}') as Record<string, unknown>;
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});

Deno.test("parseJsonText() throws INVALID_JSON for text that is none, tokens or not", () => {
  const texts = [
    "",
    " ",
    "{bad",
    "{",
    "[1,]",
    "{'a':1}",
    "undefined",
    "nan",
    "-NaN",
    "+Infinity",
    "- Infinity",
    "--Infinity",
    "infinity",
    "[NaN",
    "NaNNaN",
    "[NaN NaN]",
    "[1Infinity]",
    "[1NaN]",
    "[Infinity5]",
    "[1.Infinity]",
    "[1e-Infinity]",
    "{NaN:1}",
    "{Infinity:1}",
    '{"a":NaN,}',
    '"NaN',
    '["\\"NaN]',
    "\ufeff{}",
  ];
  for (const text of texts) {
    assert.throws(() => parseJsonText(text), { code: "INVALID_JSON", message: /^Invalid JSON: / }, text);
  }
});

Deno.test("parseJsonText() refuses text of many quotes without trying every one as the beginning of a string", () => {
  for (const text of [`"${'\\"'.repeat(200_000)}`, `[${'"'.repeat(200_001)}`, `NaN${'"a'.repeat(200_001)}`]) {
    assert.throws(() => parseJsonText(text), { code: "INVALID_JSON" });
  }
});

Deno.test("parseJsonText() throws TOO_LARGE for nesting beyond 64 levels, whatever is nested", () => {
  assert.deepEqual(JSON.stringify(parseJsonText(nested(64))), nested(64));
  const deep = [nested(65), nested(100_000), '{"a":'.repeat(65) + "1" + "}".repeat(65), `[1,{"x":${nested(63)}},NaN]`];
  for (const text of deep) {
    assert.throws(() => parseJsonText(text), {
      code: "TOO_LARGE",
      message: "Cannot read message: it is nested deeper than 64 levels",
      data: { size: 65, limit: 64 },
    });
  }
  assert.equal(Array.isArray(parseTrustedText(nested(1000))), true, "a server's nesting is its own business");
});

Deno.test("sizeOverLimit() counts UTF-8, and only when it could be too much", () => {
  const encoder = new TextEncoder();
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.nat(80), (text, limit) => {
      const size = encoder.encode(text).length;
      const found = sizeOverLimit(text, limit);
      assert.equal(found !== undefined, size > limit);
      if (found !== undefined) assert.ok(found > limit && found <= size);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("parseJsonText() refuses a key that is one backslash, however it is spelled, and takes such a value", () => {
  for (const text of ['{"a":0,"\\\\":1}', '{"a":0,"\\u005c" :1}', '{"a":0,"\\u005C":1}']) {
    assert.throws(() => parseJsonText(text), { code: "INVALID_JSON" }, text);
  }
  assert.deepEqual(parseJsonText('{"a":"\\\\","\\u00e9":1}'), { a: "\\", é: 1 });
});

Deno.test("parseJsonText() measures the nesting of a large text outside of its strings", () => {
  const filling = "x".repeat(70_000);
  const nested = (levels: number) => `{"fill":"${filling}","deep":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  assert.throws(() => parseJsonText(nested(64)), { code: "TOO_LARGE" });
  assert.doesNotThrow(() => parseJsonText(nested(63)));
  assert.doesNotThrow(() => parseJsonText(JSON.stringify({ fill: filling, text: '\\"[{'.repeat(100) })));
});
