import type { Random } from "@openenv/core";
import { toRegExp } from "../json_schema/schema_values.ts";

/** Draws a text that a part of a pattern matches; `extra` is how often a repetition goes beyond its least. */
type Part = (random: Random, extra: readonly [least: number, most: number]) => string;

/** What a class of characters is chosen from first: what can be typed. */
const TYPED = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const LETTERS = TYPED.filter((character) => /[a-z0-9]/.test(character));
const LAST_CODE_POINT = 0x1ffff;
const ENOUGH = 40;

/**
 * Compiles a pattern into what draws texts that it matches; `undefined` for a pattern with parts that cannot be drawn,
 * such as references to groups. What a look-ahead asks for is left to luck, so that each text has to be checked.
 */
export function compilePattern(pattern: string): Part | undefined {
  try {
    return new PatternReader(pattern).read();
  } catch (thrown) {
    if (thrown instanceof UnreadablePattern) return undefined;
    throw thrown;
  }
}

class UnreadablePattern extends Error {}

class PatternReader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  read(): Part {
    const part = this.#readChoice();
    if (this.#at < this.#pattern.length) throw new UnreadablePattern();
    return part;
  }

  #readChoice(): Part {
    const branches = [this.#readSequence()];
    while (this.#skip("|")) branches.push(this.#readSequence());
    return branches.length === 1 ? branches[0]! : (random, extra) => random.choice(branches)(random, extra);
  }

  #readSequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#pattern.length && !"|)".includes(this.#pattern[this.#at]!)) {
      parts.push(this.#readRepeated(this.#readAtom()));
    }
    return (random, extra) => parts.map((part) => part(random, extra)).join("");
  }

  #readRepeated(atom: Part): Part {
    const [text, least, comma, most] = this.#match(/\{(\d+)(,?)(\d*)\}/y) ?? this.#match(/[*+?]/y) ?? [];
    if (text === undefined) return atom;
    this.#skip("?");
    const from = least === undefined ? (text === "+" ? 1 : 0) : Number(least);
    const to = least === undefined ? (text === "?" ? 1 : Infinity) : most || (comma ? Infinity : from);
    return (random, [least, most]) => {
      const count = random.int(Math.min(Number(to), from + least), Math.min(Number(to), from + most));
      return Array.from({ length: count }, () => atom(random, [least, most])).join("");
    };
  }

  #readAtom(): Part {
    if (this.#skip("(")) return this.#readGroup();
    if (this.#match(/[$^]|\\[bB]/y) !== undefined) return () => "";
    if (this.#skip(".")) return (random) => random.choice(LETTERS);
    if (this.#match(/\\(?:[1-9]|k<)/y) !== undefined) throw new UnreadablePattern();
    const [set] =
      this.#match(/\[(?:[^\\\]]|\\.)*\]|\\(?:[pPu]\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|.)/ysu) ?? [];
    if (set !== undefined) return oneOf(set);
    const [literal] = this.#match(/[^]/yu) ?? [];
    if (literal === undefined) throw new UnreadablePattern();
    return () => literal;
  }

  #readGroup(): Part {
    const looksAround = this.#match(/\?<?[=!]/y) !== undefined;
    if (!looksAround && this.#match(/\?(?::|<\w+>)/y) === undefined && this.#skip("?")) throw new UnreadablePattern();
    const part = this.#readChoice();
    if (!this.#skip(")")) throw new UnreadablePattern();
    return looksAround ? () => "" : part;
  }

  #skip(character: string): boolean {
    if (this.#pattern[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** Reads what a sticky expression matches here. */
  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#pattern);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }
}

/** Characters of a set are found by trying: the runtime knows what the set means. */
function oneOf(set: string): Part {
  const expression = toRegExp(`^${set}$`);
  if (expression === undefined) throw new UnreadablePattern();
  let characters = TYPED.filter((character) => expression.test(character));
  for (let code = 0; characters.length === 0 && code <= LAST_CODE_POINT; code += ENOUGH) {
    const block = Array.from({ length: ENOUGH }, (_, index) => String.fromCodePoint(code + index));
    characters = block.filter((character) => expression.test(character));
  }
  if (characters.length === 0) throw new UnreadablePattern();
  return (random) => random.choice(characters);
}
