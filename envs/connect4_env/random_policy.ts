/**
 * A policy for connect4 that plays columns with room at random, since most integers are no column.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import type { Connect4Action, Connect4Observation } from "./models.ts";

/**
 * Plays one of the legal columns.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/connect4-env/environment";
 * import randomPolicy from "@openenv/connect4-env/random-policy";
 * import { createLocalSubject, playInNewSession } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, options: {}, maxSteps: 42, policy: randomPolicy };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(record.exchanges.at(-1)!.result.terminated, true);
 * ```
 */
export default function playAtRandom({ random }: PolicyEpisode): Policy<Connect4Action, Connect4Observation> {
  return ({ observation: { legal_actions } }) => ({ column: random.choice(legal_actions) });
}
