import { formatPath } from "@openenv/core/errors";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import type { Check, CheckContext, Finding } from "../check.ts";
import { fail, skip } from "../findings.ts";
import { findSchemaFault, findSchemaProblem } from "../json_schema/find_schema_problem.ts";
import { type EpisodeRecord, scoreOf } from "../play_episode.ts";
import type { Exchange } from "../subject.ts";
import { answerCheck, answerTo, type Complaint } from "./answer_check.ts";
import { subjectOf } from "./random_episodes.ts";
import { isOver } from "./session_checks.ts";
import { findLeaf, valueAt } from "./walk_json.ts";

/** Sums of rewards are off by a rounding or two. */
const ROUNDING = 1e-9;

/** What every answer has to be like. */
export const RESULT_CHECKS: readonly Check[] = [
  answerCheck({
    id: "runtime.reward_well_formed",
    summary: "Every step has a finite number as its reward, within the declared range; a reset may have none.",
    expected: "a finite number",
    remediation: "Return a finite number as reward from every step, and declare its range as reward.range",
    complain: complainOfReward,
    complainOfEpisode: complainOfReturn,
    measure: (records) => ({ rewards: spanOf(records.flatMap(rewardsOf)) }),
  }),
  answerCheck({
    id: "runtime.observation_schema",
    summary: "Every observation fits the published schema (draft 2020-12), and every answer has the keys of a result.",
    expected: "a result as the published schema describes it",
    remediation: "Return what the observation schema declares: no key more, no key less, each of its type",
    prepare: complainOfSchemas,
    complain: complainOfShape,
  }),
  answerCheck({
    id: "runtime.metadata_object",
    summary: "The metadata of an answer is an object wherever it is there, and never null.",
    expected: "an object, or no key at all",
    remediation: "Leave info out where there is none; it is an object otherwise, never null",
    complain: complainOfMetadata,
  }),
  answerCheck({
    id: "runtime.finite_numbers",
    summary: "No NaN and no infinity in an observation, an info or a state.",
    expected: "finite numbers",
    remediation: "Send null, or no key, for what has no value; JSON carries neither NaN nor infinities",
    complain: ({ payload: { reward: _, ...rest } }, step) => complainOfNumbers(rest, answerTo(step)),
    complainOfState: (state, step) => complainOfNumbers(state, `the state after step ${step}`),
  }),
  answerCheck({
    id: "runtime.json_round_trip",
    summary:
      "What is returned is what JSON carries: no undefined, no date, no typed array, no text with half a character.",
    expected: "plain values that JSON carries unchanged",
    remediation: "Return plain objects, lists, texts, numbers and booleans; `tensor` takes typed arrays",
    complain: ({ payload }, step) => complainOfTexts(payload, answerTo(step)),
    complainOfState: (state, step) => complainOfTexts(state, `the state after step ${step}`),
  }),
  answerCheck({
    id: "runtime.observation_size",
    summary: "No observation is larger than check.max_observation_bytes (1 MiB) as JSON.",
    expected: "observations within the limit",
    remediation: "Send less, or raise check.max_observation_bytes; many readers take frames of 1 MiB at most",
    complain: complainOfSize,
    measure: (records) => ({ largest_bytes: spanOf(records.flatMap(sizesOf))?.[1] }),
  }),
];

function complainOfReward({ payload }: Exchange, step: number, { play }: CheckContext): Complaint | undefined {
  const { reward } = payload;
  if (step === 0 && reward === null) return undefined;
  const range = play.score === "last_reward" ? play.reward?.range : undefined;
  if (typeof reward !== "number" || !Number.isFinite(reward)) {
    const seen = reward === undefined ? "no reward" : typeof reward === "number" ? String(reward) : reward;
    return { expected: "a finite number", seen, text: `${answerTo(step)} has the reward ${show(reward)}` };
  }
  if (range === undefined || step === 0 || isWithin(reward, range)) return undefined;
  return {
    expected: { range },
    seen: reward,
    text: `${answerTo(step)} has the reward ${reward}, outside of [${range}]`,
  };
}

/** Where an episode scores its return, that is what the range is about; one that is not over has none yet. */
function complainOfReturn(record: EpisodeRecord, { play }: CheckContext): Complaint | undefined {
  const range = play.score === "return" ? play.reward?.range : undefined;
  const score = scoreOf(record, "return");
  if (range === undefined || !isOver(record) || isWithin(score, range)) return undefined;
  return {
    expected: { range },
    seen: score,
    text: `the rewards of an episode add up to ${score}, outside of [${range}]`,
  };
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least - ROUNDING && value <= most + ROUNDING;
}

