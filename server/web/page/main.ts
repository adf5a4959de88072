import { h, render } from "preact";
import { Player } from "./session/player.ts";
import { Server } from "./session/server.ts";
import { restoreTheme } from "./session/theme.ts";
import { startWatching } from "./session/watch.ts";
import { App } from "./views/app.ts";

restoreTheme();
const saved = document.querySelector("#episode")?.textContent;
const server = saved ? undefined : new Server(new URL(".", document.baseURI).href.replace(/\/$/, ""));
const player = new Player(server);
render(h(App, { player }), document.querySelector("#app")!);

boot().catch((error) => player.fail(error));

async function boot(): Promise<void> {
  if (saved) return player.open(new TextEncoder().encode(saved.trim()), document.title);
  const query = new URLSearchParams(location.search);
  const watched = query.get("watch");
  const link = query.get("episode");
  if (watched !== null) return startWatching(player, watched);
  globalThis.addEventListener("pagehide", () => server!.close());
  await player.start();
  if (link !== null) await openLink(link);
}

async function openLink(link: string): Promise<void> {
  try {
    const response = await fetch(link);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    player.open(new Uint8Array(await response.arrayBuffer()), link.split("/").at(-1)!);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    player.fail(
      new Error(`Cannot open ${link}: ${why}. The page opens links to its own server only; drop other files on it.`),
    );
  }
}
