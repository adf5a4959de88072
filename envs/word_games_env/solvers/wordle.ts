import { mark } from "../games/wordle.ts";
import { FIVE_LETTERS } from "../games/words.ts";
import type { Solver } from "./solver.ts";

/** A good first guess, whatever the secret is. */
const FIRST = "raise";

/** Guesses the word that splits the words that are left into most groups. */
export function solveWordle(): Solver {
  let left = FIVE_LETTERS;
  return (said) => {
    const [, guess, marks] = /\[(\w+)\]\.\nFeedback:\n.+\n(.+)/.exec(said) ?? [];
    if (guess === undefined) return `[${FIRST}]`;
    left = left.filter((word) => mark(guess, word) === marks!.replaceAll(" ", ""));
    if (left.length <= 2) return `[${left[0]}]`;
    const groups = (word: string) => new Set(left.map((secret) => mark(word, secret))).size;
    const scored = [...left, ...FIVE_LETTERS].map((word) => ({ word, score: groups(word) }));
    return `[${scored.reduce((best, other) => other.score > best.score ? other : best).word}]`;
  };
}
