import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../../tests/case_count.ts";
import type { OpenBytes } from "./byte_source.ts";
import { LineIndex } from "./line_index.ts";

function bytesOf(text: string): OpenBytes {
  const bytes = new TextEncoder().encode(text);
  return {
    size: bytes.length,
    stamp: "",
    read: (from, to) => Promise.resolve(bytes.subarray(from, to)),
    close: () => Promise.resolve(),
  };
}

async function linesOf(text: string, pieceBytes?: number): Promise<string[]> {
  const bytes = bytesOf(text);
  const index = await LineIndex.build(bytes, pieceBytes);
  return await Promise.all(Array.from({ length: index.count }, async (_, line) => {
    const own = await bytes.read(index.offset(line), index.offset(line + 1));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(own).trim();
  }));
}

const line = fc.oneof(fc.constantFrom("", " ", "\t", "{}", '{"a":1}'), fc.string({ unit: "grapheme", maxLength: 12 }))
  .filter((text) => !/[\r\n]/.test(text));
const ending = fc.constantFrom("\n", "\r\n", "\n\n", "\n \t\n");

Deno.test("LineIndex finds the lines that are not blank, wherever pieces end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(line, ending)),
      line,
      fc.boolean(),
      fc.integer({ min: 3, max: 20 }),
      async (lines, last, hasMark, pieceBytes) => {
        const text = lines.map(([text, end]) => text + end).join("") + last;
        const expected = text.split("\n").filter((text) => /[^ \t\r]/.test(text)).map((text) => text.trim());
        assert.deepEqual(await linesOf((hasMark ? "\ufeff" : "") + text, pieceBytes), expected);
      },
    ),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("LineIndex finds no line in a file without any", async () => {
  for (const text of ["", "\n", "\r\n\r\n", "\ufeff", "\ufeff\n", " \t "]) assert.deepEqual(await linesOf(text), []);
});

Deno.test("lineNumber() counts blank lines too", async () => {
  const bytes = bytesOf("\ufeff\n{}\r\n\n \n{}\n{}");
  const index = await LineIndex.build(bytes);
  const numbers = await Promise.all([0, 1, 2].map((line) => index.lineNumber(bytes, line)));
  assert.deepEqual(numbers, [2, 5, 6]);
});

Deno.test("byteLength is at most sixteen bytes for each line of a large file", async () => {
  const index = await LineIndex.build(bytesOf('{"n":1}\n'.repeat(100_000)));
  assert.equal(index.count, 100_000);
  assert.ok(index.byteLength <= 1_600_000, `${index.byteLength} bytes`);
});
