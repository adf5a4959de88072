/**
 * Recorded episodes as JSON Lines: a header, the reset, then one line per step. The page at `/web` saves and opens them.
 *
 * ```ts ignore
 * import { parseEpisodeFile, toEpisodeFile } from "@openenv/core/episodes";
 *
 * const episode = parseEpisodeFile(await Deno.readTextFile("episode.jsonl"));
 * await Deno.writeTextFile("copy.jsonl", toEpisodeFile(episode));
 * ```
 *
 * @module
 */
export {
  type CallLine,
  EPISODE_FORMAT,
  type EpisodeHeader,
  type EpisodeLine,
  type LineProblem,
  parseEpisodeLine,
  type RecordedRendering,
  type RecordedResult,
  type ResetLine,
  type StepLine,
  toEpisodeLine,
} from "./episode_lines.ts";
export { parseEpisodeFile, type RecordedEpisode, toEpisodeFile } from "./read_episode.ts";
