/**
 * The oracle of grid_world: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import type { GridWorldAction, GridWorldObservation } from "./models.ts";

/**
 * Walks the shortest way to the goal, which it reads from the state, wherever the episode starts.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/grid-world-env/environment";
 * import oracle from "@openenv/grid-world-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, maxSteps: 50, policy: oracle };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default async function walkToGoal(
  { state }: PolicyEpisode,
): Promise<Policy<GridWorldAction, GridWorldObservation>> {
  const { goal } = await state() as { goal: { x: number; y: number } };
  return ({ observation: { x, y } }) => {
    if (x !== goal.x) return { action: x < goal.x ? "DOWN" : "UP" };
    return { action: y < goal.y ? "RIGHT" : "LEFT" };
  };
}