function complainOfSchemas(context: CheckContext): Finding | undefined {
  const { observation, reset_observation } = subjectOf(context).schemas;
  const fault = findSchemaFault(observation) ?? findSchemaFault(reset_observation);
  if (fault === undefined) return undefined;
  if (fault.kind === "keyword") return skip(`the schema has the keyword ${fault.text}, which is not understood`);
  return fail({
    expected: "references inside the schema",
    seen: fault.text,
    evidence: [`the schema of observations refers to ${fault.text}, which is not in it`],
    remediation: "Publish a schema that stands by itself",
  });
}

/** As the reference does: `reward` and `done` are put back into the observation, and the whole is judged. */
function complainOfShape({ payload }: Exchange, step: number, context: CheckContext): Complaint | undefined {
  const { observation, reward, done } = payload;
  const wrong = (expected: string, seen: unknown, what: string) => {
    return { expected, seen: seen ?? null, text: `${answerTo(step)} ${what}` };
  };
  if (!isRecord(observation)) return wrong("an object", observation, "has no observation that is an object");
  if (typeof done !== "boolean") return wrong("a boolean", done, `has ${show(done)} as done, expected a boolean`);
  if (!("reward" in payload)) return wrong("a key reward", Object.keys(payload), "has no key reward");
  const { schemas } = subjectOf(context);
  const schema: JsonSchema = step === 0 ? schemas.reset_observation : schemas.observation;
  const whole: Record<string, unknown> = { ...observation, reward, done };
  // What is wrong with these two is told by the checks that are about them.
  if (typeof reward === "number" && !Number.isFinite(reward)) whole.reward = null;
  if (!isRecord(whole.metadata)) delete whole.metadata;
  const problem = findSchemaProblem(whole, schema);
  if (problem === undefined) return undefined;
  const place = formatPath(problem.path, "observation");
  return {
    expected: `a value that fits the schema at ${place}`,
    seen: valueAt(whole, problem.path) ?? null,
    text: `${answerTo(step)}: ${place} ${problem.message}`,
  };
}

function complainOfMetadata({ payload }: Exchange, step: number): Complaint | undefined {
  const { observation } = payload;
  const places: [string, unknown][] = [["metadata", payload.metadata]];
  if (isRecord(observation)) places.push(["observation.metadata", observation.metadata]);
  const wrong = places.find(([, value]) => value !== undefined && !isRecord(value));
  if (wrong === undefined) return undefined;
  const [place, seen] = wrong;
  return { expected: "an object, or no key at all", seen, text: `${answerTo(step)} has ${show(seen)} as ${place}` };
}

function complainOfNumbers(value: unknown, what: string): Complaint | undefined {
  const leaf = findLeaf(value, (one) => typeof one === "number" && !Number.isFinite(one));
  if (leaf === undefined) return undefined;
  const text = `${what} has ${leaf.value} at ${formatPath(leaf.path, "data")}`;
  return { expected: "finite numbers", seen: String(leaf.value), text };
}

function complainOfTexts(value: unknown, what: string): Complaint | undefined {
  const leaf = findLeaf(value, (one) => typeof one === "string" && !one.isWellFormed());
  if (leaf === undefined) return undefined;
  const text = `${what} has a text with half of a surrogate pair at ${formatPath(leaf.path, "data")}`;
  return { expected: "texts that UTF-8 carries", seen: String(leaf.value).toWellFormed(), text };
}

function complainOfSize({ payload }: Exchange, step: number, { play }: CheckContext): Complaint | undefined {
  const bytes = sizeOf(payload.observation);
  const most = play.maxObservationBytes;
  if (bytes <= most) return undefined;
  return {
    expected: `at most ${most} bytes`,
    seen: `${bytes} bytes`,
    text: `${answerTo(step)} has an observation of ${bytes} bytes`,
  };
}

function sizesOf({ exchanges }: EpisodeRecord): number[] {
  return exchanges.map(({ payload }) => sizeOf(payload.observation));
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value) ?? "").length;
}

function rewardsOf({ exchanges }: EpisodeRecord): number[] {
  return exchanges.slice(1).flatMap(({ result }) => result.reward ?? []);
}

function spanOf(numbers: readonly number[]): readonly [number, number] | null {
  const [first] = numbers;
  if (first === undefined) return null;
  return numbers.reduce(([least, most], one) => [Math.min(least, one), Math.max(most, one)], [first, first]);
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value) ?? "undefined";
}
