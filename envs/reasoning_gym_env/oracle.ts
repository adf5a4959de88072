/**
 * The oracle of reasoning_gym: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { taskAt } from "@openenv/core/tasks";
import { createDataset } from "./dataset.ts";
import type { ReasoningGymAction, ReasoningGymObservation, ReasoningGymState } from "./models.ts";
import { reasoningTasks } from "./tasks.ts";

/**
 * Gives the generator's own answer: the state names the task, or the data set and the index.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/reasoning-gym-env/environment";
 * import oracle from "@openenv/reasoning-gym-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, maxSteps: 1, policy: oracle };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default async function answerRight(
  { state }: PolicyEpisode,
): Promise<Policy<ReasoningGymAction, ReasoningGymObservation>> {
  const answer = await findAnswer(await state() as unknown as StateOfEpisode);
  return () => ({ answer });
}

type StateOfEpisode = ReasoningGymState & { readonly split?: string; readonly index?: number };

async function findAnswer({ split, index, ...own }: StateOfEpisode): Promise<string> {
  if (split !== undefined) return (await taskAt(reasoningTasks, split, index!)).private!.entry.answer;
  const dataset = createDataset({
    name: own.dataset_name!,
    config: own.dataset_config,
    specs: own.dataset_specs,
    seed: own.dataset_seed!,
    size: own.dataset_size!,
  });
  return dataset.entryAt(own.question_index!).answer;
}
