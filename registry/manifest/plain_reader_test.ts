import assert from "node:assert/strict";
import { isTextInYaml11, kindInYaml11 } from "./plain_reader.ts";

const AMBIGUOUS: Readonly<Record<string, readonly string[]>> = {
  "true or false": ["yes", "No", "ON", "off"],
  "an octal number": ["010", "-07", "08"],
  "a text, and newer ones an octal number": ["0o17"],
  "a number": ["1_000", "0b101", "0xdead_beef", "1_0.5", "1.5_0", "1.5_e+3", ".1_0", "+0x1f", "-0x10", "-0b1"],
  "a number to the base of 60": ["1:30", "12:30:45", "1:30.5"],
  "a date": ["2026-01-01", "2026-1-1 10:00:00", "2026-01-01T10:00:00Z"],
  "a reference": ["="],
  "a merge": ["<<"],
};

Deno.test("kindInYaml11() knows what the two generations of YAML read differently", () => {
  for (const [kind, sources] of Object.entries(AMBIGUOUS)) {
    for (const source of sources) assert.equal(kindInYaml11(source), kind, source);
  }
});

Deno.test("kindInYaml11() leaves alone what both read the same", () => {
  const same = [
    "true",
    "null",
    "~",
    "",
    "y",
    "n",
    "0",
    "-1",
    "0.1",
    "1e3",
    "0x1f",
    ".inf",
    "nope",
    "a_b",
    "1.2.3",
    "10:99",
    "._5",
    "1_e3",
    "0xg_1",
  ];
  for (const source of same) assert.equal(kindInYaml11(source), undefined, source);
});

Deno.test("isTextInYaml11() knows the numbers that YAML 1.1 takes for texts", () => {
  for (const source of ["1e3", "1.5E3", "1e+3", ".5e3", "-.5", "+.5", "1e-7"]) {
    assert.equal(isTextInYaml11(source), true);
  }
  for (const source of ["1", "-1.5", ".5", "1.", "1.5e+3", "1.E-3", ".5e+3", "0x1e"]) {
    assert.equal(isTextInYaml11(source), false, source);
  }
});
