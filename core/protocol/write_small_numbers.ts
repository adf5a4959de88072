// The loops stand beside their tables, and call nothing that is exported: access to exports takes twice as long.

/** Integers below this one, and their negatives, have a table of texts. */
const LIMIT = 1_000_000;
/** The most characters of a small integer and the comma after it. */
const LONGEST = 8;
/** How many numbers are written at once, into memory that stays in the processor's cache. */
const CHUNK = 4096;
const scratch = new Uint8Array(LONGEST * CHUNK);
/** Up to this position there is room for another number with a point, and for brackets. */
const ROOM = scratch.length - 2 * LONGEST;
const [COMMA, MINUS, POINT, ZERO, OPEN, CLOSE] = [0x2c, 0x2d, 0x2e, 0x30, 0x5b, 0x5d];
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

/** `true` for an integer that can be written here; -0 is one. */
export function isSmallInteger(value: unknown): value is number {
  return isSmall(value);
}

function isSmall(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value && value < LIMIT && value > -LIMIT;
}

/** Writes a list of small integers as `JSON.stringify` does; returns `undefined` for any other list. */
export function writeSmallIntegers(list: readonly unknown[]): string | undefined {
  let text = "[";
  for (let start = 0; start < list.length; start += CHUNK) {
    const end = Math.min(start + CHUNK, list.length);
    let place = 0;
    for (let index = start; index < end; index++) {
      const value = list[index];
      if (!isSmall(value)) return undefined;
      place = putInteger(value, place);
    }
    // The last comma gives way to the bracket.
    text += takeText(end === list.length ? place - 1 : place);
  }
  return `${text}]`;
}

let written = "";

/** Writes a list of small integers, and of such lists, as floats: with a point, as in `1.0`. */
export function writeSmallFloats(list: readonly unknown[]): string {
  written = "";
  const place = putList(list, 0);
  const text = written + takeText(place);
  written = "";
  return text;
}

function putList(list: readonly unknown[], start: number): number {
  let place = start;
  scratch[place++] = OPEN;
  for (let index = 0; index < list.length; index++) {
    if (place > ROOM) place = makeRoom(place);
    if (index > 0) scratch[place++] = COMMA;
    const item = list[index];
    place = typeof item === "number" ? putFloat(item, place) : putList(item as readonly unknown[], place);
  }
  if (place > ROOM) place = makeRoom(place);
  scratch[place++] = CLOSE;
  return place;
}

function makeRoom(end: number): number {
  written += takeText(end);
  return 0;
}

function putFloat(number: number, start: number): number {
  let place = start;
  if (number === 0 && 1 / number < 0) scratch[place++] = MINUS;
  place = putInteger(number, place);
  // The point takes the place of the comma.
  scratch[place - 1] = POINT;
  scratch[place++] = ZERO;
  return place;
}

/** Writes a small integer and a comma at a position, and returns the position after them. */
function putInteger(integer: number, start: number): number {
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

/** Returns the text that was written up to a position. */
function takeText(end: number): string {
  return decoder.decode(scratch.subarray(0, end));
}
