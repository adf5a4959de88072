import assert from "node:assert/strict";
import {
  isSameDecimal,
  itemsOf,
  parseFloatText,
  parseInteger,
  parseLiteral,
  parsePrefixedInteger,
  textOf,
} from "./python_values.ts";

Deno.test("parseInteger() reads what int() reads", () => {
  for (const [text, value] of [["12", 12n], [" -007 ", -7n], ["+1_000", 1000n]] as const) {
    assert.equal(parseInteger(text), value);
  }
  for (const text of ["", "1.0", "1__0", "_1", "1_", "0x1", "one", "- 1"]) assert.equal(parseInteger(text), undefined);
});

Deno.test("parsePrefixedInteger() reads what int(text, 0) reads", () => {
  const read: [string, bigint][] = [["0x1F", 31n], ["-0xff", -255n], [" 0b101", 5n], ["0o17", 15n], ["19", 19n], [
    "00",
    0n,
  ]];
  for (const [text, value] of read) assert.equal(parsePrefixedInteger(text), value);
  for (const text of ["", "ff", "017", "0x", "1.5", "--1"]) assert.equal(parsePrefixedInteger(text), undefined);
});

Deno.test("isSameDecimal() compares numbers in any notation", () => {
  for (const [one, other] of [["+01000.00", "1000"], ["1e3", "1000"], ["-0", "0"], [".5", "5E-1"], [" 7. ", "7"]]) {
    assert.ok(isSameDecimal(one!, other!), `${one} ${other}`);
  }
  const different = [["1000.01", "1000"], ["1", "-1"], ["x", "x"], ["", ""], ["1e3", "1e4"], ["0.1", "1"]];
  for (const [one, other] of different) assert.ok(!isSameDecimal(one!, other!), `${one} ${other}`);
  assert.ok(!isSameDecimal("123456789012345678901", "123456789012345678900"), "no digit is lost");
});

Deno.test("parseFloatText() reads what float() reads", () => {
  assert.deepEqual(["1.5", " -2 ", "1e3", ".5"].map(parseFloatText), [1.5, -2, 1000, 0.5]);
  for (const text of ["", "1,5", "0x10", "1 2", "1e999", "inf"]) assert.equal(parseFloatText(text), undefined);
});

Deno.test("parseLiteral() reads lists, tuples and texts, and executes nothing", () => {
  const rows = (text: string) => itemsOf(parseLiteral(text)!)!.map(textOf);
  assert.deepEqual(rows("[1, -2, 3]"), ["1", "-2", "3"]);
  assert.deepEqual(rows("1, 2"), ["1", "2"]);
  assert.deepEqual(rows("('a', \"b\",)"), ["a", "b"]);
  assert.deepEqual(rows("'abc'"), ["a", "b", "c"]);
  assert.deepEqual(rows("[[1, 2], (3, 4)]"), ["[1, 2]", "[3, 4]"]);
  assert.deepEqual(parseLiteral("(1)"), { atom: "1" });
  assert.deepEqual(parseLiteral("[]"), []);
  for (
    const text of ["", "[1", "1]", "[1 2]", "[,]", "f()", "__import__('os')", "'a", "[1,,2]", "01", "[".repeat(1e5)]
  ) {
    assert.equal(parseLiteral(text), undefined, text);
  }
});
