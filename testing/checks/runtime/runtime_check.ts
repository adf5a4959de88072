import type { MaybePromise } from "@openenv/core";
import type { EpisodeRecord } from "../../episodes/play_episode.ts";
import type { Check, CheckContext, Finding, Severity } from "../../findings/check.ts";
import { attributeError, notApplicable, type Requirement, skip } from "../../findings/findings.ts";
import { PolicyFailure, randomEpisodes, type SubjectContext, wholeEpisodes } from "./played_episodes.ts";

/** The parts of a check that plays an environment. */
export interface RuntimeCheck {
  /** The id. */
  readonly id: string;
  /** The condition that passes the check, in one line. */
  readonly summary: string;
  /** How much a failure counts. Default: `"fail"`. */
  readonly severity?: Severity;
  /** Returns `false` to leave the check out of the report. Default: always `true`. */
  readonly applies?: (context: CheckContext) => boolean;
  /** Runs the check. */
  readonly run: (context: SubjectContext) => MaybePromise<Finding>;
}

/** Makes a check that is skipped without an environment; `runtime.startup` reports why there is none. */
export function runtimeCheck({ id, summary, severity = "fail", applies, run }: RuntimeCheck): Check {
  return {
    id,
    level: "runtime",
    severity,
    summary,
    applies,
    async run(context) {
      const { subject } = context;
      if (subject === undefined) return skip("unmet dependency: runtime.startup");
      try {
        return await run({ ...context, subject });
      } catch (thrown) {
        if (!(thrown instanceof PolicyFailure)) throw thrown;
        return skip(`unmet dependency: runtime.startup, since ${thrown.message}`);
      }
    },
  };
}

/** The input of a check of random episodes. */
export interface EpisodeRun {
  /** The context. */
  readonly context: SubjectContext;
  /** The random episodes without an error, the longest first. */
  readonly records: readonly [EpisodeRecord, ...EpisodeRecord[]];
  /** The requirement of the check. */
  readonly requirement: Requirement;
}

/** The parts of a check of random episodes. */
export interface EpisodeCheck extends Requirement, Omit<RuntimeCheck, "run"> {
  /** Skips a subject behind a URL, since the check needs the environment itself. Default: `false`. */
  readonly needsInside?: boolean;
  /** Runs the check. */
  readonly run: (run: EpisodeRun) => MaybePromise<Finding>;
}

/** Makes a check that needs a random episode without an error; where there is none, it attributes the error. */
export function episodeCheck({ needsInside = false, run, ...check }: EpisodeCheck): Check {
  return runtimeCheck({
    ...check,
    async run(context) {
      if (needsInside && context.subject.inside === undefined) {
        return notApplicable("it takes the environment itself, and this one is behind a URL");
      }
      const [first, ...others] = await wholeEpisodes(context);
      const requirement = { id: check.id, expected: check.expected, remediation: check.remediation };
      if (first === undefined) return attributeError((await randomEpisodes(context))[0]!, requirement);
      return await run({ context, records: [first, ...others], requirement });
    },
  });
}

/** Names the answer to a step for a line of evidence. */
export function answerTo(step: number): string {
  return step === 0 ? "the answer to the reset" : `the answer to step ${step}`;
}
