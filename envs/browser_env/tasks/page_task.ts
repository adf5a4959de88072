import type { Random } from "@openenv/core";

/** A page that a seed has decided. */
export interface DrawnPage {
  /** The goal, in words. */
  readonly goal: string;
  /** The HTML inside of its form; as a function, of the query in its address. */
  readonly body: string | ((query: URLSearchParams) => string);
  /** The right answer: the form must submit exactly this. */
  readonly expected: Readonly<Record<string, string | readonly string[]>>;
}

/** Draws a page. */
export type PageTask = (random: Random) => DrawnPage;

/** Draws some items of a list, each once. */
export function sample<Item>(random: Random, items: readonly Item[], count: number): Item[] {
  return random.shuffle(items).slice(0, count);
}

/** The field that a click on `data-choice` fills. */
export const CHOICE = '<input type="hidden" name="choice">';

/** A button that submits the form. */
export const SUBMIT = "<p><button>Submit</button></p>";
