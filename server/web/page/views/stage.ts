import { useMemo } from "preact/hooks";
import { type Child, html } from "./html.ts";
import { findChanges, showPath, showShort } from "../model/changes.ts";
import { type Episode, findFork, type Frame, nameCall } from "../model/episode.ts";
import type { Player } from "../session/player.ts";
import { Drawing } from "./drawing.ts";
import { Tree } from "./tree.ts";

/** The situation that the scrubber is at: the drawing, then what the agent got. */
export function Stage({ player }: { player: Player }): Child {
  const { episode, other, at, about } = player.state;
  if (episode === undefined) {
    return html`
      <section class="stage" aria-label="Episode">
        <${Welcome} player=${player} />
      </section>
    `;
  }
  const name = about?.name ?? episode.header.environment.name;
  if (other === undefined) {
    return html`
      <section class="stage" aria-label="Episode">
        <${Situation} ...${{ episode, at, name }} />
      </section>
    `;
  }
  return html`
    <section class="stage" aria-label="Episode">
      <${ForkNote} ...${{ player, episode, other }} />
      <div class="pair">
        <div>
          <h2 class="mine">${player.state.origin === "live" ? "This session" : episode.title}</h2>
          <${Situation} ...${{ episode, at, name }} />
        </div>
        <div><h2 class="theirs">${other.title}</h2>
          ${at >= other.length && html`<p class="hint">It ended at step ${other.length - 1}, which is shown here.</p>`}
          <${Situation} episode=${other} at=${Math.min(at, other.length - 1)} name=${name} />
        </div>
      </div>
    </section>
  `;
}

function ForkNote({ player, episode, other }: { player: Player; episode: Episode; other: Episode }): Child {
  const fork = useMemo(() => findFork(episode, other), [episode, other, episode.length]);
  return html`<div class="banner fork">
    <p>${
    fork === undefined
      ? "The episodes are the same."
      : `The first difference is at ${fork === 0 ? "the reset" : `step ${fork}`}.`
  }</p>
    ${fork !== undefined && html`<button onClick=${() => player.seek(fork)}>Show it</button>`}
    <button onClick=${() => player.set({ other: undefined })}>End the comparison</button>
  </div>`;
}

function Situation({ episode, at, name }: { episode: Episode; at: number; name: string }): Child {
  const frame = readFrame(episode, at);
  if (frame instanceof Error) {
    return html`
      <div class="banner bad" role="alert">
        <p>${frame.message}</p>
      </div>
    `;
  }
  const before = at === 0 ? undefined : readFrame(episode, at - 1);
  const isAnswer = answerOf(frame.result.observation) !== undefined;
  const first = episode.frame(0);
  return html`
    ${frame.rendering !== undefined && html`
      <div class="card picture">
        <${Drawing} rendering=${frame.rendering} alt=${`${name} after ${
          at === 0 && first.type === "reset" ? "the reset" : nameCall(episode, at)
        }`} />
      </div>
    `}
    ${frame.type === "step" && html`<${Action} action=${frame.action} />`}
    <${Observation} frame=${frame} before=${before instanceof Error ? undefined : before} />
    ${at > 0 && first.type === "reset" && html`<${Beginning} first=${first} isOpen=${isAnswer} />`}
  `;
}

/** The task is in the first observation, and often in no later one. */
function Beginning({ first, isOpen }: { first: Frame; isOpen: boolean }): Child {
  return html`
    <details class="card" open=${isOpen}>
      <summary>
        <h2>The episode began with <span class="sees agent">agent saw</span></h2>
      </summary>
      <${Tree} value=${first.result.observation} />
    </details>
  `;
}

function Action({ action }: { action: unknown }): Child {
  const { tool_name, arguments: given } = (action ?? {}) as { tool_name?: unknown; arguments?: unknown };
  const isCall = typeof tool_name === "string";
  return html`
    <div class="card">
      <h2>${isCall ? html`Call of <code>${tool_name}</code>` : "Action"} <span class="sees agent">agent</span></h2>
      <${Tree} value=${isCall ? given ?? {} : action} />
    </div>
  `;
}

function Observation({ frame, before }: { frame: Frame; before: Frame | undefined }): Child {
  const { observation } = frame.result;
  const earlier = before?.result.observation;
  const changes = useMemo(() => findChanges(earlier, observation), [earlier, observation]);
  const answer = answerOf(observation);
  return html`<div class="card observation">
    <h2>${answer === undefined ? "Observation" : "Result"} <span class="sees agent">agent sees</span></h2>
    ${
    answer === undefined
      ? html`${
        changes.count > 0 && html`<${ChangeList} changes=${changes} />`
      }<${Tree} value=${observation} before=${earlier} changes=${changes} />`
      : html`
        <${Tree} value=${answer} />
        <details class="raw">
          <summary>The whole observation</summary>
          <${Tree} value=${observation} />
        </details>
      `
  }
  </div>`;
}

function ChangeList({ changes }: { changes: ReturnType<typeof findChanges> }): Child {
  const { first, count } = changes;
  return html`<p class="changes"><strong>${
    count === 1 ? "1 change" : `${count.toLocaleString("en")} changes`
  }</strong> ${
    first.map(({ path, before, after }) =>
      html`<span class="change"><bdi>${showPath(path)}</bdi> ${showShort(before, 24)} → ${showShort(after, 24)}</span>`
    )
  }${
    count > first.length &&
    html`<span class="change">and ${(count - first.length).toLocaleString("en")} more, marked below</span>`
  }</p>`;
}

/** The answer of a tool, without what surrounds it on the wire. */
function answerOf(observation: unknown): unknown {
  if (typeof observation !== "object" || observation === null || !("tool_name" in observation)) return undefined;
  const { result, error } = observation as { result?: { data?: unknown } | null; error?: unknown };
  if (error !== null && error !== undefined) return { error };
  const data = result?.data;
  return typeof data === "object" && data !== null
    ? data
    : data === undefined || data === null
    ? undefined
    : { result: data };
}

function readFrame(episode: Episode, at: number): Frame | Error {
  try {
    return episode.frame(at);
  } catch (error) {
    return error as Error;
  }
}

function Welcome({ player }: { player: Player }): Child {
  const { about, origin, busy, problem } = player.state;
  if (origin === "watching") {
    return html`
      <div class="card welcome">
        <h2>Watching a session</h2>
        <p>Its next call appears here by itself.</p>
      </div>
    `;
  }
  if (about === undefined) {
    return html`
      <div class="card welcome">
        <h2>OpenEnv</h2>
        <p>${problem === undefined && busy !== undefined
          ? "Asking the server what it hosts."
          : "The server has not said what it hosts."}</p>
      </div>
    `;
  }
  return html`
    <div class="card welcome">
      <h2>${about.name}</h2>
      <p class="lead">${about.description}</p>
      <p>Start an episode, and you are the agent: what it sees is marked <span class="sees agent">agent sees</span>, what only the trainer gets is marked <span class="sees trainer">trainer only</span>.</p>
      <p class="row"><button class="primary" disabled=${busy !== undefined} onClick=${() =>
        player.reset({})}>Start an episode</button></p>
      <p class="hint">Or drop a recorded episode (JSONL) anywhere on this page, and take it over where it went wrong.</p>
    </div>
  `;
}
