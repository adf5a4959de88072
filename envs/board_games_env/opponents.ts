import type { Random } from "@openenv/core";

/** The names of the opponents. */
export const OPPONENT_NAMES = ["random", "first", "middle", "last"] as const;

/** The name of an opponent: the legal action that it chooses. */
export type OpponentName = typeof OPPONENT_NAMES[number];

/** Chooses one of the legal actions, as each opponent does. */
export const OPPONENTS: Readonly<Record<OpponentName, (legal: readonly number[], random: Random) => number>> = {
  random: (legal, random) => random.choice(legal),
  first: (legal) => legal[0]!,
  middle: (legal) => legal[Math.floor(legal.length / 2)]!,
  last: (legal) => legal.at(-1)!,
};
