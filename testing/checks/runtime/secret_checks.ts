import { messageOf } from "@openenv/core";
import { formatPath } from "@openenv/core/errors";
import type { EpisodeTask } from "@openenv/core/tasks";
import { type EpisodeRecord, playInNewSession } from "../../episodes/play_episode.ts";
import type { Check, Finding } from "../../findings/check.ts";
import { attributeError, fail, notApplicable, pass, type Requirement, skip } from "../../findings/findings.ts";
import { findLeaf, isSameJson, type Leaf, leavesOf, namesIn, valueAt } from "../../json/json_values.ts";
import { judgeEpisodes, randomEpisodes, type SubjectContext, taskOptionsOf } from "./played_episodes.ts";
import { answerTo, runtimeCheck } from "./runtime_check.ts";
import { sampleTasks } from "./task_check.ts";

const PRIVATE_PART: Requirement = {
  id: "runtime.no_private_task_part",
  expected: "nothing of a task's private part in an observation, an info or a state",
  remediation:
    "Keep the private part inside the environment: compare with it, and show nothing of it, not even at the end",
};
const REWARD: Requirement = {
  id: "runtime.no_reward_in_observation",
  expected: "observations that do not tell the reward",
  remediation: "Take the reward out of the observation: it travels beside it, for the trainer and not for the agent",
};

/** The shortest text to look for inside of other texts; shorter ones are everywhere. */
const SHORTEST_SECRET = 4;
/** The same for the digits of a number; shorter round ones are everywhere. */
const SHORTEST_NUMBER = 5;

/** The keys that every state has. */
const COMMON_STATE: readonly string[] = ["episode_id", "step_count", "seed", "task_id", "split", "index"];
const REWARD_KEY = /^(last_|step_)?rewards?$/i;

/** Check what an agent must not see. */
export const SECRET_CHECKS: readonly Check[] = [
  runtimeCheck({
    id: PRIVATE_PART.id,
    summary: "Nothing of a task's private part leaks: not in an observation, an info or a state, and not at the end.",
    applies: ({ subject }) => subject?.tasks !== undefined,
    run: checkPrivatePart,
  }),
  runtimeCheck({
    id: REWARD.id,
    severity: "warn",
    summary: "No observation has a key reward, or a number that is the reward in every step.",
    run: checkReward,
  }),
];

async function checkPrivatePart(context: SubjectContext): Promise<Finding> {
  const { inside } = context.subject;
  if (inside === undefined) return notApplicable("what is private is not known here: this environment is behind a URL");
  const { maxSteps, randomPolicy: policy, seed } = context.play;
  let tasks: readonly EpisodeTask[];
  try {
    const places = await sampleTasks(context);
    tasks = await Promise.all(places.map(({ split, index }) => inside.taskAt(split, index)));
  } catch (thrown) {
    return skip(`the tasks cannot be had, see runtime.task_declaration_accuracy: ${messageOf(thrown)}`);
  }
  let count = 0;
  for (const task of tasks) {
    const secrets = secretsOf(task);
    count += secrets.length;
    if (secrets.length === 0) continue;
    const options = taskOptionsOf(context, { split: task.split, index: task.index });
    const record = await playInNewSession(context.subject, { seed, options, maxSteps, policy, withStates: true });
    const found = findSecret(record, secrets) ?? (record.error && attributeError(record, PRIVATE_PART));
    if (found !== undefined) return found;
  }
  return pass({ tasks: tasks.length, secrets: count });
}

/** Lists the leaves of the private part that the public part does not give away. */
function secretsOf(task: EpisodeTask): readonly Leaf[] {
  const leaves = [...leavesOf(task.private)].filter(({ value }) => value !== null && value !== undefined);
  const open = new Set(toldIn({ id: task.id, ...task.public }, indexSecrets(leaves)));
  return leaves.filter((leaf) => !open.has(leaf));
}

/** A secret that no text may contain. */
interface TextSecret {
  readonly secret: Leaf;
  /** The secret in lower case. */
  readonly text: string;
}

/** The secrets, by how to look for them. */
interface Secrets {
  /** The secrets that no text may contain. */
  readonly texts: readonly TextSecret[];
  /** All secrets, by the last of their names: a leaf with the same names must not have the same value. */
  readonly byName: ReadonlyMap<string | undefined, readonly Leaf[]>;
}

function indexSecrets(leaves: readonly Leaf[]): Secrets {
  const texts = leaves.filter(isLong).map((secret) => ({ secret, text: String(secret.value).toLowerCase() }));
  return { texts, byName: Map.groupBy(leaves, ({ path }) => namesIn(path).at(-1)) };
}

function isLong({ value }: Leaf): boolean {
  if (typeof value === "number") return String(value).length >= SHORTEST_NUMBER;
  return typeof value === "string" && value.length >= SHORTEST_SECRET;
}

