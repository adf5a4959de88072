/**
 * The lines of a recorded episode: a header, a reset, then the steps. This file imports nothing, so that a page can
 * load it as it is.
 *
 * @module
 */

/** The format of the lines; a file of another format says so in its header. */
export const EPISODE_FORMAT = "openenv.episode.v1";

/** The first line. */
export interface EpisodeHeader {
  /** Marks the header. */
  readonly type: "episode";
  /** The format of the file: {@linkcode EPISODE_FORMAT}. */
  readonly format: string;
  /** The environment that was played. */
  readonly environment: { readonly name: string; readonly version?: string };
  /** The seed of the episode, which replays it; absent if the server reports none. */
  readonly seed?: number;
  /** The episode's id. */
  readonly episode_id?: string;
  /** When the episode began, in ISO 8601. */
  readonly started_at?: string;
}

/** A result, with its observation as the agent got it. */
export interface RecordedResult {
  /** The agent's observation. */
  readonly observation: unknown;
  /** The reward; `null` if there is none. */
  readonly reward: number | null;
  /** `true` if the episode ended by the environment's own rules. */
  readonly terminated: boolean;
  /** `true` if the episode was cut off. */
  readonly truncated: boolean;
  /** `true` if the episode is over. */
  readonly done: boolean;
  /** Diagnostics for the orchestrator. */
  readonly info: Readonly<Record<string, unknown>>;
}

/** A drawing of the situation after a call; see `Rendering`. */
export interface RecordedRendering {
  /** Plain text, perhaps with ANSI colours. */
  readonly text?: string;
  /** An SVG document. */
  readonly svg?: string;
  /** A PNG file in base64. */
  readonly png?: string;
  /** A table. */
  readonly table?: { readonly columns?: readonly string[]; readonly rows: readonly (readonly unknown[])[] };
}

/** The keys that the lines of resets and steps share. */
export interface CallLine {
  /** The answer to the call. */
  readonly result: RecordedResult;
  /** The drawing after the call. */
  readonly rendering?: RecordedRendering;
  /** The scores of the rubric's parts, by name. */
  readonly parts?: Readonly<Record<string, unknown>>;
}

/** The second line. */
export interface ResetLine extends CallLine {
  /** Marks the reset. */
  readonly type: "reset";
  /** The options of the reset. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Every further line. */
export interface StepLine extends CallLine {
  /** Marks a step. */
  readonly type: "step";
  /** The action. */
  readonly action: unknown;
}

/** A line of a recorded episode. */
export type EpisodeLine = EpisodeHeader | ResetLine | StepLine;

/** The reason why a text is no line of an episode. */
export interface LineProblem {
  /** Marks the problem. */
  readonly type: "problem";
  /** The reason, in a few words. */
  readonly message: string;
}

/** Strings, which may hold the same words, and the numbers that Python writes and JSON does not have. */
const PYTHON_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** Writes one line, with its line break. */
export function toEpisodeLine(line: EpisodeLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Reads one line; a problem is returned. Python's `NaN` and `Infinity` become the strings `"NaN"` and `"Infinity"`. */
export function parseEpisodeLine(text: string): EpisodeLine | LineProblem {
  const value = parseJson(text);
  if (value === undefined) return problem("it is not JSON");
  if (!isObject(value)) return problem("it is no object");
  switch (value.type) {
    case "episode":
      return checkHeader(value);
    case "reset":
      return isObject(value.options) ? checkCall(value) : problem("its options are no object");
    case "step":
      return "action" in value ? checkCall(value) : problem("it has no action");
    default:
      return problem('its type is not "episode", "reset" or "step"');
  }
}

function checkHeader(value: Record<string, unknown>): EpisodeLine | LineProblem {
  const { format, environment, seed } = value;
  if (format !== EPISODE_FORMAT) return problem(`its format is not ${EPISODE_FORMAT}`);
  if (!isObject(environment) || typeof environment.name !== "string") return problem("it names no environment");
  if (seed !== undefined && !Number.isSafeInteger(seed)) return problem("its seed is no integer");
  return value as unknown as EpisodeHeader;
}

function checkCall(value: Record<string, unknown>): EpisodeLine | LineProblem {
  const { result } = value;
  if (!isObject(result) || !("observation" in result)) return problem("its result has no observation");
  const { reward = null, terminated = false, truncated = false, info = {} } = result;
  const done = result.done ?? (terminated === true || truncated === true);
  if (reward !== null && typeof reward !== "number" && !isPythonNumber(reward)) {
    return problem("its reward is no number");
  }
  if (!isObject(info)) return problem("its info is no object");
  const full = { observation: result.observation, reward: Number(reward), terminated, truncated, done, info };
  return { ...value, result: reward === null ? { ...full, reward } : full } as unknown as EpisodeLine;
}

function isPythonNumber(value: unknown): boolean {
  return typeof value === "string" && /^(NaN|-?Infinity)$/.test(value);
}

function parseJson(text: string): unknown {
  for (const attempt of [() => text, () => text.replace(PYTHON_NUMBER, quote)]) {
    try {
      return JSON.parse(attempt());
    } catch {
      // The second attempt allows for Python's numbers.
    }
  }
}

function quote(found: string): string {
  return found.startsWith('"') ? found : `"${found}"`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function problem(message: string): LineProblem {
  return { type: "problem", message };
}
