import type { Verifier } from "./generator.ts";
import { isSameDecimal, itemsOf, type Literal, parseLiteral, textOf } from "./python_values.ts";

/** 1 for the answer itself; its share of the text if it is somewhere in there. */
export const scoreExact: Verifier = (answer, entry) => {
  return answer === entry.answer ? 1 : scoreContained(answer, entry.answer);
};

/** 1 for the same number in any notation, such as `+01,000.00`; its share of the text if it is somewhere in there. */
export const scoreDecimal: Verifier = (answer, entry) => {
  const [given, expected] = [answer.replaceAll(",", ""), entry.answer.replaceAll(",", "")];
  return isSameDecimal(given, expected) ? 1 : scoreContained(given, expected);
};

/**
 * 1 for the answer itself, and 0.1 for a list in Python's notation that has the same content.
 *
 * @param toText Writes the list in the format of the answer; `undefined` if it is another kind of list.
 */
export function scoreListing(toText: (list: Literal) => string | undefined): Verifier {
  return (answer, entry) => {
    if (answer === entry.answer) return 1;
    const literal = parseLiteral(answer);
    return literal !== undefined && toText(literal) === entry.answer ? 0.1 : 0;
  };
}

/** Writes a list of lists as rows of numbers. */
export function toRows(literal: Literal): string | undefined {
  const rows = itemsOf(literal)?.map((row) => itemsOf(row)?.map(textOf).join(" "));
  return rows?.every((row) => row !== undefined) ? rows.join("\n") : undefined;
}

function scoreContained(answer: string, expected: string): number {
  return answer !== "" && answer.includes(expected) ? lengthOf(expected) / lengthOf(answer) : 0;
}

/** Counts characters, not UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length;
}
