import { formatPath } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";
import { type EpisodeRecord, isOver, playEpisode, scoreOf, withSession } from "../../episodes/play_episode.ts";
import type { Check, Finding } from "../../findings/check.ts";
import { attributeLaterError, fail, pass, type Requirement, skip } from "../../findings/findings.ts";
import { findLeaf, showJson, valueAt } from "../../json/json_values.ts";
import { findSchemaFault, findSchemaProblem } from "../../json/schema_problem.ts";
import type { Exchange } from "../../subjects/subject.ts";
import { judgeEpisodes, randomEpisodes, resetOptionsOf, type SubjectContext } from "./played_episodes.ts";
import { answerTo, runtimeCheck } from "./runtime_check.ts";

/** The rounding error of a sum of rewards. */
const ROUNDING = 1e-9;

/** Check each answer of the random episodes by itself. */
export const RESULT_CHECKS: readonly Check[] = [
  answerCheck({
    id: "runtime.reward_well_formed",
    summary: "Every step has a finite number as its reward, within the declared range; a reset may have none.",
    expected: "a finite number",
    remediation: "Return a finite number as reward from every step, and declare its range as reward.range",
    inAnswer: findInReward,
    inEpisode: findInReturn,
    measure: (records) => ({
      rewards: spanOf(
        records.flatMap(({ exchanges }) => exchanges.slice(1).flatMap(({ result }) => result.reward ?? [])),
      ),
    }),
  }),
  answerCheck({
    id: "runtime.observation_schema",
    summary:
      "Every observation matches the published schema (draft 2020-12), and every answer has the keys of a result.",
    expected: "a result as the published schema describes it",
    remediation: "Return what the observation schema declares: no key more, no key less, each of its type",
    prepare: judgeSchemas,
    inAnswer: findInShape,
  }),
  answerCheck({
    id: "runtime.metadata_object",
    summary: "If an answer has metadata, it is an object, and never null.",
    expected: "an object, or no key at all",
    remediation: "Leave info out where there is none; it is an object otherwise, never null",
    inAnswer: findInMetadata,
  }),
  answerCheck({
    id: "runtime.finite_numbers",
    summary: "No NaN and no infinity in an observation, an info or a state.",
    expected: "finite numbers",
    remediation: "Send null, or no key, for what has no value; JSON carries neither NaN nor infinities",
    inAnswer: ({ payload: { reward: _, ...rest } }, step) => findInNumbers(rest, answerTo(step)),
    inState: (state, step) => findInNumbers(state, `the state after step ${step}`),
  }),
  answerCheck({
    id: "runtime.json_round_trip",
    summary: "JSON can express what is returned: no undefined, no date, no typed array, no text with half a character.",
    expected: "plain values that JSON carries unchanged",
    remediation: "Return plain objects, lists, texts, numbers and booleans; `tensor` takes typed arrays",
    inAnswer: ({ payload }, step) => findInTexts(payload, answerTo(step)),
    inState: (state, step) => findInTexts(state, `the state after step ${step}`),
  }),
  answerCheck({
    id: "runtime.observation_size",
    summary: "No observation is larger than check.max_observation_bytes (1 MiB) as JSON.",
    expected: "observations within the limit",
    remediation: "Send less, or raise check.max_observation_bytes; many readers take frames of 1 MiB at most",
    inAnswer: findInSize,
    measure: (records) => ({ largest_bytes: spanOf(records.flatMap(({ exchanges }) => exchanges.map(sizeOf)))?.[1] }),
  }),
];

/** Something wrong with an answer. */
interface Violation {
  /** The expected value. Default: that of the check. */
  readonly expected?: unknown;
  /** The value that was seen. */
  readonly seen: unknown;
  /** The problem, in one line that begins with the answer. */
  readonly text: string;
}

/** The parts of a check that looks at each answer by itself. */
interface AnswerCheck extends Requirement {
  /** The condition that passes the check, in one line. */
  readonly summary: string;
  /** Finds what is wrong with the answer to a step; the reset is step 0. */
  readonly inAnswer: (exchange: Exchange, step: number, context: SubjectContext) => Violation | undefined;
  /** Finds what is wrong with the state after a step. */
  readonly inState?: (state: Readonly<Record<string, unknown>>, step: number) => Violation | undefined;
  /** Finds what is wrong with a whole episode. */
  readonly inEpisode?: (record: EpisodeRecord, context: SubjectContext) => Violation | undefined;
  /** Judges before any answer. */
  readonly prepare?: (context: SubjectContext) => Finding | undefined;
  /** Returns the measurements of a pass. */
  readonly measure?: (records: readonly EpisodeRecord[]) => Readonly<Record<string, unknown>>;
}

