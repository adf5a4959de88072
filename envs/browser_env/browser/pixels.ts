import { inflateSync } from "node:zlib";

/** A decoded picture. */
export interface Picture {
  /** The width in pixels. */
  readonly width: number;
  /** The height in pixels. */
  readonly height: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly pixels: Uint8Array;
}

const SIGNATURE_LENGTH = 8;
/** The guesses from the bytes to the left, above, and above to the left, by the number of the filter. */
const FILTERS: readonly ((left: number, up: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, up) => up,
  (left, up) => (left + up) >> 1,
  nearest,
];
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/**
 * Decodes a PNG file of the kind that Chromium writes: 8 bits a channel, no palette, not interlaced.
 *
 * @param png The file.
 * @returns The picture, without its transparency.
 * @throws `RangeError` for a file of another kind.
 */
export function decodePng(png: Uint8Array): Picture {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, color, interlace] = [png[24]!, png[25]!, png[28]!];
  const channels = CHANNELS[color];
  if (depth !== 8 || channels === undefined || interlace !== 0) {
    throw new RangeError(`Cannot decode the picture: depth ${depth}, color type ${color}, interlace ${interlace}`);
  }
  const rows = inflateSync(readData(png, view));
  const stride = width * channels;
  const pixels = new Uint8Array(width * height * 3);
  let above: Uint8Array = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    const row = rows.subarray(from + 1, from + 1 + stride);
    restoreRow(rows[from]!, row, above, channels);
    for (let x = 0, to = y * width * 3; x < stride; x += channels, to += 3) {
      pixels[to] = row[x]!;
      pixels[to + 1] = row[x + 1]!;
      pixels[to + 2] = row[x + 2]!;
    }
    above = row;
  }
  return { width, height, pixels };
}

/** Joins the chunks of compressed data. */
function readData(png: Uint8Array, view: DataView): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let at = SIGNATURE_LENGTH; at < png.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    if (type === "IDAT") chunks.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const data = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    data.set(chunk, at);
    at += chunk.length;
  }
  return data;
}

/** Adds to each byte of a row what its filter has taken away: a guess from the bytes to the left and above. */
function restoreRow(filter: number, row: Uint8Array, above: Uint8Array, channels: number): void {
  const guess = FILTERS[filter]!;
  for (let x = 0; x < row.length; x++) {
    const left = x < channels ? 0 : row[x - channels]!;
    const corner = x < channels ? 0 : above[x - channels]!;
    row[x] = row[x]! + guess(left, above[x]!, corner);
  }
}

function nearest(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
