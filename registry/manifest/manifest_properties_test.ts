/**
 * Whatever a text is, reading it ends soon, with a manifest or with problems that have a place in the text.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { ManifestError, type ManifestProblem } from "./manifest_error.ts";
import { parseManifest } from "./read_manifest.ts";
import { readManifest } from "./read_manifest.ts";
import { FULL_MANIFEST } from "./testing_fixtures/full_manifest.ts";

/** Checks the promise for one text. */
function checkReading(text: string): void {
  const places: ManifestProblem[] = [];
  try {
    parseManifest(text, { onWarning: (warning) => places.push(warning) });
  } catch (thrown) {
    assert.ok(thrown instanceof ManifestError, String(thrown));
    assert.ok(thrown.data.problems.length > 0);
    places.push(...thrown.data.problems);
  }
  const lines = text.split("\n");
  for (const { line, column, message } of places) {
    assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}: ${message}`);
    assert.ok(column >= 1 && column <= lines[line - 1]!.length + 1, `column ${column} of line ${line}: ${message}`);
  }
}

Deno.test("parseManifest() reads a full manifest cut at any place, or says where it is broken", () => {
  for (let end = 0; end <= FULL_MANIFEST.length; end++) checkReading(FULL_MANIFEST.slice(0, end));
});

const PIECE = fc.oneof(
  fc.constantFrom(
    ..."\t|\r\n|\r|\ufeff|\0|&a |*a|<<: |? |: |- |---\n|...\n|%YAML 1.1\n|!!str |!x |[|]|{|}|'|\"|#| #|, |>\n |`|@|~"
      .split("|"),
    ...[
      "|\n ",
      "__proto__: 1",
      "constructor: 1",
      "\n1: 2",
      "\n  name: x",
      "yes",
      "0.1",
      ".nan",
      "2026-01-01",
      "null",
      "\ud800",
    ],
  ),
  fc.string({ unit: "binary", maxLength: 5 }),
);

/** The full manifest after some cuts and insertions. */
const MUTATED = fc.array(
  fc.record({ at: fc.nat(FULL_MANIFEST.length), cut: fc.nat(40), piece: fc.option(PIECE, { nil: "" }) }),
  { minLength: 1, maxLength: 6 },
).map((edits) =>
  edits.reduce((text, { at, cut, piece }) => text.slice(0, at) + piece + text.slice(at + cut), FULL_MANIFEST)
);

Deno.test("parseManifest() survives a manifest that was edited at random", () => {
  fc.assert(fc.property(MUTATED, checkReading), { numRuns: CASE_COUNT });
});

Deno.test("parseManifest() survives any text", () => {
  fc.assert(fc.property(fc.array(PIECE, { maxLength: 30 }).map((pieces) => pieces.join("")), checkReading), {
    numRuns: CASE_COUNT,
  });
});

Deno.test("parseManifest() survives long texts of one piece", () => {
  const long = PIECE.filter((piece) => piece !== "").map((piece) => piece.repeat(Math.floor(20_000 / piece.length)));
  fc.assert(fc.property(long, fc.boolean(), (text, isValue) => checkReading(isValue ? `name: ${text}` : text)), {
    numRuns: CASE_COUNT / 4,
  });
});

Deno.test("readManifest() reads what JSON writes", () => {
  const options = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,8}$/),
    fc.jsonValue({ depthSize: "small", stringUnit: "grapheme-ascii" }),
  );
  fc.assert(
    fc.property(options, (reset_options) => {
      const text = JSON.stringify({ name: "x", check: { reset_options } });
      const { manifest, problems } = readManifest(text);
      if (problems.length > 0) {
        return assert.match(problems[0]!.message, /beyond what a number holds|nested deeper|__proto__/);
      }
      assert.equal(JSON.stringify(manifest!.check.reset_options), JSON.stringify(reset_options));
    }),
    { numRuns: CASE_COUNT },
  );
});
