import { messageOf, type PolicyFactory } from "@openenv/core";
import type { RewardDeclaration } from "@openenv/registry/manifest";
import { type EpisodeScript, scriptOf } from "../../episodes/episode_script.ts";
import {
  type EpisodeError,
  type EpisodePlan,
  type EpisodeRecord,
  playInNewSession,
  reproductionOf,
  scoreOf,
} from "../../episodes/play_episode.ts";
import type { Check, Finding, PlaySettings } from "../../findings/check.ts";
import { checkOfError, skip } from "../../findings/findings.ts";
import { createDoNothingPolicy, samplingOf } from "../../sampling/sample_policies.ts";
import type { Exchange } from "../../subjects/subject.ts";
import { resetOptionsOf, type SubjectContext } from "../runtime/played_episodes.ts";

/** The context of a check of rewards: an environment to play, and declared rewards. */
export interface ScoreContext extends SubjectContext {
  /** How to play. */
  readonly play: PlaySettings & { readonly reward: RewardDeclaration };
}

/** The parts of a check of rewards. */
export interface SemanticCheck extends Pick<Check, "id" | "summary" | "applies"> {
  /** Runs the check. */
  readonly run: (context: ScoreContext) => Promise<Finding>;
}

/** Makes a check of rewards; it is skipped, with the reason, where rewards can't be judged. */
export function semanticCheck({ id, summary, applies, run }: SemanticCheck): Check {
  return {
    id,
    level: "semantic",
    severity: "fail",
    summary,
    applies,
    async run({ subject, play, ...context }) {
      const { reward } = play;
      if (subject === undefined) return skip("unmet dependency: runtime.startup");
      if (context.manifest?.validation?.capabilities.verifier.kind === "script") {
        return skip("the verifier is a script of its own, and only rewards that come with steps can be judged here");
      }
      if (reward === undefined) return skip("the range of rewards is not declared (validation.reward)");
      const whole = { ...context, subject, play: { ...play, reward } };
      const broken = await findError(whole);
      return broken === undefined ? await run(whole) : skip(`unmet dependency: ${checkOfError(broken)}`);
    },
  };
}

/** The episodes of one policy. */
export interface Episodes {
  /** The episodes, one for each seed, without their observations, which may be large. */
  readonly records: readonly EpisodeRecord[];
  /** The error that the policy threw, and the seed of the episode. */
  readonly broken?: { readonly seed: number; readonly message: string };
}

/** The rounding error of adding and subtracting rewards. */
const ROUNDING = 1e-9;

/** Checks whether one number is less than another by more than a rounding error. */
export function isLess(one: number, other: number): boolean {
  return one < other - ROUNDING * Math.max(1, Math.abs(other));
}

/** Plays the oracle's episodes: one for each seed, or that of its script. */
export function playOracle(context: ScoreContext): Promise<Episodes> {
  return context.once("semantic.oracle", () => {
    const policy = context.play.oracle!;
    const script = scriptOf(policy);
    return script === undefined
      ? playSeeds(context, policy)
      : playAll(context, [{ ...planOf(context, script), policy }]);
  });
}

/** Makes the plan to play a script. */
export function planOf(context: ScoreContext, { seed, options, actions }: EpisodeScript): EpisodePlan {
  return { seed, options: { ...resetOptionsOf(context), ...options }, maxSteps: actions.length, policy: actions };
}

/** Plays the episodes in which the same small action is played again and again. */
export function playNothing(context: ScoreContext): Promise<Episodes> {
  return context.once(
    "semantic.nothing",
    () => playSeeds(context, createDoNothingPolicy(...samplingOf(context.subject))),
  );
}

/** Plays the episodes of the random policy. */
export function playRandom(context: ScoreContext): Promise<Episodes> {
  return context.once("semantic.random", () => playSeeds(context, context.play.randomPolicy));
}

/** Returns the score of an episode; without a step it is the reward of the reset, if it has one. */
export function scoreIn({ play }: ScoreContext, record: EpisodeRecord): number {
  const { exchanges } = record;
  return exchanges.length === 1 ? exchanges[0]!.result.reward ?? 0 : scoreOf(record, play.score);
}

/** Returns the average score of episodes, without rounding errors. */
export function averageScore(context: ScoreContext, records: readonly EpisodeRecord[]): number {
  const sum = records.reduce((total, record) => total + scoreIn(context, record), 0);
  return Number((sum / Math.max(1, records.length)).toFixed(9));
}

/** Returns why episodes can't be judged, as the finding of a check that is about something else. */
export function whyUnusable({ records, broken }: Episodes, who: string): Finding | undefined {
  if (broken !== undefined) {
    return { status: "error", evidence: [`${who} threw at seed ${broken.seed}: ${broken.message}`] };
  }
  const failed = records.find(({ error }) => error !== undefined);
  if (failed === undefined) return undefined;
  if (failed.error!.code === "VALIDATION_ERROR") return skip(`an action was refused: ${describeFailure(failed, who)}`);
  return { status: "error", measured: { ...reproductionOf(failed) }, evidence: [describeFailure(failed, who)] };
}

/** Describes the error of an episode in one line. */
export function describeFailure({ error, seed }: EpisodeRecord, who: string): string {
  const { call, code, message, step } = error!;
  const place = call === "step" ? `step ${step}` : call;
  return `the environment failed at ${place} while ${who} played seed ${seed}: ${code}: ${message}`;
}

function playSeeds(context: ScoreContext, policy: PolicyFactory): Promise<Episodes> {
  const { seed, episodes, maxSteps } = context.play;
  const seeds = Array.from({ length: episodes }, (_, index) => seed + index);
  return playAll(context, seeds.map((seed) => ({ seed, options: resetOptionsOf(context), maxSteps, policy })));
}

async function playAll({ subject }: ScoreContext, plans: readonly EpisodePlan[]): Promise<Episodes> {
  const records: EpisodeRecord[] = [];
  for (const plan of plans) {
    if (records.at(-1)?.error !== undefined) break;
    try {
      records.push(withoutObservations(await playInNewSession(subject, plan)));
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code === "UNDRAWABLE_SCHEMA") throw thrown; // the runner makes a skip of it
      return { records, broken: { seed: plan.seed, message: messageOf(thrown) } };
    }
  }
  return { records };
}

/** Returns an episode with its rewards and its end only. */
export function withoutObservations({ exchanges, ...record }: EpisodeRecord): EpisodeRecord {
  const lighten = ({ result, durationMs }: Exchange): Exchange => {
    return { result: { ...result, observation: {}, info: {} }, payload: {}, bytes: 0, durationMs };
  };
  return { ...record, exchanges: exchanges.map(lighten) };
}

/** Finds an error of the environment, which a check of the level `runtime` reports. */
function findError(context: ScoreContext): Promise<EpisodeError | undefined> {
  return context.once("semantic.break", async () => {
    const plan = { seed: context.play.seed, options: resetOptionsOf(context), maxSteps: 0, policy: [] };
    const reset = await playInNewSession(context.subject, plan);
    if (reset.error !== undefined) return reset.error;
    const random = await playRandom(context).catch((): Episodes => ({ records: [] }));
    const error = random.records.at(-1)?.error;
    return error?.code === "VALIDATION_ERROR" ? undefined : error;
  });
}
