/**
 * The oracle of maze: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { measureDistances, move, type Place } from "./grid.ts";
import type { MazeAction, MazeObservation, MazeState } from "./models.ts";

/**
 * Walks to the exit on a shortest way, which it finds in the maze of the state.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/maze-env/environment";
 * import oracle from "@openenv/maze-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const record = await playInNewSession(createLocalSubject(environment), { seed: 7, maxSteps: 50, policy: oracle });
 * assert.equal(scoreOf(record, "last_reward"), 10);
 * ```
 */
export default async function walkOut({ state }: PolicyEpisode): Promise<Policy<MazeAction, MazeObservation>> {
  const { maze, exit_cell } = await state() as unknown as MazeState;
  const distances = measureDistances(maze, exit_cell as unknown as Place);
  return ({ observation: { legal_actions, current_position } }) => {
    const distanceAfter = (action: number) => {
      const [column, row] = move(maze, current_position as unknown as Place, action)!;
      return distances[row]![column]!;
    };
    const [action] = [...legal_actions].sort((one, other) => distanceAfter(one) - distanceAfter(other));
    return action === undefined ? undefined : { action };
  };
}
