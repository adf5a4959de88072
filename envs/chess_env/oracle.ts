/**
 * The oracle of chess: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { parsePosition, toUci } from "./engine/position.ts";
import { chooseMove } from "./engine/search.ts";
import type { ChessAction, ChessObservation } from "./models.ts";

/** Enough for a mate in two. */
const DEPTH = 3;

/**
 * Plays the moves of the engine, which looks three half-moves ahead: it finds every mate of the tasks.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/chess-env/environment";
 * import oracle from "@openenv/chess-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, options: { split: "train" }, maxSteps: 10, policy: oracle };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default function playEngine({ random }: PolicyEpisode): Policy<ChessAction, ChessObservation> {
  return ({ observation: { fen } }) => ({ move: toUci(chooseMove(parsePosition(fen), DEPTH, random).move) });
}
