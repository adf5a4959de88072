import { messageOf, type PolicyFactory } from "@openenv/core";
import type { CheckContext, Finding } from "../check.ts";
import { actionSchemaOf, drawOptionsOf } from "../check_context.ts";
import { culpritOf } from "../culprit.ts";
import { scriptOf } from "../episode_script.ts";
import { skip } from "../findings.ts";
import {
  type EpisodeError,
  type EpisodePlan,
  type EpisodeRecord,
  playInNewSession,
  reproductionOf,
  scoreOf,
} from "../play_episode.ts";
import type { Exchange } from "../subject.ts";
import { createDoNothingPolicy } from "../random_policy.ts";
import { resetOptionsOf } from "./random_episodes.ts";

/** Episodes of one policy: those that were played, and what the policy threw if it broke. */
export interface Episodes {
  /** The episodes, one for each seed; what was observed in them is forgotten, for there may be much of it. */
  readonly records: readonly EpisodeRecord[];
  /** What the policy itself threw, and in which episode. */
  readonly broken?: { readonly seed: number; readonly message: string };
}

/** Room for what adding and subtracting rewards leaves behind. */
const ROUNDING = 1e-9;

/** `true` if one number is less than the other by more than a rounding error. */
export function isLess(one: number, other: number): boolean {
  return one < other - ROUNDING * Math.max(1, Math.abs(other));
}

/** Why no check of rewards can run; `undefined` if it can. */
export async function whyNot(context: CheckContext): Promise<Finding | undefined> {
  if (context.subject === undefined) return skip("unmet dependency: runtime.startup");
  if (context.manifest?.validation?.capabilities.verifier.kind === "script") {
    return skip("the verifier is a script of its own, and only rewards that come with steps can be judged here");
  }
  if (context.play.reward === undefined) return skip("the range of rewards is not declared (validation.reward)");
  const broken = await findBreak(context);
  if (broken !== undefined) return skip(`unmet dependency: ${culpritOf(broken)}`);
}

/** The oracle's episodes: one for each seed, or the one that a script is for. */
export function playOracle(context: CheckContext): Promise<Episodes> {
  return context.once("semantic.oracle", () => {
    const oracle = context.play.oracle!;
    const script = scriptOf(oracle);
    if (script === undefined) return playSeeds(context, oracle);
    const { seed, options, actions } = script;
    return playAll(context, [{
      seed,
      options: { ...resetOptionsOf(context), ...options },
      maxSteps: actions.length,
      policy: oracle,
    }]);
  });
}

/** The episodes in which nothing is tried: one and the same small action, again and again. */
export function playNothing(context: CheckContext): Promise<Episodes> {
  return context.once("semantic.nothing", () => {
    const { subject } = context;
    return playSeeds(context, createDoNothingPolicy(actionSchemaOf(subject), drawOptionsOf(subject)));
  });
}

/** The episodes that are played at random. */
export function playRandom(context: CheckContext): Promise<Episodes> {
  return context.once("semantic.random", () => playSeeds(context, context.play.randomPolicy));
}

/** The score of an episode; that of one without a step is the reward of its reset, if it has one. */
export function scoreIn({ play }: CheckContext, record: EpisodeRecord): number {
  const { exchanges } = record;
  return exchanges.length === 1 ? exchanges[0]!.result.reward ?? 0 : scoreOf(record, play.score);
}

/** The average score of episodes, without the digits that adding leaves behind. */
export function averageScore(context: CheckContext, records: readonly EpisodeRecord[]): number {
  const sum = records.reduce((total, record) => total + scoreIn(context, record), 0);
  return Number((sum / Math.max(1, records.length)).toFixed(9));
}

/** What keeps episodes from being judged, as the finding of a check that is about something else. */
export function whyUnusable({ records, broken }: Episodes, who: string): Finding | undefined {
  if (broken !== undefined) {
    return { status: "error", evidence: [`${who} threw at seed ${broken.seed}: ${broken.message}`] };
  }
  const failed = records.find(({ error }) => error !== undefined);
  if (failed === undefined) return undefined;
  if (failed.error!.code === "VALIDATION_ERROR") return skip(`an action was refused: ${describeError(failed, who)}`);
  return { status: "error", measured: { ...reproductionOf(failed) }, evidence: [describeError(failed, who)] };
}

/** What ended an episode before its time, in one line. */
export function describeError({ error, seed }: EpisodeRecord, who: string): string {
  const { call, code, message } = error!;
  const place = call === "step" ? `step ${error!.step}` : call;
  return `the environment failed at ${place} while ${who} played seed ${seed}: ${code}: ${message}`;
}

function playSeeds(context: CheckContext, policy: PolicyFactory): Promise<Episodes> {
  const { seed, episodes, maxSteps } = context.play;
  const seeds = Array.from({ length: episodes }, (_, index) => seed + index);
  return playAll(context, seeds.map((seed) => ({ seed, options: resetOptionsOf(context), maxSteps, policy })));
}

async function playAll({ subject }: CheckContext, plans: readonly EpisodePlan[]): Promise<Episodes> {
  const records: EpisodeRecord[] = [];
  for (const plan of plans) {
    if (records.at(-1)?.error !== undefined) break;
    try {
      records.push(withoutObservations(await playInNewSession(subject!, plan)));
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code === "UNDRAWABLE_SCHEMA") throw thrown; // the runner makes a skip of it
      return { records, broken: { seed: plan.seed, message: messageOf(thrown) } };
    }
  }
  return { records };
}

/** An episode with its rewards and its end. */
export function withoutObservations({ exchanges, ...record }: EpisodeRecord): EpisodeRecord {
  const lighten = ({ result, durationMs }: Exchange): Exchange => {
    return { result: { ...result, observation: {}, info: {} }, payload: {}, bytes: 0, durationMs };
  };
  return { ...record, exchanges: exchanges.map(lighten) };
}

/** What breaks an episode in which nobody did anything wrong; a check of the level `runtime` finds it too. */
function findBreak(context: CheckContext): Promise<EpisodeError | undefined> {
  return context.once("semantic.break", async () => {
    const plan = { seed: context.play.seed, options: resetOptionsOf(context), maxSteps: 0, policy: [] };
    const reset = await playInNewSession(context.subject!, plan);
    if (reset.error !== undefined) return reset.error;
    const random = await playRandom(context).catch((): Episodes => ({ records: [] }));
    const error = random.records.at(-1)?.error;
    return error?.code === "VALIDATION_ERROR" ? undefined : error;
  });
}
