import { formatPath, type Path } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";
import { isSameJson, showJson, valueAt } from "../json/json_values.ts";
import type { Exchange } from "../subjects/subject.ts";
import { describeError, type EpisodeRecord } from "./play_episode.ts";

/** The first difference between an episode and the one it is compared with. */
export interface Difference {
  /** The number of actions that lead to it: 0 for a difference in the reset. */
  readonly steps: number;
  /** The value in the episode to compare with. */
  readonly expected: unknown;
  /** The value in this episode. */
  readonly seen: unknown;
  /** The difference in one line. */
  readonly text: string;
}

/**
 * Compares two episodes answer by answer: observations, rewards and ends. It leaves out `info`, which may hold durations.
 *
 * @returns The first difference; `undefined` if there is none.
 */
export function compareEpisodes(expected: EpisodeRecord, seen: EpisodeRecord): Difference | undefined {
  const count = Math.max(expected.exchanges.length, seen.exchanges.length);
  for (let steps = 0; steps < count; steps++) {
    const [one, other] = [expected.exchanges[steps], seen.exchanges[steps]];
    const found = one === undefined || other === undefined
      ? { path: ["the answer"], expected: describeAnswer(expected, steps), seen: describeAnswer(seen, steps) }
      : compareValues(comparable(one), comparable(other));
    if (found === undefined) continue;
    const place = `${steps === 0 ? "the reset" : `step ${steps}`}: ${formatPath(found.path, "").slice(1)}`;
    const text = `${place} is ${showJson(found.seen, 200)}, expected ${showJson(found.expected, 200)}`;
    return { steps, expected: found.expected, seen: found.seen, text };
  }
}

/** Compares the resets of two episodes. */
export function compareResets(expected: EpisodeRecord, seen: EpisodeRecord): Difference | undefined {
  const reset = (record: EpisodeRecord) => ({ ...record, exchanges: record.exchanges.slice(0, 1) });
  return compareEpisodes(reset(expected), reset(seen));
}

function comparable({ result }: Exchange): Record<string, unknown> {
  const { observation, reward, terminated, truncated } = result;
  return { observation, reward, terminated, truncated };
}

function describeAnswer({ exchanges, error }: EpisodeRecord, step: number): string {
  if (step < exchanges.length) return "a result";
  return error === undefined ? "none, the episode was over" : describeError(error);
}

function compareValues(
  one: unknown,
  other: unknown,
  path: Path = [],
): Pick<Difference, "expected" | "seen"> & { readonly path: Path } | undefined {
  if (isSameJson(one, other)) return undefined;
  for (const key of commonKeys(one, other)) {
    const found = compareValues(valueAt(one, [key]), valueAt(other, [key]), [...path, key]);
    if (found !== undefined) return found;
  }
  return { path, expected: one ?? null, seen: other ?? null };
}

/** Lists the places in two objects, or in two lists of the same length. */
function commonKeys(one: unknown, other: unknown): Iterable<string | number> {
  if (isRecord(one) && isRecord(other)) return new Set([...Object.keys(one), ...Object.keys(other)]);
  return Array.isArray(one) && Array.isArray(other) && one.length === other.length ? one.keys() : [];
}