function answerCheck(check: AnswerCheck): Check {
  const { id, summary, prepare, measure } = check;
  return runtimeCheck({
    id,
    summary,
    async run(context) {
      const found = prepare?.(context) ??
        await judgeEpisodes(context, check, (record) => judgeAnswers(check, record, context));
      if (found !== undefined) return found;
      const records = await randomEpisodes(context);
      const answers = records.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
      return pass({ answers, ...measure?.(records) });
    },
  });
}

function judgeAnswers(check: AnswerCheck, record: EpisodeRecord, context: SubjectContext): Finding | undefined {
  const { expected, remediation, inAnswer, inState, inEpisode } = check;
  const toFinding = ({ text, ...violation }: Violation, steps?: number) =>
    fail({ expected, ...violation, record, steps, evidence: [text], remediation });
  for (const [step, exchange] of record.exchanges.entries()) {
    const state = record.states[step];
    const found = inAnswer(exchange, step, context) ?? (state && inState?.(state, step));
    if (found !== undefined) return toFinding(found, step);
  }
  const found = inEpisode?.(record, context);
  return found && toFinding(found);
}

function findInReward({ payload }: Exchange, step: number, { play }: SubjectContext): Violation | undefined {
  const { reward } = payload;
  if (step === 0 && reward === null) return undefined;
  if (typeof reward !== "number" || !Number.isFinite(reward)) {
    const seen = reward === undefined ? "no reward" : typeof reward === "number" ? String(reward) : reward;
    return { seen, text: `${answerTo(step)} has the reward ${showJson(reward)}` };
  }
  const range = play.score === "last_reward" ? play.reward?.range : undefined;
  if (range === undefined || step === 0 || isWithin(reward, range)) return undefined;
  const text = `${answerTo(step)} has the reward ${reward}, outside of [${range}]`;
  return { expected: { range }, seen: reward, text };
}

/** Judges the return of an episode that is over, if the declared range is about returns. */
function findInReturn(record: EpisodeRecord, { play }: SubjectContext): Violation | undefined {
  const range = play.score === "return" ? play.reward?.range : undefined;
  const score = scoreOf(record, "return");
  if (range === undefined || !isOver(record) || isWithin(score, range)) return undefined;
  const text = `the rewards of an episode add up to ${score}, outside of [${range}]`;
  return { expected: { range }, seen: score, text };
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least - ROUNDING && value <= most + ROUNDING;
}

function judgeSchemas({ subject: { schemas } }: SubjectContext): Finding | undefined {
  const fault = findSchemaFault(schemas.observation) ?? findSchemaFault(schemas.reset_observation);
  if (fault === undefined) return undefined;
  const { message, missingRef: seen } = fault;
  if (seen === undefined) return skip(`the schema of observations cannot be used as draft 2020-12: ${message}`);
  const evidence = [`the schema of observations refers to ${seen}, which is not in it`];
  const remediation = "Publish a schema that stands by itself";
  return fail({ expected: "references inside the schema", seen, evidence, remediation });
}

/** Puts `reward` and `done` back into the observation and judges the whole, as the reference does. */
function findInShape({ payload }: Exchange, step: number, { subject }: SubjectContext): Violation | undefined {
  const { observation, reward, done } = payload;
  const wrong = (expected: string, seen: unknown, what: string): Violation => {
    return { expected, seen: seen ?? null, text: `${answerTo(step)} ${what}` };
  };
  if (!isRecord(observation)) return wrong("an object", observation, "has no observation that is an object");
  if (typeof done !== "boolean") return wrong("a boolean", done, `has ${showJson(done)} as done, expected a boolean`);
  if (!("reward" in payload)) return wrong("a key reward", Object.keys(payload), "has no key reward");
  const whole: Record<string, unknown> = { ...observation, reward, done };
  // Other checks report what is wrong with these two.
  if (typeof reward === "number" && !Number.isFinite(reward)) whole.reward = null;
  if (!isRecord(whole.metadata)) delete whole.metadata;
  const { schemas } = subject;
  const problem = findSchemaProblem(whole, step === 0 ? schemas.reset_observation : schemas.observation);
  if (problem === undefined) return undefined;
  const place = formatPath(problem.path, "observation");
  return {
    expected: `a value that fits the schema at ${place}`,
    seen: valueAt(whole, problem.path) ?? null,
    text: `${answerTo(step)}: ${place} ${problem.message}`,
  };
}

