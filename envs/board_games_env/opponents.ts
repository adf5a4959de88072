import type { Random } from "@openenv/core";

/** The name of an opponent: the legal action that it chooses. */
export type OpponentName = "random" | "first" | "middle" | "last";

/** The names of the opponents; the first one is the default. */
export const OPPONENT_NAMES: readonly [OpponentName, ...OpponentName[]] = ["random", "first", "middle", "last"];

/** Chooses one of the legal actions, as each opponent does. */
export const OPPONENTS: Readonly<Record<OpponentName, (legal: readonly number[], random: Random) => number>> = {
  random: (legal, random) => random.choice(legal),
  first: (legal) => legal[0]!,
  middle: (legal) => legal[Math.floor(legal.length / 2)]!,
  last: (legal) => legal.at(-1)!,
};