/** Lists the secrets that a leaf gives away: those that its text contains, and an equal value with the same names. */
function toldBy(value: unknown, names: readonly string[], { texts, byName }: Secrets): readonly Leaf[] {
  const [name] = names.slice(-1);
  const named = name === undefined ? [] : byName.get(name) ?? [];
  const same = named.filter((secret) => isSameJson(secret.value, value) && endsWith(names, namesIn(secret.path)));
  if (typeof value !== "string" || texts.length === 0) return same;
  const text = value.toLowerCase();
  return [...same, ...texts.filter((one) => contains(text, one)).map(({ secret }) => secret)];
}

/** Lists the secrets that a value gives away to anyone who reads it; a number may be repeated in a text then. */
function toldIn(said: unknown, secrets: Secrets): readonly Leaf[] {
  return [...leavesOf(said)].flatMap(({ path, value }) => [
    ...toldBy(value, namesIn(path), secrets),
    ...typeof value === "number" ? toldBy(String(value), [], secrets) : [],
  ]);
}

/** Checks whether a text contains a secret; a number with more digits is another number. */
function contains(text: string, { secret, text: wanted }: TextSecret): boolean {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    if (typeof secret.value !== "number") return true;
    const [before, end] = [text.slice(Math.max(0, at - 2), at), at + wanted.length];
    if (!/\d\.?$/.test(before) && !/^\.?\d/.test(text.slice(end, end + 2))) return true;
  }
  return false;
}

/** Checks whether names end with those of a secret: `x` alone is everywhere, `goal.x` is not. */
function endsWith(names: readonly string[], end: readonly string[]): boolean {
  return end.length <= names.length && end.every((name, index) => names[names.length - end.length + index] === name);
}

function findSecret(record: EpisodeRecord, leaves: readonly Leaf[]): Finding | undefined {
  const secrets = indexSecrets(leaves);
  const said = new Set<Leaf>();
  for (const [step, { result }] of record.exchanges.entries()) {
    // The agent may see what it has said itself: it may have guessed the secret.
    if (step > 0) { for (const secret of toldIn(record.actions[step - 1], secrets)) said.add(secret); }
    const untold = (value: unknown, names: readonly string[]) =>
      toldBy(value, names, secrets).find((secret) => !said.has(secret));
    const { observation, info } = result;
    for (const [part, value] of Object.entries({ observation, info, state: ownState(record.states[step]) })) {
      const leaf = findLeaf(value, (one, names) => untold(one, names) !== undefined);
      const secret = leaf && untold(leaf.value, namesIn(leaf.path));
      if (secret === undefined) continue;
      const [place, kept] = [formatPath(leaf!.path, part), formatPath(secret.path, "private")];
      const evidence = [`${answerTo(step)}: ${place} has what the task keeps as ${kept}`];
      return fail({ ...PRIVATE_PART, seen: leaf!.value, record, steps: step, evidence });
    }
  }
}

/** Returns the state without the keys that the orchestrator knows anyway. */
function ownState(state: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !COMMON_STATE.includes(key)));
}

async function checkReward(context: SubjectContext): Promise<Finding> {
  const found = await judgeEpisodes(context, REWARD, findRewardKey);
  if (found !== undefined) return found;
  const records = await randomEpisodes(context);
  return findRewardNumber(records) ?? pass({ episodes: records.length });
}

function findRewardKey(record: EpisodeRecord): Finding | undefined {
  for (const [step, { result }] of record.exchanges.entries()) {
    const leaf = findLeaf(result.observation, (_value, names) => names.some((name) => REWARD_KEY.test(name)));
    if (leaf === undefined) continue;
    const place = formatPath(leaf.path, "observation");
    const evidence = [`${answerTo(step)} has a key reward: ${place}`];
    return fail({ ...REWARD, seen: { [place]: leaf.value }, record, steps: step, evidence });
  }
}

/** Finds a place where a number is the reward of its step, in every step; if rewards differ, that is no coincidence. */
function findRewardNumber(records: readonly EpisodeRecord[]): Finding | undefined {
  const results = records.flatMap((record) => record.exchanges.slice(1)).map(({ result }) => result);
  const [first, ...others] = results;
  if (new Set(results.map(({ reward }) => reward)).size < 2) return undefined;
  const leaf = [...leavesOf(first!.observation)].filter(({ value }) => value === first!.reward)
    .find(({ path }) => others.every(({ observation, reward }) => valueAt(observation, path) === reward));
  if (leaf === undefined) return undefined;
  const place = formatPath(leaf.path, "observation");
  const evidence = [`${place} is the reward of the step, in each of ${results.length} steps`];
  return fail({ ...REWARD, seen: place, record: records[0]!, evidence });
}
