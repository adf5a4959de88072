/**
 * How Python reads numbers and literals. Answers are scored as by a verifier in Python, whatever their spacing and
 * signs.
 *
 * @module
 */

/** An element of a literal that is no text, such as `12` or `True`, as it was written. */
export interface Atom {
  /** The source. */
  readonly atom: string;
}

/** A list or tuple, a text, or anything else. */
export type Literal = readonly Literal[] | string | Atom;

/** Reads an integer, as `int(text)` does; `undefined` if it is none. */
export function parseInteger(text: string): bigint | undefined {
  const match = /^\s*([+-]?)(\d+(?:_\d+)*)\s*$/.exec(text);
  return match === null ? undefined : signed(match[1]!, BigInt(match[2]!.replaceAll("_", "")));
}

/** Reads an integer with its prefix, as `int(text, 0)` does; `undefined` if it is none. */
export function parsePrefixedInteger(text: string): bigint | undefined {
  const match = /^\s*([+-]?)(0x_?[\da-f]+|0o_?[0-7]+|0b_?[01]+|0+|[1-9]\d*)\s*$/i.exec(
    text.replace(/(?<=\w)_(?=\w)/g, ""),
  );
  return match === null ? undefined : signed(match[1]!, BigInt(match[2]!.toLowerCase()));
}

/** Reads a number, as `float(text)` does; `undefined` if it is none, or not finite. */
export function parseFloatText(text: string): number | undefined {
  const number = DECIMAL.test(text.trim()) ? Number(text.trim().replaceAll("_", "")) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Returns `true` if two texts are the same decimal number, as `Decimal(one) == Decimal(other)` finds. */
export function isSameDecimal(one: string, other: string): boolean {
  const canonical = toCanonical(one);
  return canonical !== undefined && canonical === toCanonical(other);
}

/** Reads a list, tuple, text or number in Python's notation; `undefined` for anything else, which is never executed. */
export function parseLiteral(text: string): Literal | undefined {
  const tokens = text.match(/[[\](),]|'[^'\\\n]*'|"[^"\\\n]*"|[^\s[\](),'"]+|\S/g) ?? [];
  let [position, depth] = [0, 0];
  const readItems = (end: string | undefined): Literal[] | undefined => {
    const items: Literal[] = [];
    if (++depth > MAX_DEPTH) return undefined;
    while (tokens[position] !== end) {
      const item = readOne();
      if (item === undefined) return undefined;
      items.push(item);
      if (tokens[position] === ",") position++;
      else if (tokens[position] !== end) return undefined;
    }
    position++;
    depth--;
    return items;
  };
  const readOne = (): Literal | undefined => {
    const token = tokens[position++];
    if (token === "[") return readItems("]");
    if (token === "(") {
      const items = readItems(")");
      return items?.length === 1 && tokens[position - 2] !== "," ? items[0] : items;
    }
    if (token === undefined || token === "]" || token === ")" || token === ",") return undefined;
    if (token.startsWith("'") || token.startsWith('"')) return token.length > 1 ? token.slice(1, -1) : undefined;
    return ATOM.test(token) ? { atom: token.replace(/^\+/, "") } : undefined;
  };
  const items = readItems(undefined);
  if (items === undefined || items.length === 0) return undefined;
  return items.length === 1 && tokens.at(-1) !== "," ? items[0] : items;
}

/** Returns the items that a loop over a literal visits; `undefined` if it is no sequence. */
export function itemsOf(literal: Literal): readonly Literal[] | undefined {
  if (typeof literal === "string") return [...literal];
  return "atom" in literal ? undefined : literal;
}

/** Returns a literal as `str(value)` shows it; lists in lists are not told apart. */
export function textOf(literal: Literal): string {
  if (typeof literal === "string") return literal;
  return "atom" in literal ? literal.atom : `[${literal.map(textOf).join(", ")}]`;
}

const DECIMAL = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const MAX_DEPTH = 100;
const ATOM = /^(?:[+-]?(?:0|[1-9]\d*)|[+-]?\d*\.\d+|True|False|None)$/;

function signed(sign: string, magnitude: bigint): bigint {
  return sign === "-" ? -magnitude : magnitude;
}

/** Brings a decimal to the form of sign, digits without outer zeros, and exponent. */
function toCanonical(text: string): string | undefined {
  const trimmed = text.trim().replaceAll("_", "");
  if (!DECIMAL.test(trimmed)) return undefined;
  const [mantissa, exponent = "0"] = trimmed.toLowerCase().split("e") as [string, string?];
  const [whole, fraction = ""] = mantissa.replace(/^[+-]/, "").split(".") as [string, string?];
  const digits = (whole + fraction).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  if (short === "") return "0";
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - short.length);
  return `${mantissa.startsWith("-") ? "-" : ""}${short}e${power}`;
}
