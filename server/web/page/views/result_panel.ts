import { useEffect, useState } from "preact/hooks";
import { type Child, classes, html } from "./html.ts";
import { showNumber, toReturns } from "../model/plot.ts";
import { type Frame, isPartial, nameCall } from "../model/episode.ts";
import type { Player } from "../session/player.ts";
import { CallCode } from "./call_code.ts";
import { Tree } from "./tree.ts";

/** What the trainer gets: reward, return, the end, the rubric's parts, `info`, the state. */
export function ResultPanel({ player }: { player: Player }): Child {
  const { episode, at } = player.state;
  const frame = frameAt(player);
  if (frame === undefined) return null;
  const { reward, info } = frame.result;
  const total = toReturns(episode!.rewards.slice(0, at + 1)).at(-1) ?? 0;
  const { seed } = episode!.header;
  return html`<section class="results" aria-label="Result">
    <p class="sr-only" role="status">${nameCall(episode!, at)}, ${
    reward === null ? "no reward" : `reward ${showNumber(reward)}`
  }, return ${showNumber(total)}${frame.result.done ? ", the episode is over" : ""}</p>
    <div class="card">
      <h2>Result <span class="sees trainer">trainer only</span></h2>
      <dl class="facts">
        <div class="fact"><dt>Reward</dt><dd class=${
    classes("big", reward !== null && reward > 0 && "good", reward !== null && reward < 0 && "bad")
  }>${reward === null ? "none" : showNumber(reward)}</dd></div>
        <div class="fact"><dt>Return</dt><dd class="big">${showNumber(total)}</dd></div>
        ${
    !isPartial(episode!) && html`
      <div class="fact">
        <dt>Step</dt>
        <dd>${at}</dd>
      </div>
    `
  }
        <div class="fact"><dt>Episode</dt><dd><${End} frame=${frame} /></dd></div>
        ${
    seed !== undefined && html`
      <div class="fact">
        <dt>Seed</dt>
        <dd>${seed}</dd>
      </div>
    `
  }
      </dl>
      ${Object.values(frame.parts ?? {}).some((score) => score !== null) && html`<${Parts} parts=${frame.parts} />`}
      ${
    Object.keys(info).length > 0 && html`
      <h3>info</h3>
      <${Tree} value=${info} />
    `
  }
    </div>
    ${player.isPlayable && at === episode!.length - 1 && html`<${State} player=${player} />`}
    <${CallCode} player=${player} frame=${frame} />
  </section>`;
}

function frameAt({ state: { episode, at } }: Player): Frame | undefined {
  try {
    return episode!.frame(at);
  } catch {
    return undefined; // the stage says what is wrong with this line
  }
}

function End({ frame: { result } }: { frame: Frame }): Child {
  if (!result.done) return html`<span class="chip">running</span>`;
  return html`<span class=${classes("chip", result.truncated ? "cut" : "ended")}>${
    result.truncated ? "done: truncated" : "done"
  }</span>`;
}

function Parts({ parts }: { parts: Readonly<Record<string, unknown>> }): Child {
  const entries = Object.entries(parts).map(([name, value]) =>
    [name, typeof value === "number" ? value : undefined] as const
  );
  const most = Math.max(1, ...entries.map(([, value]) => Math.abs(value ?? 0)));
  return html`
    <h3>Parts of the reward</h3>
    <ul class="parts">${entries.map(([name, value]) =>
      html`<li><span class="name">${name}</span><span class="number">${
        value === undefined ? "none" : showNumber(value)
      }</span>
      <span class="bar" aria-hidden="true"><span class=${(value ?? 0) < 0 ? "fill below" : "fill"} style=${{
        width: `${Math.abs(value ?? 0) / most * 100}%`,
      }}></span></span></li>`
    )}</ul>
  `;
}

/** The state is read when it is looked at. */
function State({ player }: { player: Player }): Child {
  const { revision } = player.state;
  const [isOpen, setOpen] = useState(false);
  const [state, setState] = useState<unknown>();
  useEffect(() => {
    if (isOpen) player.server!.state().then(setState, (error) => player.fail(error));
  }, [isOpen, revision]);
  return html`<details class="card" onToggle=${(event: Event) => setOpen((event.target as HTMLDetailsElement).open)}>
    <summary><h2>State <span class="sees trainer">trainer only</span></h2></summary>
    ${isOpen && state !== undefined && html`<${Tree} value=${state} />`}
  </details>`;
}
