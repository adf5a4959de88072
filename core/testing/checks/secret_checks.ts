import { messageOf } from "../../errors.ts";
import { formatPath } from "../../schema/check_json.ts";
import { taskAt } from "../../tasks/task_calls.ts";
import type { AnyTaskProvider, EpisodeTask } from "../../tasks/task.ts";
import type { Check, CheckContext, Finding } from "../check.ts";
import { type Charge, judgeBreak } from "../culprit.ts";
import { fail, pass, skip } from "../findings.ts";
import { isSameJson } from "../json_schema/schema_values.ts";
import { type EpisodeRecord, playInNewSession } from "../play_episode.ts";
import { answerTo } from "./answer_check.ts";
import { judgeEpisodes, randomEpisodes, resetOptionsOf, subjectOf } from "./random_episodes.ts";
import { sampleTasks } from "./task_sample.ts";
import { type Leaf, leavesOf } from "./walk_json.ts";

const PRIVATE_PART: Charge = {
  id: "runtime.no_private_task_part",
  expected: "nothing of a task's private part in an observation, an info or a state",
  remediation:
    "Keep the private part inside the environment: compare with it, and show nothing of it, not even at the end",
};
const REWARD: Charge = {
  id: "runtime.no_reward_in_observation",
  expected: "observations that do not tell the reward",
  remediation: "Take the reward out of the observation: it travels beside it, for the trainer and not for the agent",
};

/** The shortest text that is looked for inside of other texts; shorter ones are everywhere. */
const SHORTEST_SECRET = 4;

/** What an agent must not see. */
export const SECRET_CHECKS: readonly Check[] = [
  {
    id: PRIVATE_PART.id,
    level: "runtime",
    severity: "fail",
    summary:
      "Nothing of a task's private part comes out: not in an observation, an info or a state, and not at the end.",
    applies: ({ subject }) => subject?.tasks !== undefined,
    run: checkPrivatePart,
  },
  {
    id: REWARD.id,
    level: "runtime",
    severity: "warn",
    summary: "No observation has a key reward, or a number that is the reward in every step.",
    run: checkReward,
  },
];

async function checkPrivatePart(context: CheckContext): Promise<Finding> {
  const { implementation } = subjectOf(context);
  const provider = implementation?.contract.tasks;
  if (provider === undefined) return skip("what is private is not known here: this environment is behind a URL");
  const { maxSteps, randomPolicy: policy, seed } = context.play;
  const tasks = await someTasks(context, provider);
  if (!Array.isArray(tasks)) return tasks;
  let count = 0;
  for (const task of tasks) {
    const secrets = secretsOf(task);
    count += secrets.length;
    if (secrets.length === 0) continue;
    const options = { ...resetOptionsOf(context), split: task.split, index: task.index };
    const record = await playInNewSession(subjectOf(context), { seed, options, maxSteps, policy, withStates: true });
    const found = findSecret(record, secrets) ?? (record.error && judgeBreak(record, PRIVATE_PART));
    if (found !== undefined) return found;
  }
  return pass({ tasks: tasks.length, secrets: count });
}

async function someTasks(context: CheckContext, provider: AnyTaskProvider): Promise<EpisodeTask[] | Finding> {
  try {
    const places = await sampleTasks(context);
    return await Promise.all(places.map(({ split, index }) => taskAt(provider, split, index)));
  } catch (thrown) {
    return skip(`the tasks cannot be had, see runtime.task_declaration_accuracy: ${messageOf(thrown)}`);
  }
}

/** The leaves of the private part that the public part does not tell anyway. */
function secretsOf(task: EpisodeTask): readonly Leaf[] {
  const open = [...leavesOf(task.public), { path: ["id"], value: task.id }];
  return [...leavesOf(task.private)].filter((leaf) =>
    leaf.value !== null && leaf.value !== undefined && !open.some((one) => tells(one, leaf))
  );
}

/** `true` if a leaf gives a secret away: the same key and value, or a text that has the secret in it. */
function tells({ path, value }: Leaf, secret: Leaf): boolean {
  if (typeof secret.value === "string" && secret.value.length >= SHORTEST_SECRET) {
    return typeof value === "string" && value.includes(secret.value);
  }
  return keyOf(path) !== undefined && keyOf(path) === keyOf(secret.path) && isSameJson(value, secret.value);
}

/** The last key of a path that is a name. */
function keyOf(path: Leaf["path"]): string | number | undefined {
  return path.findLast((part) => typeof part === "string");
}

function findSecret(record: EpisodeRecord, secrets: readonly Leaf[]): Finding | undefined {
  for (const [step, { result }] of record.exchanges.entries()) {
    // What the agent has said itself may be shown to it: it may have guessed the secret.
    const said = [...leavesOf(record.actions.slice(0, step))];
    const unsaid = secrets.filter((secret) => !said.some((one) => tells(one, secret)));
    const places = { observation: result.observation, info: result.info, state: record.states[step] };
    for (const [name, value] of Object.entries(places)) {
      for (const leaf of leavesOf(value)) {
        const secret = unsaid.find((one) => tells(leaf, one));
        if (secret !== undefined) return failureOf(record, { step, leaf, secret, name });
      }
    }
  }
}

function failureOf(
  record: EpisodeRecord,
  { step, leaf, secret, name }: {
    readonly step: number;
    readonly leaf: Leaf;
    readonly secret: Leaf;
    readonly name: string;
  },
): Finding {
  const place = formatPath(leaf.path, name);
  const evidence = [`${answerTo(step)}: ${place} has what the task keeps as ${formatPath(secret.path, "private")}`];
  return fail({ ...PRIVATE_PART, seen: leaf.value, record, steps: step, evidence });
}

async function checkReward(context: CheckContext): Promise<Finding> {
  const found = await judgeEpisodes(context, REWARD, findRewardKey);
  if (found !== undefined) return found;
  const records = await randomEpisodes(context);
  return findRewardNumber(records) ?? pass({ episodes: records.length });
}

function findRewardKey(record: EpisodeRecord): Finding | undefined {
  for (const [step, { result }] of record.exchanges.entries()) {
    const leaf = [...leavesOf(result.observation)].find(({ path }) => path.some(isRewardKey));
    if (leaf === undefined) continue;
    const place = formatPath(leaf.path, "observation");
    const evidence = [`${answerTo(step)} has a key reward: ${place}`];
    return fail({ ...REWARD, seen: { [place]: leaf.value }, record, steps: step, evidence });
  }
}

function isRewardKey(key: string | number): boolean {
  return typeof key === "string" && /^(last_|step_)?rewards?$/i.test(key);
}

/** A place where a number is the reward of its step, in every step, is no coincidence if the rewards differ. */
function findRewardNumber(records: readonly EpisodeRecord[]): Finding | undefined {
  const steps = records.flatMap((record) => record.exchanges.slice(1));
  const rewards = steps.map(({ result }) => result.reward);
  if (new Set(rewards).size < 2) return undefined;
  let places: Set<string> | undefined;
  for (const { result } of steps) {
    const same = [...leavesOf(result.observation)].filter(({ value }) => value === result.reward);
    const here = new Set(same.map(({ path }) => formatPath(path, "observation")));
    places = places === undefined ? here : places.intersection(here);
    if (places.size === 0) return undefined;
  }
  const [place] = places ?? [];
  const evidence = [`${place} is the reward of the step, in each of ${steps.length} steps`];
  return place === undefined ? undefined : fail({ ...REWARD, seen: place, record: records[0]!, evidence });
}
