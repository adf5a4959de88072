import { InvalidJsonError, TooLargeError } from "../errors/error_classes.ts";
import { MAX_JSON_DEPTH } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";

/** The shortest text that can be nested deeper than {@linkcode MAX_JSON_DEPTH}. */
const SHORTEST_DEEP_TEXT = 2 * MAX_JSON_DEPTH;
/** Texts longer than this are measured before they are parsed. */
const LARGE_TEXT = 64 * 1024;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);
/**
 * A key that is one backslash. Once V8 15.0 has parsed one, it confuses it with other keys that begin with an escape,
 * in every later text of the process: one caller must not do that to another.
 */
const BACKSLASH_KEY = /"(?:\\\\|\\u005[cC])"\s*:/;
/**
 * Stands for NaN between the two passes of the lenient parser. It is unguessable, so that no text can contain it. It is
 * not a UUID, because browsers create those on secure pages only.
 */
const NAN_MARK = crypto.getRandomValues(new Uint32Array(4)).join("-");
/** Also matches an unterminated string; otherwise each of its quotes would be tried as the start of one. */
const STRING_OR_TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|(?<![\w.])(?:-?Infinity|NaN)(?![\w.]|\s*:)/gs;

/**
 * Parses the text of one frame. The bare tokens `NaN`, `Infinity` and `-Infinity`, which Python's encoder writes,
 * become the numbers they name.
 *
 * @throws `InvalidJsonError` for text that is not JSON, `TooLargeError` for nesting deeper than 64 levels.
 */
export function parseJsonText(text: string): unknown {
  // A large text is measured before it is parsed: sixteen million brackets would block the thread for seconds.
  if (text.length > LARGE_TEXT && isTextDeeper(text, MAX_JSON_DEPTH)) throw tooDeep();
  if (text.includes("\\") && BACKSLASH_KEY.test(text)) {
    throw new InvalidJsonError("Invalid JSON: a key that is a single backslash is not taken", {});
  }
  const value = parseTrustedText(text);
  if (text.length > SHORTEST_DEEP_TEXT && text.length <= LARGE_TEXT && isDeeper(value, MAX_JSON_DEPTH)) throw tooDeep();
  return value;
}

function tooDeep(): TooLargeError {
  const message = `Cannot read message: it is nested deeper than ${MAX_JSON_DEPTH} levels`;
  return new TooLargeError(message, { size: MAX_JSON_DEPTH + 1, limit: MAX_JSON_DEPTH });
}

/** Measures the depth by counting brackets outside of strings. */
function isTextDeeper(text: string, levels: number): boolean {
  let [depth, inString] = [0, false];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === BACKSLASH) index++;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) inString = true;
    else if (OPENING.has(unit) && ++depth > levels) return true;
    else if (CLOSING.has(unit)) depth--;
  }
  return false;
}

/** Parses a frame like {@linkcode parseJsonText}, but from a trusted peer: the depth of its nesting is not checked. */
export function parseTrustedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    try {
      return parseWithTokens(text);
    } catch {
      throw new InvalidJsonError(`Invalid JSON: ${(cause as Error).message}`, {}, { cause });
    }
  }
}

/** JSON has no NaN, but overflows to Infinity: NaN needs a mark, the other two only another spelling. */
function parseWithTokens(text: string): unknown {
  const marked = text.replace(STRING_OR_TOKEN, (token) => {
    if (token === "NaN") return `"${NAN_MARK}"`;
    return token === "Infinity" ? "1e999" : token === "-Infinity" ? "-1e999" : token;
  });
  return withNaN(JSON.parse(marked));
}

/** Replaces the marks in place: with a reviver, `JSON.parse` takes twenty times as long. */
function withNaN(value: unknown): unknown {
  if (value === NAN_MARK) return NaN;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item = value[index];
      if (item === NAN_MARK || typeof item === "object") value[index] = withNaN(item);
    }
  } else if (isRecord(value)) {
    for (const key in value) value[key] = withNaN(value[key]);
  }
  return value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1));
  for (const key in value) {
    if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
}

/** Returns the size of a text in UTF-8 if it is over the limit, otherwise `undefined`. Short texts are not counted. */
export function sizeOverLimit(text: string, limit: number): number | undefined {
  if (text.length * 3 <= limit) return undefined;
  const size = text.length > limit ? text.length : utf8Length(text);
  return size > limit ? size : undefined;
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes, so each half counts as two; other units take up to three.
    length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}
