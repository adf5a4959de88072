import type { Random } from "@openenv/core";

/** The greatest number of questions of a data set. */
export const MAX_SIZE = 1_000_000;

/** A value of a configuration. */
export type ConfigValue = number | boolean | string | readonly string[];

/** A question, as a generator makes it. */
export interface Draft {
  /** The question, with the format of the answer. */
  readonly question: string;
  /** A correct answer. */
  readonly answer: string;
  /** Facts about the question; the verifier may need them. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A question of a data set. */
export interface Entry extends Draft {
  readonly metadata: Readonly<Record<string, unknown>> & {
    /** The name of the generator. */
    readonly source_dataset: string;
    /** The index in its data set. */
    readonly source_index: number;
  };
}

/** Scores an answer, 0 to 1. */
export type Verifier = (answer: string, entry: Draft) => number;

/** A kind of question: how to make one, and how to score its answer. */
export interface Generator<C extends object = object> {
  /** The configuration, with its defaults. A number is an integer if its default is one and `reals` has it not. */
  readonly defaults: C;
  /** The bounds, such as `"1 <= min_n <= max_n <= 100"`. */
  readonly rules: readonly string[];
  /** The numbers that may have a fraction although the default has none. */
  readonly reals?: readonly (keyof C)[];
  /** The texts that are possible. */
  readonly choices?: { readonly [K in keyof C]?: readonly string[] };
  /** Checks what the rules cannot say; returns the problem. */
  readonly check?: (config: C) => string | undefined;
  /** The names of the difficulty's parts: the key of the configuration, or the two keys without `min_` and `max_`. */
  readonly difficulty: Readonly<Record<string, string>>;
  /** Makes a question. It depends on nothing but its arguments. */
  generate(config: C, random: Random): Draft;
  /** Scores an answer. */
  readonly score: Verifier;
}

/** Declares a generator; the configuration's type comes from its defaults. */
export function defineGenerator<C extends { readonly [K in keyof C]: ConfigValue }>(
  generator: Generator<C>,
): Generator {
  return generator as unknown as Generator;
}
