import { median } from "./statistics.ts";

/** What was measured of one side in one slice: any numbers by name. */
export type Sample<Key extends string> = Readonly<Record<Key, number>>;

/** One number of both sides, over all slices. */
export interface Compared {
  /** The median of the baseline's slices. */
  readonly baseline: number;
  /** The median of the candidate's slices. */
  readonly candidate: number;
  /** The median of the ratios candidate / baseline, each of a slice and the two baseline slices around it. */
  readonly ratio: number;
  /** The smallest of those ratios. */
  readonly lowest: number;
  /** The largest of those ratios. */
  readonly highest: number;
}

/**
 * Measures baseline and candidate in turn, the baseline first and last, and compares each slice of the candidate with
 * the mean of the baseline's slices before and after it.
 *
 * A machine that slows down or speeds up meanwhile, as busy ones do, changes both sides of a ratio alike.
 */
export async function comparePaired<Key extends string>(
  pairs: number,
  measureBaseline: () => Promise<Sample<Key>>,
  measureCandidate: () => Promise<Sample<Key>>,
): Promise<Readonly<Record<Key, Compared>>> {
  const baselines = [await measureBaseline()];
  const candidates: Sample<Key>[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    candidates.push(await measureCandidate());
    baselines.push(await measureBaseline());
  }
  const keys = Object.keys(baselines[0]!) as Key[];
  const compare = (key: Key) => compareNumbers(baselines.map((one) => one[key]), candidates.map((one) => one[key]));
  return Object.fromEntries(keys.map((key) => [key, compare(key)])) as Record<Key, Compared>;
}

function compareNumbers(baselines: readonly number[], candidates: readonly number[]): Compared {
  const ratios = candidates.map((value, index) => 2 * value / (baselines[index]! + baselines[index + 1]!));
  return {
    baseline: median(baselines),
    candidate: median(candidates),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}
