import { messageOf, OpenEnvError, type Policy, type PolicyFactory, Random } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { Exchange, Subject, SubjectSession } from "./subject.ts";

/** How an episode is played. */
export interface EpisodePlan {
  /** The seed that the reset asks for. */
  readonly seed: number;
  /** What the reset is given beside the seed. Default: nothing. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The most steps. */
  readonly maxSteps: number;
  /** Who plays: a policy, or the actions themselves, of which those after the end are left out. */
  readonly policy: PolicyFactory | readonly unknown[];
  /** `true` reads the state after the reset and after each step. Default: `false`. */
  readonly withStates?: boolean;
  /** Once the answers have more bytes than this, no further step is made. Default: no limit. */
  readonly maxBytes?: number;
}

/** An episode that was played: all that was sent and all that came back. */
export interface EpisodeRecord {
  /** The seed that the reset asked for. */
  readonly seed: number;
  /** What the reset was given beside the seed. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The actions, the one that failed included. */
  readonly actions: readonly unknown[];
  /** What came back: of the reset, then of each step. */
  readonly exchanges: readonly Exchange[];
  /** The states after the reset and after each step; empty unless they were asked for. */
  readonly states: readonly Readonly<Record<string, unknown>>[];
  /** What ended the episode before its time; absent if nothing did. */
  readonly error?: EpisodeError;
}

/** What broke an episode off. */
export interface EpisodeError {
  /** The number of the step: 0 for the reset, and for what came before it. */
  readonly step: number;
  /** What failed. */
  readonly call: "open" | "reset" | "step" | "state";
  /** The error's code, as `core/error_table.ts` has them. */
  readonly code: string;
  /** What happened, for people. */
  readonly message: string;
  /** The place in what the environment returned, if the error is about one; begins with `observation`, for instance. */
  readonly path?: readonly (string | number)[];
}

/** What it takes to see an episode again. */
export interface Reproduction {
  /** The seed of its reset. */
  readonly seed: number;
  /** The other options of its reset. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Its actions. */
  readonly actions: readonly unknown[];
}

/** What is played, while it is being played. */
interface Progress {
  readonly actions: unknown[];
  readonly exchanges: Exchange[];
  readonly states: Readonly<Record<string, unknown>>[];
}

/**
 * Plays one episode in an open session, to its end, to `maxSteps`, or until the policy gives up.
 *
 * What the environment does wrong ends the episode and is in its record; what the policy throws is thrown.
 *
 * @param session An open session; it stays open.
 * @param plan How to play.
 * @returns The record.
 *
 * @example
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { createLocalSubject, playEpisode } from "@openenv/testing";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const environment = defineEnvironment({
 *   name: "double",
 *   action: z.object({ n: z.int() }),
 *   observation: z.object({ n: z.int() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { n: 0 } }),
 *   step: ({ n }) => ({ observation: { n: 2 * n }, reward: 1 }),
 * }));
 *
 * const session = await createLocalSubject(environment).open();
 * const record = await playEpisode(session, { seed: 7, maxSteps: 10, policy: [{ n: 1 }, { n: 21 }] });
 * await session.close();
 * assert.deepEqual(record.exchanges.map(({ result }) => result.observation.n), [0, 2, 42]);
 * ```
 */
export async function playEpisode(session: SubjectSession, plan: EpisodePlan): Promise<EpisodeRecord> {
  const { seed, options = {}, maxSteps, withStates = false, maxBytes } = plan;
  const progress: Progress = { actions: [], exchanges: [], states: [] };
  const finish = (error?: EpisodeError) => ({ seed, options, ...progress, ...(error && { error }) });
  const attempt = async (call: "reset" | "step", exchange: () => Promise<Exchange>) => {
    let doing: EpisodeError["call"] = call;
    try {
      progress.exchanges.push(await exchange());
      doing = "state";
      if (withStates) progress.states.push(await session.state());
    } catch (thrown) {
      return toEpisodeError(thrown, doing, progress.actions.length);
    }
  };
  const failed = await attempt("reset", () => session.reset({ ...options, seed }));
  if (failed !== undefined) return finish(failed);
  const choose = await createChooser(plan, session);
  let bytes = 0;
  while (progress.actions.length < maxSteps) {
    const last = progress.exchanges.at(-1)!;
    const { result } = last;
    if (result.done) break;
    if (maxBytes !== undefined && (bytes += last.bytes) > maxBytes) break;
    const action = await choose(result);
    if (action === undefined) break;
    progress.actions.push(action);
    const error = await attempt("step", () => session.step(action));
    if (error !== undefined) return finish(error);
  }
  return finish();
}

