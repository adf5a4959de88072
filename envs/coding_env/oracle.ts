/**
 * The oracle of coding: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { taskAt } from "@openenv/core/tasks";
import type { CodeAction, CodeObservation, CodingLanguage } from "./models.ts";
import { codingTasks, solutionOf } from "./tasks.ts";

/**
 * Writes the solution of the episode's task, in its language. Without a task it writes a short program.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts no-eval
 * import environment from "@openenv/coding-env/environment";
 * import oracle from "@openenv/coding-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 *
 * const plan = { seed: 7, options: { split: "test" }, maxSteps: 3, policy: oracle };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * console.log(scoreOf(record, "last_reward"));
 * ```
 */
export default async function writeSolution(
  { state }: PolicyEpisode,
): Promise<Policy<CodeAction, CodeObservation>> {
  const { language, split, index } = await state() as { language: CodingLanguage; split?: string; index?: number };
  if (split === undefined || index === undefined) return () => ({ code: "1" });
  const task = await taskAt(codingTasks, split, index);
  return () => ({ code: solutionOf(task.private!, language) });
}
