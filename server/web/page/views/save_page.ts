import { toEpisodeLine } from "@openenv/core/episodes/lines";
import { type Episode, FileEpisode } from "../model/episode.ts";

/** Written in two parts, because this file itself is part of the page that is saved. */
const SCRIPT_END = "</" + "script>";

/** Saves an episode as JSON Lines. */
export function saveLines(episode: Episode): void {
  download(toBytes(episode), "application/jsonl", `${nameOf(episode)}.jsonl`);
}

/** Saves an episode as one HTML file that needs no server: this page, its style and the lines. */
export async function savePage(episode: Episode): Promise<void> {
  const [script, style] = await Promise.all(["#page-script", "#page-style"].map(readAsset));
  const policy = `default-src 'none'; script-src '${script!.hash}'; style-src '${style!.hash}'; img-src data:`;
  const head = [
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(nameOf(episode))}</title><link rel="icon" href="data:,">`,
    `<style id="page-style" data-integrity="${style!.hash}">${style!.text}</style></head>`,
    '<body><div id="app"></div><script type="application/x-ndjson" id="episode">',
  ];
  const foot = `${SCRIPT_END}<script type="module" id="page-script" data-integrity="${script!.hash}">${
    script!.text
  }${SCRIPT_END}</body></html>\n`;
  download([head.join("\n"), ...toLines(episode), foot], "text/html", `${nameOf(episode)}.html`);
}

/** The page's own script and style, with the hash by which a policy lets them in. */
async function readAsset(selector: string): Promise<{ readonly text: string; readonly hash: string }> {
  const element = document.querySelector<HTMLScriptElement & HTMLLinkElement>(selector)!;
  const address = element.getAttribute("src") ?? element.getAttribute("href");
  if (address === null) return { text: element.textContent!, hash: element.dataset.integrity! };
  return { text: await (await fetch(element.src ?? element.href)).text(), hash: element.integrity };
}

/** In a script element, a `<` could end it. In JSON it stands in strings only. */
function* toLines(episode: Episode): Generator<string> {
  yield toEpisodeLine(episode.header).replaceAll("<", "\\u003c");
  for (let index = 0; index < episode.length; index++) {
    yield `${episode.line(index).trimEnd().replaceAll("<", "\\u003c")}\n`;
  }
}

function toBytes(episode: Episode): BlobPart[] {
  if (episode instanceof FileEpisode) return [episode.bytes as Uint8Array<ArrayBuffer>];
  const lines = Array.from({ length: episode.length }, (_, index) => episode.line(index));
  return [toEpisodeLine(episode.header), ...lines];
}

function download(parts: BlobPart[], type: string, name: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function nameOf({ header }: Episode): string {
  return [header.environment.name, header.seed, header.episode_id?.slice(0, 8)].filter((part) => part !== undefined)
    .join("-");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
