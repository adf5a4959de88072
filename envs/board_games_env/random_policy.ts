/**
 * A policy for board_games that plays legal actions at random, since few integers are one.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import type { BoardGamesAction, BoardGamesObservation } from "./models.ts";

/**
 * Plays one of the legal actions.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/board-games-env/environment";
 * import randomPolicy from "@openenv/board-games-env/random-policy";
 * import { createLocalSubject, playInNewSession } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, maxSteps: 20, policy: randomPolicy };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(record.actions.length, 9);
 * ```
 */
export default function playAtRandom({ random }: PolicyEpisode): Policy<BoardGamesAction, BoardGamesObservation> {
  return ({ observation: { legal_actions } }) => ({ action_id: random.choice(legal_actions) });
}
