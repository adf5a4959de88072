/**
 * A policy for word_games that makes valid guesses at random, since few texts are one.
 *
 * @module
 */
import type { Policy, PolicyEpisode, Random } from "@openenv/core";
import type { GameId } from "./games/all_games.ts";
import { THINGS } from "./games/things.ts";
import { FIVE_LETTERS } from "./games/words.ts";
import type { WordGamesAction, WordGamesObservation, WordGamesState } from "./models.ts";

const GUESSES: Readonly<Record<GameId, (random: Random) => string>> = {
  "Wordle-v0": (random) => random.choice(FIVE_LETTERS),
  "GuessTheNumber-v0": (random) => String(random.int(1, 20)),
  "Hangman-v0": (random) => random.choice([..."abcdefghijklmnopqrstuvwxyz"]),
  "TwentyQuestions-v0": (random) => random.choice(Object.keys(THINGS)),
};

/**
 * Makes one of the guesses that the game allows.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/word-games-env/environment";
 * import randomPolicy from "@openenv/word-games-env/random-policy";
 * import { createLocalSubject, playInNewSession } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, maxSteps: 6, policy: randomPolicy };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(record.actions.length, 6);
 * ```
 */
export default async function guessAtRandom(
  { random, state }: PolicyEpisode,
): Promise<Policy<WordGamesAction, WordGamesObservation>> {
  const { env_id } = await state() as unknown as WordGamesState;
  return () => ({ message: `[${GUESSES[env_id as GameId](random)}]` });
}