/**
 * Plays one episode in a session of its own, which is opened before and closed after.
 *
 * @param subject What to play.
 * @param plan How to play.
 * @returns The record; a session that can't be opened is the record's error.
 *
 * @example
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const environment = defineEnvironment({
 *   name: "double",
 *   action: z.object({ n: z.int() }),
 *   observation: z.object({ n: z.int() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { n: 0 } }),
 *   step: ({ n }) => ({ observation: { n: 2 * n }, reward: n }),
 * }));
 *
 * const plan = { seed: 7, maxSteps: 10, policy: [{ n: 1 }, { n: 21 }] };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(scoreOf(record, "return"), 22);
 * ```
 */
export async function playInNewSession(subject: Subject, plan: EpisodePlan): Promise<EpisodeRecord> {
  let session: SubjectSession;
  try {
    session = await subject.open();
  } catch (thrown) {
    const error = toEpisodeError(thrown, "open", 0);
    return { seed: plan.seed, options: plan.options ?? {}, actions: [], exchanges: [], states: [], error };
  }
  try {
    return await playEpisode(session, plan);
  } finally {
    await session.close();
  }
}

/**
 * The score of an episode; a step without a reward counts as 0, and so does an episode without a step.
 *
 * @param record The episode.
 * @param score What an episode scores: its last reward, or the sum of its rewards.
 *
 * @example
 * ```ts
 * import { scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * assert.equal(scoreOf({ seed: 7, options: {}, actions: [], exchanges: [], states: [] }, "return"), 0);
 * ```
 */
export function scoreOf(record: EpisodeRecord, score: "last_reward" | "return"): number {
  const rewards = record.exchanges.slice(1).map(({ result }) => result.reward ?? 0);
  return score === "last_reward" ? rewards.at(-1) ?? 0 : rewards.reduce((sum, reward) => sum + reward, 0);
}

/**
 * What a finding puts into `measured` so that its reader can see an episode again.
 *
 * @param record The episode.
 * @param steps How many of its actions are needed. Default: all.
 *
 * @example
 * ```ts
 * import { reproductionOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const record = { seed: 7, options: {}, actions: [{ n: 1 }, { n: 2 }], exchanges: [], states: [] };
 * assert.deepEqual(reproductionOf(record, 1), { seed: 7, options: {}, actions: [{ n: 1 }] });
 * ```
 */
export function reproductionOf({ seed, options, actions }: EpisodeRecord, steps: number = Infinity): Reproduction {
  return { seed, options, actions: actions.slice(0, steps) };
}

/** Describes what was thrown as the record of an episode has it. */
export function toEpisodeError(thrown: unknown, call: EpisodeError["call"], step: number): EpisodeError {
  const message = messageOf(thrown);
  if (!(thrown instanceof OpenEnvError)) return { step, call, code: "EXECUTION_ERROR", message };
  const { code, data } = thrown;
  const path = isRecord(data) && Array.isArray(data.path) ? { path: data.path } : {};
  return { step, call, code, message, ...path };
}

async function createChooser({ policy, seed }: EpisodePlan, session: SubjectSession): Promise<Policy> {
  if (typeof policy !== "function") {
    const actions = policy.values();
    return () => actions.next().value;
  }
  return await policy({ random: new Random(policySeed(seed)), seed, state: () => session.state() });
}

/** Not the episode's own seed: a policy with the environment's generator would draw what the environment has drawn. */
function policySeed(seed: number): number {
  return -1 - new Random(seed).uint32();
}
