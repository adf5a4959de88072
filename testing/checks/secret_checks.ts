import { messageOf } from "@openenv/core";
import { formatPath } from "@openenv/core/errors";
import { type AnyTaskProvider, type EpisodeTask, taskAt } from "@openenv/core/tasks";
import type { Check, CheckContext, Finding } from "../check.ts";
import { type Charge, judgeBreak } from "../culprit.ts";
import { fail, pass, skip } from "../findings.ts";
import { isSameJson } from "../json_schema/schema_values.ts";
import { type EpisodeRecord, playInNewSession } from "../play_episode.ts";
import { answerTo } from "./answer_check.ts";
import { judgeEpisodes, randomEpisodes, subjectOf, taskOptionsOf } from "./random_episodes.ts";
import { sampleTasks } from "./task_sample.ts";
import { findLeaf, type Leaf, leavesOf, namesIn, valueAt } from "./walk_json.ts";

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
/** The same for a number, with its digits: round ones of less are everywhere. */
const SHORTEST_NUMBER = 5;

/** The keys that every state has. */
const COMMON_STATE: readonly string[] = ["episode_id", "step_count", "seed", "task_id", "split", "index"];
const REWARD_KEY = /^(last_|step_)?rewards?$/i;

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
    const options = taskOptionsOf(context, { split: task.split, index: task.index });
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
  const leaves = [...leavesOf(task.private)].filter(({ value }) => value !== null && value !== undefined);
  const secrets = indexSecrets(leaves);
  const open = new Set(toldAnyway({ id: task.id, ...task.public }, secrets));
  return leaves.filter((leaf) => !open.has(leaf));
}

/** A secret that no text may have in it. */
interface ToldByText {
  readonly secret: Leaf;
  /** The same in small letters, as it is looked for. */
  readonly text: string;
}

/** What must not come out, by how it is looked for. */
interface Secrets {
  /** What no text may have in it. */
  readonly texts: readonly ToldByText[];
  /** Everything, by the last of its names: what has the same names must not have the same value. */
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

/** The secrets that a value gives away: texts that it has in it, and what is the same and has the same names. */
function toldBy(value: unknown, names: readonly string[], { texts, byName }: Secrets): readonly Leaf[] {
  const [name] = names.slice(-1);
  const named = name === undefined ? [] : byName.get(name) ?? [];
  const same = named.filter((secret) => isSameJson(secret.value, value) && endsWith(names, namesIn(secret.path)));
  if (typeof value !== "string" || texts.length === 0) return same;
  const text = value.toLowerCase();
  return [...same, ...texts.filter((one) => hasIn(text, one)).map(({ secret }) => secret)];
}

/** The secrets that no longer are any once somebody has said something: a number is one in writing, too. */
function toldAnyway(said: unknown, secrets: Secrets): readonly Leaf[] {
  return [...leavesOf(said)].flatMap(({ path, value }) => [
    ...toldBy(value, namesIn(path), secrets),
    ...typeof value === "number" ? toldBy(String(value), [], secrets) : [],
  ]);
}

/** `true` if a text has a secret in it; digits that go on are another number. */
function hasIn(text: string, { secret, text: wanted }: ToldByText): boolean {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    if (typeof secret.value !== "number") return true;
    const [before, end] = [text.slice(Math.max(0, at - 2), at), at + wanted.length];
    if (!/\d\.?$/.test(before) && !/^\.?\d/.test(text.slice(end, end + 2))) return true;
  }
  return false;
}

/** `x` alone is everywhere; `goal.x` is not. */
function endsWith(names: readonly string[], end: readonly string[]): boolean {
  return end.length <= names.length && end.every((name, index) => names[names.length - end.length + index] === name);
}

function findSecret(record: EpisodeRecord, leaves: readonly Leaf[]): Finding | undefined {
  const secrets = indexSecrets(leaves);
  const said = new Set<Leaf>();
  for (const [step, { result }] of record.exchanges.entries()) {
    // What the agent has said itself may be shown to it: it may have guessed the secret.
    if (step > 0) { for (const secret of toldAnyway(record.actions[step - 1], secrets)) said.add(secret); }
    const places = { observation: result.observation, info: result.info, state: ownState(record.states[step]) };
    const untold = (value: unknown, names: readonly string[]) =>
      toldBy(value, names, secrets).find((secret) => !said.has(secret));
    for (const [part, value] of Object.entries(places)) {
      const leaf = findLeaf(value, (one, names) => untold(one, names) !== undefined);
      const secret = leaf && untold(leaf.value, namesIn(leaf.path));
      if (secret !== undefined) return failureOf(record, { step, leaf: leaf!, secret, part });
    }
  }
}

/** The state without what the orchestrator has said, or may know. */
function ownState(state: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !COMMON_STATE.includes(key)));
}

function failureOf(
  record: EpisodeRecord,
  { step, leaf, secret, part }: {
    readonly step: number;
    readonly leaf: Leaf;
    readonly secret: Leaf;
    readonly part: string;
  },
): Finding {
  const place = formatPath(leaf.path, part);
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
    const leaf = findLeaf(result.observation, (_value, names) => names.some((name) => REWARD_KEY.test(name)));
    if (leaf === undefined) continue;
    const place = formatPath(leaf.path, "observation");
    const evidence = [`${answerTo(step)} has a key reward: ${place}`];
    return fail({ ...REWARD, seen: { [place]: leaf.value }, record, steps: step, evidence });
  }
}

/** A place where a number is the reward of its step, in every step, is no coincidence if the rewards differ. */
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
