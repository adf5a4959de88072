import type { Finding } from "./check.ts";
import { type EpisodeRecord, reproductionOf } from "./play_episode.ts";

/** What a failed check says. */
export interface Failure {
  /** What should have been seen. */
  readonly expected: unknown;
  /** What was seen. */
  readonly seen: unknown;
  /** The episode to see it again in; absent where no episode shows it. */
  readonly record?: EpisodeRecord;
  /** How many of its actions are needed. Default: all. */
  readonly steps?: number;
  /** Other things that were measured. Default: nothing. */
  readonly measured?: Readonly<Record<string, unknown>>;
  /** What happened, one line each. */
  readonly evidence: readonly string[];
  /** What the author should change. */
  readonly remediation: string;
}

/** The finding of a check that found nothing wrong. */
export function pass(measured: Readonly<Record<string, unknown>> = {}): Finding {
  return { status: "pass", measured };
}

/** The finding of a check that could not run, with the reason. */
export function skip(reason: string): Finding {
  return { status: "skip", evidence: [reason] };
}

/** The finding of a check that found something wrong; an episode to see it again goes into `measured`. */
export function fail({ expected, seen, record, steps, measured, evidence, remediation }: Failure): Finding {
  const reproduction = record === undefined ? {} : reproductionOf(record, steps);
  return { status: "fail", measured: { expected, seen, ...measured, ...reproduction }, evidence, remediation };
}
