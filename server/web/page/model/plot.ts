/** The rewards of an episode, one per call; `null` where a call has none, `undefined` where it is not read yet. */
export type Rewards = readonly (number | null | undefined)[];

/** The frame of a plot, in its own units. */
export interface PlotArea {
  /** Its width. */
  readonly width: number;
  /** Its height. */
  readonly height: number;
}

/** The returns of an episode: the sum of the rewards up to each call. */
export function toReturns(rewards: Rewards): number[] {
  let sum = 0;
  return rewards.map((reward) => sum += reward ?? 0);
}

/** The lowest and the highest value of several series, never equal; it always includes zero. */
export function rangeOf(series: readonly (readonly number[])[]): { readonly low: number; readonly high: number } {
  let [low, high] = [0, 0];
  for (const values of series) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low === high ? { low: low - 1, high: high + 1 } : { low, high };
}

/** Places a value: the vertical position in the area. */
export function placeY(value: number, { low, high }: ReturnType<typeof rangeOf>, { height }: PlotArea): number {
  return round(height - (value - low) / (high - low) * height);
}

/** Places a call: the horizontal position in the area, of `count` calls. */
export function placeX(index: number, count: number, { width }: PlotArea): number {
  return round(count < 2 ? 0 : index / (count - 1) * width);
}

/**
 * Draws a line through values as the path of an SVG. Where several values share a column of the picture, it goes through
 * the lowest and the highest of them, so that no peak is lost.
 */
export function drawLine(
  values: readonly number[],
  count: number,
  range: ReturnType<typeof rangeOf>,
  area: PlotArea,
): string {
  const points: string[] = [];
  const columns = Math.max(1, Math.ceil(values.length / Math.max(1, area.width)));
  for (let start = 0; start < values.length; start += columns) {
    const group = values.slice(start, start + columns).filter(Number.isFinite);
    if (group.length === 0) continue;
    const x = placeX(start, count, area);
    const ends = group.length < 3 ? group : [group[0]!, Math.min(...group), Math.max(...group), group.at(-1)!];
    for (const value of ends) points.push(`${x} ${placeY(value, range, area)}`);
  }
  return points.length === 0 ? "" : `M${points.join("L")}`;
}

/** Writes a number for people: at most four decimals, no trailing zeros. */
export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1e6 ? value.toPrecision(5) : String(Number(value.toFixed(4)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
