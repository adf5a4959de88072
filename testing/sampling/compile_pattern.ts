import type { Random } from "@openenv/core";
import { toRegExp } from "../json/schema_problem.ts";

/** How often a repetition goes beyond its minimum. */
export type Extra = readonly [least: number, most: number];

/** Samples a text that a part of a pattern matches. */
type Part = (random: Random, extra: Extra) => string;

/** The characters of a keyboard, from which a set of characters is served first. */
const TYPED = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const LETTERS = TYPED.filter((character) => /[a-z0-9]/.test(character));
const LAST_CODE_POINT = 0x1ffff;
const ENOUGH = 40;

/** A set of characters, or an escape. */
const SET = /^(?:\[(?:[^\\\]]|\\.)*\]|\\(?:[pPu]\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|.))/su;

/**
 * Compiles a pattern into a function that samples texts; `undefined` for a pattern with references to groups.
 *
 * Look-arounds and word boundaries are left out, so that each text has to be checked.
 */
export function compilePattern(pattern: string): Part | undefined {
  return new PatternReader(pattern).read();
}

class PatternReader {
  #rest: string;
  #isReadable = true;

  constructor(pattern: string) {
    this.#rest = pattern;
  }

  read(): Part | undefined {
    const part = this.#readChoice();
    return this.#isReadable && this.#rest === "" ? part : undefined;
  }

  #readChoice(): Part {
    const branches = [this.#readSequence()];
    while (this.#take(/^\|/)) branches.push(this.#readSequence());
    return branches.length === 1 ? branches[0]! : (random, extra) => random.choice(branches)(random, extra);
  }

  #readSequence(): Part {
    const parts: Part[] = [];
    while (/^[^|)]/.test(this.#rest)) parts.push(this.#readRepeated(this.#readAtom()));
    return (random, extra) => parts.map((part) => part(random, extra)).join("");
  }

  #readRepeated(atom: Part): Part {
    const [text, least, comma, most] = this.#take(/^\{(\d+)(,?)(\d*)\}\??/) ?? this.#take(/^[*+?]\??/) ?? [];
    if (text === undefined) return atom;
    const from = least === undefined ? (text.startsWith("+") ? 1 : 0) : Number(least);
    const to = least === undefined ? (text.startsWith("?") ? 1 : Infinity) : most || (comma ? Infinity : from);
    return (random, [least, most]) => {
      const count = random.int(Math.min(Number(to), from + least), Math.min(Number(to), from + most));
      return Array.from({ length: count }, () => atom(random, [least, most])).join("");
    };
  }

  #readAtom(): Part {
    if (this.#take(/^\(/)) return this.#readGroup();
    if (this.#take(/^(?:[$^]|\\[bB])/)) return () => "";
    if (this.#take(/^\./)) return (random) => random.choice(LETTERS);
    if (this.#take(/^\\(?:[1-9]|k<)/)) return this.#giveUp();
    const [set] = this.#take(SET) ?? [];
    if (set !== undefined) return oneOf(set) ?? this.#giveUp();
    const [literal] = this.#take(/^[^]/u) ?? [];
    return literal === undefined ? this.#giveUp() : () => literal;
  }

  #readGroup(): Part {
    const [looksAround] = this.#take(/^\?<?[=!]/) ?? [];
    if (looksAround === undefined && !this.#take(/^\?(?::|<\w+>)/) && this.#take(/^\?/)) return this.#giveUp();
    const part = this.#readChoice();
    if (!this.#take(/^\)/)) return this.#giveUp();
    return looksAround === undefined ? part : () => "";
  }

  #giveUp(): Part {
    [this.#rest, this.#isReadable] = ["", false];
    return () => "";
  }

  #take(expression: RegExp): RegExpExecArray | null {
    const found = expression.exec(this.#rest);
    if (found !== null) this.#rest = this.#rest.slice(found[0].length);
    return found;
  }
}

/** Finds the characters of a set by trying: the runtime knows what the set means. */
function oneOf(set: string): Part | undefined {
  const expression = toRegExp(`^${set}$`);
  if (expression === undefined) return undefined;
  let characters = TYPED.filter((character) => expression.test(character));
  for (let code = 0; characters.length === 0 && code <= LAST_CODE_POINT; code += ENOUGH) {
    const block = Array.from({ length: ENOUGH }, (_, index) => String.fromCodePoint(code + index));
    characters = block.filter((character) => expression.test(character));
  }
  return characters.length === 0 ? undefined : (random) => random.choice(characters);
}