function findInMetadata({ payload }: Exchange, step: number): Violation | undefined {
  const { metadata, observation } = payload;
  const places = { metadata, "observation.metadata": isRecord(observation) ? observation.metadata : undefined };
  const wrong = Object.entries(places).find(([, value]) => value !== undefined && !isRecord(value));
  if (wrong === undefined) return undefined;
  const [place, seen] = wrong;
  return { seen, text: `${answerTo(step)} has ${showJson(seen)} as ${place}` };
}

function findInNumbers(value: unknown, what: string): Violation | undefined {
  const leaf = findLeaf(value, (one) => typeof one === "number" && !Number.isFinite(one));
  return leaf && { seen: String(leaf.value), text: `${what} has ${leaf.value} at ${formatPath(leaf.path, "data")}` };
}

function findInTexts(value: unknown, what: string): Violation | undefined {
  const leaf = findLeaf(value, (one) => typeof one === "string" && !one.isWellFormed());
  if (leaf === undefined) return undefined;
  const text = `${what} has a text with half of a surrogate pair at ${formatPath(leaf.path, "data")}`;
  return { expected: "texts that UTF-8 carries", seen: String(leaf.value).toWellFormed(), text };
}

function findInSize(exchange: Exchange, step: number, { play }: SubjectContext): Violation | undefined {
  const bytes = sizeOf(exchange);
  const most = play.maxObservationBytes;
  if (bytes <= most) return undefined;
  const text = `${answerTo(step)} has an observation of ${bytes} bytes`;
  return { expected: `at most ${most} bytes`, seen: `${bytes} bytes`, text };
}

function sizeOf({ payload }: Exchange): number {
  return new TextEncoder().encode(JSON.stringify(payload.observation) ?? "").length;
}

/** Returns the least and the greatest of some numbers, of which there may be too many for `Math.min(...numbers)`. */
function spanOf(numbers: readonly number[]): readonly [number, number] | null {
  const [first] = numbers;
  if (first === undefined) return null;
  return numbers.reduce(([least, most], one) => [Math.min(least, one), Math.max(most, one)], [first, first]);
}

const STATE: Requirement = {
  id: "runtime.state_contract",
  expected: "a state with the episode_id of the reset, and a step_count that counts every step once",
  remediation: "Leave episode_id and step_count out of the state of your own: they are counted for you",
};

/** Checks whether the state belongs to its episode. */
export const STATE_CHECK = runtimeCheck({
  id: STATE.id,
  summary:
    "The state has the episode_id that the reset asked for, and counts every step once, even after another reset.",
  run: async (context) => await judgeEpisodes(context, STATE, judgeStates) ?? await judgeSecondEpisode(context),
});

function judgeStates(record: EpisodeRecord): Finding | undefined {
  for (const [step, { episode_id, step_count }] of record.states.entries()) {
    const expected = { episode_id: record.options.episode_id, step_count: step };
    if (episode_id === expected.episode_id && step_count === step) continue;
    const seen = { episode_id: episode_id ?? null, step_count: step_count ?? null };
    const evidence = [`after ${step === 0 ? "the reset" : `step ${step}`} the state says ${JSON.stringify(seen)}`];
    return fail({ ...STATE, expected, seen, record, steps: step, evidence });
  }
}

/** Plays a second episode in one session, with another id. */
async function judgeSecondEpisode(context: SubjectContext): Promise<Finding> {
  const { seed, randomPolicy: policy } = context.play;
  return await withSession(context.subject, async (session) => {
    const plan = { seed, options: resetOptionsOf(context), maxSteps: 2, policy, withStates: true };
    await playEpisode(session, plan);
    const second = { ...plan, options: { ...plan.options, episode_id: `${plan.options.episode_id}-2` } };
    const record = await playEpisode(session, second);
    if (record.error !== undefined) return attributeLaterError(record, STATE);
    return judgeStates(record) ?? pass();
  });
}
