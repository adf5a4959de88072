import { HANGMAN_WORDS } from "../games/hangman.ts";
import type { Solver } from "./solver.ts";

/** Guesses the letter that most of the words that are left have. */
export function solveHangman(): Solver {
  let left = HANGMAN_WORDS;
  const tried = new Set<string>();
  return (said) => {
    const shown = /The word: (.+)/.exec(said)![1]!.toLowerCase().replaceAll(" ", "");
    left = left.filter((word) =>
      word.length === shown.length &&
      [...word].every((letter, place) => tried.has(letter) ? shown[place] === letter : shown[place] === "_")
    );
    if (left.length === 1) return `[${left[0]}]`;
    const letters = [...new Set(left.join(""))].filter((letter) => !tried.has(letter));
    const frequency = (letter: string) => left.filter((word) => word.includes(letter)).length;
    const letter = letters.reduce((best, other) => frequency(other) > frequency(best) ? other : best);
    tried.add(letter);
    return `[${letter}]`;
  };
}
