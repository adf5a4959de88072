import { formatPath, type Path } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";
import { isSameJson } from "../json_schema/schema_values.ts";
import { describeError } from "../culprit.ts";
import type { EpisodeRecord } from "../play_episode.ts";
import type { Exchange } from "../subject.ts";

/** The first thing in which an episode differs from what it should be like. */
export interface Difference {
  /** The step that it is in: 0 for the reset. */
  readonly step: number;
  /** The place in the answer. */
  readonly place: string;
  /** What is there in the episode that is compared with. */
  readonly expected: unknown;
  /** What is there in this one. */
  readonly seen: unknown;
}

/**
 * Compares two episodes answer by answer: observations, rewards and ends. What `info` holds is not compared, since it may
 * tell how long something took.
 *
 * @returns The first difference; `undefined` if there is none.
 */
export function compareEpisodes(expected: EpisodeRecord, seen: EpisodeRecord): Difference | undefined {
  const steps = Math.max(expected.exchanges.length, seen.exchanges.length);
  for (let step = 0; step < steps; step++) {
    const [one, other] = [expected.exchanges[step], seen.exchanges[step]];
    if (one === undefined || other === undefined) {
      return { step, place: "the answer", expected: describeAnswer(expected, step), seen: describeAnswer(seen, step) };
    }
    const difference = compareValues(comparable(one), comparable(other));
    if (difference !== undefined) return { step, ...difference };
  }
}

/** The difference of two resets. */
export function compareResets(expected: EpisodeRecord, seen: EpisodeRecord): Difference | undefined {
  const reset = (record: EpisodeRecord) => ({ ...record, exchanges: record.exchanges.slice(0, 1) });
  return compareEpisodes(reset(expected), reset(seen));
}

/** The difference in one line. */
export function describeDifference({ step, place, expected, seen }: Difference): string {
  return `${step === 0 ? "the reset" : `step ${step}`}: ${place} is ${shorten(seen)}, expected ${shorten(expected)}`;
}

function comparable({ result }: Exchange): Record<string, unknown> {
  const { observation, reward, terminated, truncated } = result;
  return { observation, reward, terminated, truncated };
}

function describeAnswer({ exchanges, error }: EpisodeRecord, step: number): string {
  if (step < exchanges.length) return "a result";
  return error === undefined ? "none, the episode was over" : describeError(error);
}

function compareValues(one: unknown, other: unknown, path: Path = []): Omit<Difference, "step"> | undefined {
  if (isSameJson(one, other)) return undefined;
  if (isRecord(one) && isRecord(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const found = compareValues(one[key], other[key], [...path, key]);
      if (found !== undefined) return found;
    }
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    for (const [index, item] of one.entries()) {
      const found = compareValues(item, other[index], [...path, index]);
      if (found !== undefined) return found;
    }
  }
  return { place: formatPath(path, "").slice(1), expected: one ?? null, seen: other ?? null };
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
