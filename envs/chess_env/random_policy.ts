/**
 * A policy for chess that plays legal moves at random, since a random text is hardly ever a move.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import type { ChessAction, ChessObservation } from "./models.ts";

/**
 * Plays one of the legal moves.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/chess-env/environment";
 * import randomPolicy from "@openenv/chess-env/random-policy";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, options: { opponent: "random" }, maxSteps: 3, policy: randomPolicy };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(scoreOf(record, "last_reward"), 0);
 * ```
 */
export default function playAtRandom({ random }: PolicyEpisode): Policy<ChessAction, ChessObservation> {
  return ({ observation: { legal_moves } }) => ({ move: random.choice(legal_moves) });
}
