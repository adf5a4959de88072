import type { Random } from "@openenv/core";

/** Values that all languages and JSON have. */
export type Value = number | string | boolean | null | readonly Value[];

/** The numbers and texts of a task. */
export type Parameters = Readonly<Record<string, number | string>>;

/** A kind of programming task, of which parameters make single ones. */
export interface Family<P extends Parameters = Parameters> {
  /** The name. */
  readonly name: string;
  /** Draws the parameters of a task. */
  draw(random: Random): P;
  /** Says what the function has to return. */
  describe(parameters: P): string;
  /** Draws the arguments of a test. */
  args(random: Random, parameters: P): readonly Value[];
  /**
   * Returns what the function has to return. Its text is the solution in JavaScript, so it uses nothing but its
   * arguments.
   */
  // deno-lint-ignore no-explicit-any -- each family has arguments of its own
  readonly solve: (parameters: P, ...args: any[]) => Value;
  /** Returns the solution in Python. */
  python(parameters: P): string;
}

/** Lets parameters be inferred. */
export function family<P extends Parameters>(definition: Family<P>): Family {
  return definition as unknown as Family;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const WORDS = [
  "river",
  "stone",
  "amber",
  "cloud",
  "tiger",
  "maple",
  "ocean",
  "ember",
  "pixel",
  "raven",
  "quartz",
  "violet",
];

/** Draws a letter. */
export function drawLetter(random: Random): string {
  return random.choice([...LETTERS]);
}

/** Draws a word that is none. */
export function drawWord(random: Random, most: number = 8): string {
  return Array.from({ length: random.int(1, most) }, () => drawLetter(random)).join("");
}

/** Draws words with a space between each two. */
export function drawText(random: Random, least: number = 2, most: number = 8): string {
  return Array.from({ length: random.int(least, most) }, () => random.choice(WORDS)).join(" ");
}

/** Draws a list of integers. */
export function drawNumbers(random: Random, length: number, min: number, max: number): number[] {
  return Array.from({ length }, () => random.int(min, max));
}
