import { isSmallInteger, writeSmallFloats } from "./write_small_numbers.ts";

/** From here on JavaScript writes whole numbers with an exponent. */
const EXPONENT_FROM = 1e21;
/** Lists up to this length are written number by number, which takes less time than to prepare anything. */
const SHORT_LIST = 16;
/** A kind of item is rare in a list if there are this many times more items. */
const RARE = 32;
/** Texts up to this length share buffers, which are kept. */
const KEPT_LENGTH = 256 * 1024;

const [COMMA, MINUS, POINT, ZERO, NINE, CLOSE] = [0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x5d];
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Writes a float as JSON: with a point, as in `1.0`, unless it has an exponent. The reader then knows that it is a
 * float. As in `JSON.stringify`, NaN and infinities are `null`.
 */
export function writeFloat(value: number): string {
  if (Math.floor(value) !== value) return value === value ? `${value}` : "null";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  if (value < EXPONENT_FROM && value > -EXPONENT_FROM) return `${value}.0`;
  return Number.isFinite(value) ? `${value}` : "null";
}

/**
 * Writes a list of floats, and of such lists, as JSON. All fractions take as long as with `JSON.stringify`.
 *
 * @returns The text; `undefined` for a list that contains anything but numbers, `null` and such lists.
 */
export function writeFloats(list: readonly unknown[]): string | undefined {
  if (list.length <= SHORT_LIST && !("toJSON" in list)) return writeShort(list);
  const { kinds, numbers, wholes } = measure(list);
  if ((kinds & OTHER) !== 0) return undefined;
  if (wholes === 0) return JSON.stringify(list);
  if ((kinds & ~(NEGATIVE_ZERO | LIST)) === SMALL) return writeSmallFloats(list);
  if (wholes * RARE < numbers) {
    if ((kinds & LIST) === 0) return writeBetween(list);
    if (list.length * RARE < numbers) return writeShort(list);
  }
  return addPoints(JSON.stringify(list), (kinds & NEGATIVE_ZERO) === 0 ? undefined : numbersOf(list));
}

/** Writes a list item by item. */
function writeShort(list: readonly unknown[]): string | undefined {
  let text = "";
  for (let index = 0; index < list.length; index++) {
    const written = writeItem(list[index]);
    if (written === undefined) return undefined;
    text += index === 0 ? written : `,${written}`;
  }
  return `[${text}]`;
}

function writeItem(item: unknown): string | undefined {
  if (typeof item === "number") return writeFloat(item);
  return item === null ? "null" : Array.isArray(item) ? writeFloats(item) : undefined;
}

/** Writes a list of numbers and nulls with few whole numbers: the fractions between them go to `JSON.stringify`. */
function writeBetween(list: readonly unknown[]): string {
  let text = "";
  let start = 0;
  for (let index = 0; index <= list.length; index++) {
    const item = list[index];
    const isWhole = typeof item === "number" && Math.floor(item) === item;
    if (!isWhole && index < list.length) continue;
    if (index > start) text += `${text === "" ? "[" : ","}${JSON.stringify(list.slice(start, index)).slice(1, -1)}`;
    if (isWhole) text += `${text === "" ? "[" : ","}${writeFloat(item)}`;
    start = index + 1;
  }
  return `${text}]`;
}

/** The kinds of items in a list, and in the lists inside it, as bits. */
const [FRACTION, SMALL, LARGE, NEGATIVE_ZERO, NULL, LIST, OTHER] = [1, 2, 4, 8, 16, 32, 64];

/** The kinds and counts of values in a list and its nested lists. */
interface Contents {
  kinds: number;
  numbers: number;
  /** How many of the numbers are whole. */
  wholes: number;
}

function measure(list: readonly unknown[], found: Contents = { kinds: 0, numbers: 0, wholes: 0 }): Contents {
  let kinds = "toJSON" in list ? OTHER : 0;
  let [numbers, wholes] = [0, 0];
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (typeof item === "number") {
      numbers++;
      // NaN is among the fractions and infinities among the whole numbers: both are written by `JSON.stringify`.
      if (Math.floor(item) !== item) {
        kinds |= FRACTION;
        continue;
      }
      wholes++;
      if (item === 0) kinds |= 1 / item < 0 ? SMALL | NEGATIVE_ZERO : SMALL;
      else kinds |= isSmallInteger(item) ? SMALL : LARGE;
    } else if (Array.isArray(item)) {
      kinds |= LIST;
      measure(item, found);
    } else kinds |= item === null ? NULL : OTHER;
  }
  found.kinds |= kinds;
  found.numbers += numbers;
  found.wholes += wholes;
  return found;
}

function numbersOf(list: readonly unknown[]): number[] {
  return list.flat(Infinity).filter((item) => Number.isFinite(item)) as number[];
}

let source = new Uint8Array(0);
let target = new Uint8Array(0);

/**
 * Adds a point to the whole numbers in the text of a list.
 *
 * @param text The text: numbers, nulls, brackets and commas, without blanks.
 * @param numbers The numbers in it, if there are negative zeros, which `JSON.stringify` writes without a sign.
 */
function addPoints(text: string, numbers: readonly number[] | undefined): string {
  const isKept = text.length <= KEPT_LENGTH;
  // The longest growth is that of `0,` to `-0.0,`.
  const [from, to] = isKept ? keptBuffers(text.length) : [new Uint8Array(text.length), new Uint8Array(3 * text.length)];
  encoder.encodeInto(text, from);
  return decoder.decode(to.subarray(0, copyWithPoints(from, to, text.length, numbers)));
}

function keptBuffers(length: number): [source: Uint8Array, target: Uint8Array] {
  if (source.length < length) {
    source = new Uint8Array(Math.min(2 * length, KEPT_LENGTH));
    target = new Uint8Array(3 * source.length);
  }
  return [source, target];
}

/** Copies a text and returns the length of the copy. Each of the two inner loops copies one kind of characters. */
function copyWithPoints(
  from: Uint8Array,
  to: Uint8Array,
  length: number,
  numbers: readonly number[] | undefined,
): number {
  let [index, end, count] = [0, 0, 0];
  while (index < length) {
    let unit = from[index++]!;
    const isNumber = unit === MINUS || (unit >= ZERO && unit <= NINE);
    if (isNumber && numbers !== undefined && Object.is(numbers[count++], -0)) to[end++] = MINUS;
    to[end++] = unit;
    if (!isNumber) continue;
    while ((unit = from[index]!) >= ZERO && unit <= NINE) {
      to[end++] = unit;
      index++;
    }
    if (unit === COMMA || unit === CLOSE) {
      to[end++] = POINT;
      to[end++] = ZERO;
    } else {
      while ((unit = from[index]!) !== COMMA && unit !== CLOSE) {
        to[end++] = unit;
        index++;
      }
    }
  }
  return end;
}
