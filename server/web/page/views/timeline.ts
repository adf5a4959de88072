import { useMemo, useState } from "preact/hooks";
import { type Child, html } from "./html.ts";
import { isPartial, nameCall, searchEpisode } from "../model/episode.ts";
import { showNumber, toReturns } from "../model/plot.ts";
import type { Player } from "../session/player.ts";
import { RewardPlot } from "./reward_plot.ts";

/** The scrubber, the rewards above it, and the search. */
export function Timeline({ player }: { player: Player }): Child {
  const { episode, other, at } = player.state;
  const last = episode!.length - 1;
  const seek = (to: number) => player.seek(to);
  const position = `${nameCall(episode!, at)} of ${isPartial(episode!) ? last + 1 : last}`;
  const total = toReturns(episode!.rewards.slice(0, at + 1)).at(-1) ?? 0;
  return html`
    <section class="timeline" aria-label="Timeline">
      <${RewardPlot} mine=${episode!.rewards} theirs=${other?.rewards} at=${at} onSeek=${seek} />
      <div class="scrubber">
        <button type="button" class="icon" aria-label="First" disabled=${at === 0} onClick=${() => seek(0)}>«</button>
        <button type="button" class="icon" aria-label="Previous" disabled=${at === 0} onClick=${() =>
          seek(at - 1)}>‹</button>
        <input type="range" min="0" max=${last} value=${at} aria-label="Step" aria-valuetext=${`${position}, return ${
          showNumber(total)
        }`}
          onInput=${(event: Event) => seek(Number((event.target as HTMLInputElement).value))} />
        <button type="button" class="icon" aria-label="Next" disabled=${at === last} onClick=${() =>
          seek(at + 1)}>›</button>
        <button type="button" class="icon" aria-label="Last" disabled=${at === last} onClick=${() =>
          seek(last)}>»</button>
        <output class="position">${position}</output>
        <${Search} player=${player} />
        <${TakeOver} player=${player} />
      </div>
    </section>
  `;
}

/** Goes on by hand from the call that is shown. */
function TakeOver({ player }: { player: Player }): Child {
  const { about, at, busy, episode, origin } = player.state;
  const isAtEnd = origin === "live" && at === episode!.length - 1;
  if (player.server === undefined || about === undefined || origin === "watching" || isAtEnd) return null;
  const { name } = episode!.header.environment;
  if (name !== about.name) return html`<span class="hint">recorded in ${name}; this server has ${about.name}</span>`;
  return html`<button type="button" class="primary" disabled=${busy !== undefined} onClick=${() =>
    player.replay(episode!, at)}>Take over here</button>`;
}

function Search({ player }: { player: Player }): Child {
  const { episode, at, revision } = player.state;
  const [words, setWords] = useState("");
  const found = useMemo(() => words === "" ? [] : searchEpisode(episode!, words), [episode, words, revision]);
  const go = (forward: boolean) => {
    const next = forward
      ? found.find((index) => index > at) ?? found[0]
      : found.findLast((index) => index < at) ?? found.at(-1);
    if (next !== undefined) player.seek(next);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") go(!event.shiftKey);
  };
  const place = found.indexOf(at);
  return html`<div class="search" role="search">
    <input type="search" aria-label="Search the episode" placeholder="Search the episode" value=${words} onKeyDown=${press}
      onInput=${(event: Event) => setWords((event.target as HTMLInputElement).value)} />
    <span class="hint" role="status">${
    words !== "" && (found.length === 0
      ? "not found"
      : `${place === -1 ? "" : `${place + 1} of `}${found.length === 1000 ? "1000 or more" : found.length}`)
  }</span>
    ${
    found.length > 0 && html`<button type="button" class="icon" aria-label="Next hit" onClick=${() =>
      go(true)}>↓</button>`
  }
  </div>`;
}
