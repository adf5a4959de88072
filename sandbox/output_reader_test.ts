import assert from "node:assert/strict";
import fc from "fast-check";
import { LineReader } from "./output_reader.ts";

function readPieces(pieces: readonly string[], maxChars = 1000) {
  const read = { messages: [] as string[], output: "", tooLarge: 0 };
  const reader = new LineReader("se-cret", maxChars, {
    message: (text) => void read.messages.push(text),
    output: (text) => void (read.output += text),
    tooLarge: () => void read.tooLarge++,
  });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return read;
}

Deno.test("LineReader finds messages behind output that has not ended its line, however the text is cut", () => {
  const text = 'se-cret {"a":1}\nhello\nhalf a line se-cret {"b":2}\nse-cre se-se-cret 3\n\nend';
  const expected = { messages: ['{"a":1}', '{"b":2}', "3"], output: "hello\nhalf a line se-cre se-\nend", tooLarge: 0 };
  assert.deepEqual(readPieces([text]), expected);
  fc.assert(fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
    const places = [0, ...cuts.sort((one, other) => one - other), text.length];
    const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
    assert.deepEqual(readPieces(pieces), expected);
  }));
});

Deno.test("LineReader reports a message that is too large, and one that does not end is output", () => {
  assert.deepEqual(readPieces(["se-cret 12345\nse-cret 1\n"], 4), { messages: ["1"], output: "", tooLarge: 1 });
  assert.deepEqual(readPieces(["se-cret 12", "3"]), { messages: [], output: "se-cret 123", tooLarge: 0 });
});
