import { DefinitionError } from "../errors/error_classes.ts";
import { type EpisodeHeader, parseEpisodeLine, type ResetLine, type StepLine, toEpisodeLine } from "./episode_lines.ts";

/** A recorded episode. */
export interface RecordedEpisode {
  /** The header. */
  readonly header: EpisodeHeader;
  /** The reset, then the steps. */
  readonly calls: readonly (ResetLine | StepLine)[];
}

/** Writes an episode as JSON Lines. */
export function toEpisodeFile({ header, calls }: RecordedEpisode): string {
  return [header, ...calls].map(toEpisodeLine).join("");
}

/**
 * Reads an episode from JSON Lines.
 *
 * @param text The content of the file.
 * @param name The name in error messages, such as the file's.
 * @returns The episode.
 * @throws {@linkcode DefinitionError} if the text is no recorded episode; it names the line.
 */
export function parseEpisodeFile(text: string, name = "episode"): RecordedEpisode {
  const [header, ...calls] = text.split("\n").filter((line) => line.trim() !== "").map((line, index) => {
    const parsed = parseEpisodeLine(line);
    const wanted = (["episode", "reset"] as const)[index] ?? "step";
    if (parsed.type === wanted) return parsed;
    const why = parsed.type === "problem" ? parsed.message : `it is of the type "${parsed.type}", not "${wanted}"`;
    throw new DefinitionError(`Cannot read ${name}: line ${index + 1} does not fit: ${why}`, { part: name });
  });
  if (header === undefined) throw new DefinitionError(`Cannot read ${name}: it is empty`, { part: name });
  return { header: header as EpisodeHeader, calls: calls as (ResetLine | StepLine)[] };
}
