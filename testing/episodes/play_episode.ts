import { messageOf, OpenEnvError, type Policy, type PolicyFactory, Random } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { Exchange, Subject, SubjectSession } from "../subjects/subject.ts";

/** How to play an episode. */
export interface EpisodePlan {
  /** The seed of the reset. */
  readonly seed: number;
  /** The other options of the reset. Default: none. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The most steps. */
  readonly maxSteps: number;
  /** The policy, or the actions themselves; actions after the end of the episode are not played. */
  readonly policy: PolicyFactory | readonly unknown[];
  /** Reads the state after the reset and after each step. Default: `false`. */
  readonly withStates?: boolean;
  /** Stops once the answers have more bytes than this. Default: no limit. */
  readonly maxBytes?: number;
}

/** An episode that was played: what was sent, and what came back. */
export interface EpisodeRecord {
  /** The seed of the reset. */
  readonly seed: number;
  /** The other options of the reset. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The actions, including one that failed. */
  readonly actions: readonly unknown[];
  /** The answer to the reset, then to each step. */
  readonly exchanges: readonly Exchange[];
  /** The states after the reset and after each step; empty unless the plan asks for them. */
  readonly states: readonly Readonly<Record<string, unknown>>[];
  /** The error that ended the episode early; absent if none did. */
  readonly error?: EpisodeError;
}

/** An error that ended an episode early. */
export interface EpisodeError {
  /** The number of the step: 0 for the reset and before it. */
  readonly step: number;
  /** The call that failed. */
  readonly call: "open" | "reset" | "step" | "state";
  /** The error's code, see `docs/errors.md`. */
  readonly code: string;
  /** The error message. */
  readonly message: string;
  /** The place in what the environment returned, such as `["observation", "hint"]`; absent if the error has none. */
  readonly path?: readonly (string | number)[];
  /** The kind of the problem at that place; absent if the error says none. */
  readonly problem?: string;
  /** Where the environment's code threw, the innermost call first; absent if it did not. */
  readonly stack?: readonly string[];
}

/** The inputs that reproduce an episode. */
export interface Reproduction {
  /** The seed of the reset. */
  readonly seed: number;
  /** The other options of the reset. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The actions. */
  readonly actions: readonly unknown[];
}

/**
 * Plays one episode in an open session, to its end, to `maxSteps`, or until the policy gives up.
 *
 * An error of the environment ends the episode and is in its record; an error of the policy is thrown.
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
  const actions: unknown[] = [];
  const exchanges: Exchange[] = [];
  const states: Readonly<Record<string, unknown>>[] = [];
  const finish = (error?: EpisodeError) => ({ seed, options, actions, exchanges, states, ...(error && { error }) });
  const attempt = async (call: "reset" | "step", exchange: () => Promise<Exchange>) => {
    let doing: EpisodeError["call"] = call;
    try {
      exchanges.push(await exchange());
      doing = "state";
      if (withStates) states.push(await session.state());
    } catch (thrown) {
      return toEpisodeError(thrown, doing, actions.length);
    }
  };
  const failed = await attempt("reset", () => session.reset({ ...options, seed }));
  if (failed !== undefined) return finish(failed);
  const choose = await createChooser(plan, session);
  let bytes = 0;
  while (actions.length < maxSteps) {
    const last = exchanges.at(-1)!;
    const { result } = last;
    if (result.done) break;
    if (maxBytes !== undefined && (bytes += last.bytes) > maxBytes) break;
    const action = await choose(result);
    if (action === undefined) break;
    actions.push(action);
    const error = await attempt("step", () => session.step(action));
    if (error !== undefined) return finish(error);
  }
  return finish();
}

/**
 * Plays one episode in a session of its own: opens it, plays, and closes it.
 *
 * @param subject The environment.
 * @param plan How to play.
 * @returns The record; if the session can't be opened, it has that error.
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

/** Opens a session, uses it, and closes it; an error is thrown. */
export async function withSession<T>(subject: Subject, use: (session: SubjectSession) => Promise<T>): Promise<T> {
  const session = await subject.open();
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/**
 * Returns the score of an episode. A step without a reward counts as 0, and so does an episode without a step.
 *
 * @param record The episode.
 * @param score `"last_reward"`, or `"return"` for the sum of all rewards.
 * @returns The score.
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
 * Returns the inputs that reproduce an episode, for `measured` of a finding.
 *
 * @param record The episode.
 * @param steps The number of actions that are needed. Default: all.
 * @returns The seed, the options and the actions.
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

/** Checks whether an episode came to its end. */
export function isOver({ exchanges }: EpisodeRecord): boolean {
  return exchanges.at(-1)?.result.done === true;
}

/** The most of an error message that a report shows; an environment may throw one of any length. */
const MAX_MESSAGE_CHARS = 2000;

/** The most places of a stack that a report shows. */
const MAX_PLACES = 5;

/** Converts what was thrown into the error of a record. */
export function toEpisodeError(thrown: unknown, call: EpisodeError["call"], step: number): EpisodeError {
  const message = messageOf(thrown).slice(0, MAX_MESSAGE_CHARS);
  if (!(thrown instanceof OpenEnvError)) return { step, call, code: "EXECUTION_ERROR", message };
  const { path, problem } = isRecord(thrown.data) ? thrown.data : {};
  return {
    ...{ step, call, code: thrown.code, message },
    ...(Array.isArray(path) && { path }),
    ...(typeof problem === "string" && { problem }),
    ...(thrown.cause instanceof Error && { stack: stackOf(thrown.cause) }),
  };
}

/** Lists the places of a stack, up to the caller of the environment. */
function stackOf({ stack }: Error): string[] {
  const places = (stack ?? "").split("\n").map((line) => line.trim()).filter((line) => line.startsWith("at "));
  const caller = places.findIndex((place) => /^at (?:async )?(?:Runner|InlineHost)\b/.test(place));
  return places.slice(0, caller === -1 ? MAX_PLACES : Math.min(caller, MAX_PLACES));
}

/** Describes an error in one line. */
export function describeError({ step, call, code, message }: EpisodeError): string {
  const place = call === "open" ? "opening a session" : call === "reset" ? "the reset" : `step ${step}`;
  const what = call === "state" ? `reading the state after ${step === 0 ? "the reset" : `step ${step}`}` : place;
  return `${what} failed with ${code}: ${message}`;
}

async function createChooser({ policy, seed }: EpisodePlan, session: SubjectSession): Promise<Policy> {
  if (typeof policy !== "function") {
    const actions = policy.values();
    return () => actions.next().value;
  }
  return await policy({ random: new Random(policySeed(seed)), seed, state: () => session.state() });
}

/** Derives another seed: a policy with the environment's generator would draw what the environment has drawn. */
function policySeed(seed: number): number {
  return -1 - new Random(seed).uint32();
}
