import { type EpisodeLine, parseEpisodeLine } from "@openenv/core/episodes/lines";
import { LiveEpisode } from "../model/episode.ts";
import type { Player } from "./player.ts";

/** Follows a session by its link. The page shows its calls as they come, and can't change anything. */
export function startWatching(player: Player, handle: string): void {
  const source = new EventSource(`${player.server!.url}/web/watch/${encodeURIComponent(handle)}`);
  player.set({ origin: "watching", busy: "Waiting for the next episode" });
  source.addEventListener("message", ({ data }) => {
    const line = parseEpisodeLine(data);
    if (line.type !== "problem") addLine(player, line);
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    player.set({ busy: undefined });
    player.fail(new Error("This link leads nowhere: the session that it showed is closed, or the link is wrong."));
  });
}

function addLine(player: Player, line: EpisodeLine): void {
  const { episode, at, revision } = player.state;
  if (line.type === "episode") {
    player.set({ episode: new LiveEpisode(line), at: 0, busy: undefined, revision: revision + 1 });
  } else if (episode instanceof LiveEpisode) {
    episode.add(line);
    const isAtEnd = at >= episode.length - 2;
    player.set({ at: isAtEnd ? episode.length - 1 : at, revision: revision + 1 });
  }
}
