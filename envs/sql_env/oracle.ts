/**
 * The oracle of sql: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { taskAt } from "@openenv/core/tasks";
import type { SqlAction, SqlObservation } from "./models.ts";
import { sqlTasks } from "./tasks.ts";

/**
 * Sends the statements of the episode's task, and submits with the last one.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/sql-env/environment";
 * import oracle from "@openenv/sql-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const record = await playInNewSession(createLocalSubject(environment), { seed: 7, maxSteps: 9, policy: oracle });
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default async function sendSolution({ state }: PolicyEpisode): Promise<Policy<SqlAction, SqlObservation>> {
  const { split, index } = await state() as { split: string; index: number };
  const { solution } = (await taskAt(sqlTasks, split, index)).private!;
  const statements = solution.map((sql, place) => ({ sql, submit: place === solution.length - 1 })).values();
  return () => statements.next().value!;
}
