import { type EpisodeLine, parseEpisodeLine } from "@openenv/core/episodes/lines";
import { LiveEpisode } from "../model/episode.ts";
import type { Player } from "./player.ts";

const WAITING = "Waiting for the next call";

/** Follows a session by its link. The page shows its calls as they come, and can't change anything. */
export function startWatching(player: Player, handle: string): void {
  const source = new EventSource(`${player.server!.url}/web/watch/${encodeURIComponent(handle)}`);
  const feed: Feed = {};
  player.set({ origin: "watching", busy: WAITING });
  source.addEventListener("message", ({ data }) => {
    const line = parseEpisodeLine(data);
    if (line.type !== "problem") addLine(player, feed, line);
  });
  source.addEventListener("skipped", ({ data }) => {
    feed.episode!.skipped = Number(data);
    const missing = data === "1" ? "1 step is" : `${data} steps are`;
    const notice = `${missing} missing after the first call: the server keeps the newest 4 MiB of an episode.`;
    player.set({ notice });
  });
  source.addEventListener("open", () => player.set({ busy: isEmpty(feed) ? WAITING : undefined }));
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) {
      player.set({ busy: "The connection is lost. Connecting again" });
      return;
    }
    player.set({ busy: undefined });
    if (feed.episode !== undefined) player.set({ notice: "The session that you followed is closed." });
    else player.fail(new Error("This link leads nowhere: the session that it showed is closed, or the link is wrong."));
  });
}

/** `true` before the first call. */
function isEmpty({ episode }: Feed): boolean {
  return episode === undefined || episode.length === 0;
}

/** Adds a line. An episode is shown from its first call on, which may be a step: the link may be younger. */
function addLine(player: Player, feed: Feed, line: EpisodeLine): void {
  if (line.type === "episode") {
    feed.episode = new LiveEpisode(line);
    return;
  }
  const { episode } = feed;
  if (episode === undefined) return;
  const { at, revision, episode: shown } = player.state;
  const isFollowed = shown !== episode || at === episode.length - 1;
  episode.add(line);
  if (player.state.origin !== "watching") return; // another episode was opened meanwhile
  player.set({ episode, at: isFollowed ? episode.length - 1 : at, busy: undefined, revision: revision + 1 });
}

interface Feed {
  episode?: LiveEpisode;
}
