import englishWords from "an-array-of-english-words" with { type: "json" };
import { daleChall } from "dale-chall";

/** Familiar words of plain letters: what a secret is drawn from. */
export const FAMILIAR: readonly string[] = daleChall.filter((word) => /^[a-z]+$/.test(word));

/** The familiar words of five letters. */
export const FIVE_LETTERS: readonly string[] = FAMILIAR.filter((word) => word.length === 5);

const KNOWN: ReadonlySet<string> = new Set([...englishWords.filter((word) => word.length === 5), ...FIVE_LETTERS]);

/** Returns `true` for an English word of five letters, familiar or not. */
export function isFiveLetterWord(word: string): boolean {
  return KNOWN.has(word);
}
