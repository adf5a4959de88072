import { answerQuestion } from "../games/twenty_questions.ts";
import { PROPERTIES, THINGS } from "../games/things.ts";
import type { Solver } from "./solver.ts";

/** Asks for the property that splits the things that are left most evenly, and then guesses what is left. */
export function solveTwentyQuestions(): Solver {
  let left = Object.keys(THINGS);
  let last: string | undefined;
  return (said) => {
    const [answer] = /^(Yes|No)\./.exec(said) ?? [];
    if (answer !== undefined) left = left.filter((thing) => answerIn(last!, thing).startsWith(answer));
    const questions = Object.values(PROPERTIES).map(([word]) => `Has it to do with ${word}?`);
    const yes = (question: string) => left.filter((thing) => answerIn(question, thing) === "Yes.").length;
    const imbalance = (question: string) => Math.abs(2 * yes(question) - left.length);
    const best = questions.reduce((best, other) => imbalance(other) < imbalance(best) ? other : best);
    return last = imbalance(best) === left.length ? `[${left[0]}]` : best;
  };
}

function answerIn(message: string, thing: string): string {
  return message.startsWith("[") ? (message === `[${thing}]` ? "Yes." : "No.") : answerQuestion(message, thing);
}
