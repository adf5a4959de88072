import type { Solver } from "./solver.ts";

/** Halves the numbers that are left. */
export function solveGuessTheNumber(): Solver {
  let [low, high] = [1, 20];
  return (said) => {
    const [, guess, where] = /guessed (\d+)\. The target number is (higher|lower)/.exec(said) ?? [];
    if (where === "higher") low = Number(guess) + 1;
    if (where === "lower") high = Number(guess) - 1;
    return `[${Math.floor((low + high) / 2)}]`;
  };
}
