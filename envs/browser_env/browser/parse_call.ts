/** A value in a call. */
export type Value = Scalar | readonly Scalar[];

/** A value that is not a list. */
export type Scalar = string | number | boolean | null;

/** A call in Python's form. */
export interface Call {
  /** The name of the function. */
  readonly name: string;
  /** The values that are given by position. */
  readonly positional: readonly Value[];
  /** The values that are given by name. */
  readonly named: Readonly<Record<string, Value>>;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };
const WORDS = new Map<string, Scalar>([["True", true], ["False", false], ["None", null]]);

/**
 * Parses one call such as `fill('7', value="Ada")`: texts, numbers, `True`, `False`, `None`, and lists of them.
 *
 * @param text The call, alone, with blanks around it or not.
 * @returns Its parts.
 * @throws `SyntaxError` for anything else, which says what was expected and where.
 */
export function parseCall(text: string): Call {
  return new Reader(text).readCall();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readCall(): Call {
    const name = this.#match(/\s*([A-Za-z_]\w*)\s*\(/y, "a call such as click('12')");
    const positional: Value[] = [];
    const named: Record<string, Value> = {};
    this.#readItems(")", () => {
      const key = this.#try(/([A-Za-z_]\w*)\s*=\s*/y);
      if (key !== undefined) named[key] = this.#readValue();
      else if (Object.keys(named).length > 0) throw this.#error("a name, since an earlier value has one");
      else positional.push(this.#readValue());
    });
    this.#match(/(\s*)$/y, "nothing more: an action is one call");
    return { name, positional, named };
  }

  /** Reads items with commas between them, up to an end that is read too. */
  #readItems(end: ")" | "]", readItem: () => void): void {
    const closing = new RegExp(`\\s*(\\${end})`, "y");
    if (this.#try(closing) !== undefined) return;
    for (;;) {
      this.#try(/(\s*)/y);
      readItem();
      if (this.#try(closing) !== undefined) return;
      this.#match(/\s*(,)/y, `, or ${end}`);
      if (this.#try(closing) !== undefined) return;
    }
  }

  #readValue(): Value {
    if (this.#try(/(\[)/y) === undefined) {
      return this.#readScalar("a text in quotes, a number, True, False, None or a list");
    }
    const items: Scalar[] = [];
    this.#readItems("]", () => items.push(this.#readScalar("a text in quotes, a number, True, False or None")));
    return items;
  }

  #readScalar(expected: string): Scalar {
    const text = this.#try(/("(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*')/y);
    if (text !== undefined) return unescape(text.slice(1, -1));
    const number = this.#try(/([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?!\w)/y);
    if (number !== undefined) return Number(number);
    const word = this.#try(/(True|False|None)\b/y);
    if (word === undefined) throw this.#error(expected);
    return WORDS.get(word)!;
  }

  #try(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found[1]!;
  }

  #match(pattern: RegExp, expected: string): string {
    const found = this.#try(pattern);
    if (found === undefined) throw this.#error(expected);
    return found;
  }

  #error(expected: string): SyntaxError {
    const rest = this.#text.slice(this.#at).trim();
    const found = rest === "" ? "the end" : JSON.stringify(rest.slice(0, 20));
    return new SyntaxError(`Cannot read the action: expected ${expected}, found ${found}`);
  }
}

function unescape(text: string): string {
  return text.replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([^]))/g, (whole, four, two, one) => {
    if (one === undefined) return String.fromCharCode(parseInt(four ?? two, 16));
    return ESCAPES[one] ?? (/[\\'"]/.test(one) ? one : whole);
  });
}
