/**
 * The oracle of terminal: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { taskAt } from "@openenv/core/tasks";
import { terminalTasks } from "./contract.ts";
import type { TerminalAction, TerminalObservation } from "./models.ts";

/**
 * Runs the solution of the episode's task, and submits.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/terminal-env/environment";
 * import oracle from "@openenv/terminal-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const record = await playInNewSession(createLocalSubject(environment), { seed: 7, maxSteps: 2, policy: oracle });
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default async function runSolution(
  { state }: PolicyEpisode,
): Promise<Policy<TerminalAction, TerminalObservation>> {
  const { split, index } = await state() as { split: string; index: number };
  const { solution } = (await taskAt(terminalTasks, split, index)).private!;
  return () => ({ command: solution, submit: true });
}
