import { useEffect, useState } from "preact/hooks";
import { type Child, classes, html } from "./html.ts";
import { isGone, type Player, type Problem } from "../session/player.ts";
import { ActionPanel } from "./action_panel.ts";
import { Guard } from "./guard.ts";
import { Header } from "./header.ts";
import { openFile } from "./open_file.ts";
import { ResetForm } from "./reset_form.ts";
import { ResultPanel } from "./result_panel.ts";
import { Stage } from "./stage.ts";
import { Timeline } from "./timeline.ts";
import { TokenForm } from "./token_form.ts";
import { useStore } from "./use_store.ts";

/** The page. */
export function App({ player }: { player: Player }): Child {
  const { about, episode, needsToken, origin, busy, revision, at } = useStore(player);
  const isOver = useDropTarget(player);
  const name = about?.name ?? episode?.header.environment.name;
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · OpenEnv`;
  }, [name]);
  if (needsToken) return html`<${TokenForm} player=${player} />`;
  const isPlaying = origin === "live" && player.server !== undefined;
  return html`
    <div class=${classes("page", isOver && "drop-target")} aria-busy=${busy !== undefined ? "true" : "false"}>
      <${Header} player=${player} />
      <${News} player=${player} />
      <main class=${classes("columns", !isPlaying && "wide")}>
          ${isPlaying && html`<section class="controls" aria-label="Play">
        ${episode !== undefined && html`<${ActionPanel} player=${player} />`}
        ${about !== undefined && html`<${ResetForm} player=${player} about=${about} />`}
      </section>`}
          <${Guard} place=${`${revision} ${at}`}><${Stage} player=${player} /></${Guard}>
          ${episode !== undefined && html`<${ResultPanel} player=${player} />`}
        </main>
        ${episode !== undefined && html`<${Timeline} player=${player} />`}
      </div>
  `;
}

/** What the page waits for, what went wrong, and what else there is to know. */
function News({ player }: { player: Player }): Child {
  const { busy, problem, notice, episode, origin } = player.state;
  const dismiss = () => player.set({ problem: undefined, notice: undefined });
  return html`<div class="news">
    <p class="busy" role="status">${
    busy !== undefined && html`<span class="spinner" aria-hidden="true"></span>${busy}…`
  }</p>
    ${
    problem !== undefined && !isAboutAction(problem) && html`<div class="banner bad" role="alert">
      <p><strong>${problem.code ?? "Problem"}</strong> ${problem.message}</p>
      ${
      isGone(problem) && episode !== undefined &&
      html`<button onClick=${() => player.replay(episode, player.state.episode!.length - 1)}>
        Play this episode again in a new session</button>`
    }
      ${
      player.server !== undefined && player.state.about === undefined && origin !== "watching" &&
      html`<button onClick=${() => player.start()}>Try again</button>`
    }
      <button class="icon" aria-label="Dismiss" onClick=${dismiss}>×</button>
    </div>`
  }
    ${
    notice !== undefined && html`<div class="banner" role="status"><p>${notice}</p>
      <button class="icon" aria-label="Dismiss" onClick=${dismiss}>×</button></div>`
  }
  </div>`;
}

/** `true` for a problem that stands beside the action. */
function isAboutAction({ of, code }: Problem): boolean {
  return of === "step" && code === "EXECUTION_ERROR";
}

/** Files that are dropped on the page are opened. */
function useDropTarget(player: Player): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = async (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) await openFile(player, file);
    };
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, [player]);
  return isOver;
}
