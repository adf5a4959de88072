import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";
import { decodePng } from "./pixels.ts";

/** Writes a PNG file: rows of bytes, each after the number of its filter, in two chunks of data. */
function writePng(width: number, color: number, rows: readonly (readonly number[])[], interlace = 0): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, color, 0, 0, interlace], 8);
  const data = deflateSync(Uint8Array.from(rows.flat()));
  const chunk = (type: string, bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, Buffer.from(type), bytes, Buffer.alloc(4)];
  };
  const chunks = [...chunk("IHDR", header), ...chunk("IDAT", data.subarray(0, 5)), ...chunk("IDAT", data.subarray(5))];
  return new Uint8Array(Buffer.concat([Buffer.alloc(8), ...chunks, ...chunk("IEND", Buffer.alloc(0))]));
}

Deno.test("every filter of a PNG file is taken back", () => {
  const { width, height, pixels } = decodePng(writePng(2, 2, [
    [0, 10, 20, 30, 40, 50, 60],
    [1, 10, 20, 30, 30, 30, 30],
    [2, 5, 5, 5, 250, 0, 1],
    [3, 10, 10, 10, 10, 10, 10],
    [4, 1, 1, 1, 1, 1, 1],
  ]));
  assert.deepEqual([width, height], [2, 5]);
  assert.deepEqual([...pixels.subarray(0, 12)], [10, 20, 30, 40, 50, 60, 10, 20, 30, 40, 50, 60]);
  assert.deepEqual([...pixels.subarray(12, 18)], [15, 25, 35, 34, 50, 61]);
  assert.deepEqual([...pixels.subarray(18, 24)], [17, 22, 27, 35, 46, 54]);
  assert.deepEqual([...pixels.subarray(24)], [18, 23, 28, 36, 47, 55]);
});

Deno.test("transparency is left out", () => {
  assert.deepEqual([...decodePng(writePng(1, 6, [[0, 1, 2, 3, 99]])).pixels], [1, 2, 3]);
});

Deno.test("a picture of another kind is refused", () => {
  assert.throws(() => decodePng(writePng(1, 3, [[0, 0]])), /Cannot decode the picture: depth 8, color type 3/);
  assert.throws(() => decodePng(writePng(1, 2, [[0, 1, 2, 3]], 1)), /interlace 1/);
});
