/** Integers below this one, and their negatives, have a table of texts. */
export const SMALL_LIMIT = 1_000_000;
/** The most characters of a small integer and the comma after it. */
const LONGEST = 8;
const MINUS = 0x2d;

/**
 * Room for the text of many small numbers, in memory that stays in the processor's cache. Its contents are only valid
 * until the next call of any function.
 */
export const scratch: Uint8Array<ArrayBuffer> = new Uint8Array(32 * 1024);
/** Up to this position, {@linkcode putInteger} may be called. */
export const SCRATCH_ROOM: number = scratch.length - 2 * LONGEST;
const view = new DataView(scratch.buffer);
const decoder = new TextDecoder();

/** The text of each integer below 1,000 and a comma: up to four characters as one number, the first in the low byte. */
const words = new Uint32Array(1000);
/** The number of characters of each. */
const widths = new Uint8Array(1000);
/** The same with leading zeros, always four characters. */
const padded = new Uint32Array(1000);
for (let integer = 0; integer < 1000; integer++) {
  words[integer] = toWord(`${integer},`);
  widths[integer] = `${integer},`.length;
  padded[integer] = toWord(`${integer},`.padStart(4, "0"));
}

function toWord(text: string): number {
  let word = 0;
  for (let index = 0; index < text.length; index++) word |= text.charCodeAt(index) << (8 * index);
  return word;
}

/** `true` for an integer that {@linkcode putInteger} writes; -0 is one, and loses its sign. */
export function isSmallInteger(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value && value < SMALL_LIMIT && value > -SMALL_LIMIT;
}

/** Writes a small integer and a comma into the scratch at a position, and returns the position after them. */
export function putInteger(integer: number, start: number): number {
  let place = start;
  let size = integer;
  if (integer < 0) {
    scratch[place++] = MINUS;
    size = -integer;
  }
  if (size < 1000) {
    view.setUint32(place, words[size]!, true);
    return place + widths[size]!;
  }
  const thousands = Math.floor(size / 1000);
  view.setUint32(place, words[thousands]!, true);
  place += widths[thousands]! - 1;
  view.setUint32(place, padded[size - 1000 * thousands]!, true);
  return place + 4;
}

/** Returns the text in the scratch up to a position. */
export function takeText(end: number): string {
  return decoder.decode(scratch.subarray(0, end));
}
