import { type Child, html } from "./html.ts";
import {
  drawLine,
  placeX,
  placeY,
  type PlotArea,
  rangeOf,
  type Rewards,
  showNumber,
  toReturns,
} from "../model/plot.ts";

const AREA: PlotArea = { width: 1000, height: 64 };
/** More rewards than this are a line of their own instead of bars. */
const MOST_BARS = 250;

interface RewardPlotProps {
  readonly mine: Rewards;
  readonly theirs?: Rewards;
  readonly at: number;
  readonly onSeek: (at: number) => void;
}

/** The rewards as bars and the return as a line; beside the return of the episode that this one is compared with. */
export function RewardPlot({ mine, theirs, at, onSeek }: RewardPlotProps): Child {
  const count = Math.max(mine.length, theirs?.length ?? 0, 2);
  const [own, foreign] = [toReturns(mine), theirs === undefined ? [] : toReturns(theirs)];
  const rewards = mine.map((reward) => Number.isFinite(reward) ? reward! : 0);
  const range = rangeOf([own, foreign, rewards]);
  const zero = placeY(0, range, AREA);
  const seek = (event: MouseEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    onSeek(Math.round((event.clientX - left) / width * (count - 1)));
  };
  const label = `Rewards: ${mine.length - 1} steps, return ${showNumber(own.at(-1) ?? 0)}` +
    (theirs === undefined
      ? ""
      : `; compared with ${theirs.length - 1} steps, return ${showNumber(foreign.at(-1) ?? 0)}`);
  const x = placeX(at, count, AREA);
  return html`
    <figure class="plot">
      <svg viewBox=${`0 -4 ${AREA.width} ${
        AREA.height + 8
      }`} preserveAspectRatio="none" role="img" aria-label=${label} onClick=${seek}>
          <line class="zero" x1="0" x2=${AREA.width} y1=${zero} y2=${zero} />
          ${rewards.length <= MOST_BARS && rewards.map((reward, index) =>
            reward !== 0 && html`
              <line class=${reward > 0 ? "reward up" : "reward down"} x1=${placeX(index, count, AREA)} x2=${placeX(
                index,
                count,
                AREA,
              )}
                y1=${zero} y2=${placeY(reward, range, AREA)} />
            `
          )}
          ${foreign.length > 0 && html`<path class="return theirs" d=${drawLine(foreign, count, range, AREA)} />`}
          <path class="return mine" d=${drawLine(own, count, range, AREA)} />
          <line class="cursor" x1=${x} x2=${x} y1="-4" y2=${AREA.height + 4} />
        </svg>
      <figcaption><span class="mine">— return ${showNumber(own[Math.min(at, own.length - 1)] ?? 0)}</span>
          ${foreign.length > 0 &&
            html`<span class="theirs">┄ compared ${showNumber(foreign[Math.min(at, foreign.length - 1)] ?? 0)}</span>`}
          <span class="hint">${showNumber(range.low)} to ${showNumber(range.high)}</span></figcaption>
    </figure>
  `;
}
