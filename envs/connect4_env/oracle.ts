/**
 * The oracle of connect4: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import type { Board, Player } from "./board.ts";
import type { Connect4Action, Connect4Observation } from "./models.ts";
import { chooseColumn } from "./search.ts";

/**
 * Plays the engine's moves, seven moves ahead: it beats an opponent that plays at random.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/connect4-env/environment";
 * import oracle from "@openenv/connect4-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, options: { opponent: "random" }, maxSteps: 42, policy: oracle };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default function playEngine({ random }: PolicyEpisode): Policy<Connect4Action, Connect4Observation> {
  return ({ observation: { board }, info }) => {
    const column = chooseColumn(board as Board, info.next_player as Player, { depth: 7, random });
    return { column };
  };
}
