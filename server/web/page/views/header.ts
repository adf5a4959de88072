import { useState } from "preact/hooks";
import { type Child, html } from "./html.ts";
import { isPartial } from "../model/episode.ts";
import type { Player } from "../session/player.ts";
import { chooseTheme, readTheme, type Theme } from "../session/theme.ts";
import { openFile } from "./open_file.ts";
import { copyText } from "./copy_text.ts";
import { ReadmeButton } from "./readme.ts";
import { saveLines, savePage } from "./save_page.ts";

const NEXT: Readonly<Record<Theme, Theme>> = { auto: "light", light: "dark", dark: "auto" };
const SYMBOL: Readonly<Record<Theme, string>> = { auto: "◐", light: "☀", dark: "☾" };
const ORIGIN = { live: "live session", recording: "recording, read-only", watching: "watching, read-only" } as const;

/** The name of what is shown, and what can be done with it. */
export function Header({ player }: { player: Player }): Child {
  const { about, episode, origin } = player.state;
  const environment = origin === "live" && about !== undefined ? about : episode?.header.environment ?? about;
  const isWhole = episode !== undefined && !isPartial(episode);
  return html`
    <header class="top">
      <span class="mark" aria-hidden="true"></span>
      <div class="title"><h1 class="name">${environment?.name ?? "OpenEnv"}</h1>
          ${environment?.version !== undefined && html`<span class="version">${environment.version}</span>`}
          ${(episode !== undefined || origin === "watching") &&
            html`<span class=${`chip ${origin}`}>${ORIGIN[origin]}</span>`}</div>
      <nav aria-label="Page" class="tools-row">
          ${about?.readme && html`<${ReadmeButton} text=${about.readme} />`}
          ${origin === "recording" && player.server !== undefined && about !== undefined &&
            html`<button onClick=${() => player.leave()}>Back to play</button>`}
          <${OpenButton} player=${player} label="Open…" as="episode" />
          ${isWhole && html`<${OpenButton} player=${player} label="Compare…" as="other" />`}
          ${isWhole && html`<${SaveMenu} player=${player} />`}
          ${player.isPlayable && episode !== undefined &&
            html`<button onClick=${(event: Event) =>
              share(player, event.currentTarget as HTMLElement)}>Copy watch link</button>`}
          <${ThemeButton} />
        </nav>
    </header>
  `;
}

async function share(player: Player, button: HTMLElement): Promise<void> {
  try {
    const link = await player.server!.watch();
    await copyText(link, button);
    player.set({ notice: `Anyone with this link can follow this session, but not change it: ${link}` });
  } catch (error) {
    player.fail(error);
  }
}

function OpenButton({ player, label, as }: { player: Player; label: string; as: "episode" | "other" }): Child {
  const open = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) openFile(player, file, as);
    input.value = "";
  };
  return html`
    <label
      class="button"><input type="file" class="sr-only" accept=".jsonl,.ndjson,.json,.txt" onChange=${open} />${label}</label>
  `;
}

function SaveMenu({ player }: { player: Player }): Child {
  const run = (save: () => void | Promise<void>) => async () => {
    try {
      await save();
    } catch (error) {
      player.fail(error);
    }
  };
  const { episode } = player.state;
  return html`
    <button onClick=${run(() => saveLines(episode!))}>Save JSONL</button>
    <button onClick=${run(() => savePage(episode!))}>Save page</button>
  `;
}

function ThemeButton(): Child {
  const [theme, setTheme] = useState<Theme>(readTheme());
  const next = () => {
    setTheme(NEXT[theme]);
    chooseTheme(NEXT[theme]);
  };
  return html`<button class="icon" aria-label=${`Theme: ${theme}`} title=${`Theme: ${theme}`} onClick=${next}>${
    SYMBOL[theme]
  }</button>`;
}
