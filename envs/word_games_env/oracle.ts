/**
 * The oracle of word_games: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { SOLVERS } from "./solvers/all_solvers.ts";
import type { WordGamesAction, WordGamesObservation, WordGamesState } from "./models.ts";
import type { GameId } from "./games/all_games.ts";

/**
 * Plays by what the game says. It knows the words that the secret is drawn from, and not the secret.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/word-games-env/environment";
 * import oracle from "@openenv/word-games-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const record = await playInNewSession(createLocalSubject(environment), { seed: 7, maxSteps: 6, policy: oracle });
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default async function solve({ state }: PolicyEpisode): Promise<Policy<WordGamesAction, WordGamesObservation>> {
  const { env_id } = await state() as unknown as WordGamesState;
  const answer = SOLVERS[env_id as GameId]();
  return ({ observation: { messages } }) => ({ message: answer(messages.at(-1)!.content) });
}
