import {
  type EpisodeHeader,
  parseEpisodeLine,
  type ResetLine,
  type StepLine,
  toEpisodeLine,
} from "@openenv/core/episodes/lines";
import type { Rewards } from "./plot.ts";

/** A call of an episode and its answer. */
export type Frame = ResetLine | StepLine;

/** An episode to look at: one that is being played, or one that was recorded. */
export interface Episode {
  /** The header. */
  readonly header: EpisodeHeader;
  /** The name for people: a file's, or the environment's. */
  readonly title: string;
  /** The number of calls, the reset included. */
  readonly length: number;
  /** The rewards that are known so far. */
  readonly rewards: Rewards;
  /** Returns a call. */
  frame(index: number): Frame;
  /** Returns a line as text, to search in it. */
  line(index: number): string;
}

/** An episode that is being played in this tab, or watched in it. */
export class LiveEpisode implements Episode {
  header: EpisodeHeader;
  readonly title: string;
  /** How many steps after the reset are missing, in an episode that is watched. */
  skipped = 0;
  readonly #frames: Frame[] = [];
  readonly #rewards: (number | null)[] = [];

  constructor(header: EpisodeHeader) {
    this.header = header;
    this.title = header.environment.name;
  }

  get length(): number {
    return this.#frames.length;
  }

  get rewards(): Rewards {
    return this.#rewards;
  }

  frame(index: number): Frame {
    return this.#frames[index]!;
  }

  line(index: number): string {
    return toEpisodeLine(this.#frames[index]!);
  }

  /** Adds a call. */
  add(frame: Frame): void {
    this.#frames.push(frame);
    this.#rewards.push(frame.result.reward);
  }

  /** Adds what was drawn after the latest call. */
  amend(more: Pick<Frame, "rendering" | "parts">): void {
    const index = this.#frames.length - 1;
    this.#frames[index] = { ...this.#frames[index]!, ...more };
  }
}

/** `true` for an episode that is watched and lacks some of its calls: it can be neither replayed nor saved. */
export function isPartial(episode: Episode): boolean {
  return episode instanceof LiveEpisode && episode.length > 0 &&
    (episode.skipped > 0 || episode.frame(0).type === "step");
}

/** Names a call for people. The number of a step is known only if none before it is missing. */
export function nameCall(episode: Episode, at: number): string {
  if (isPartial(episode)) return `call ${at + 1}`;
  return at === 0 ? "reset" : `step ${at}`;
}

const LINE_BREAK = 10;
/** How many parsed lines are kept. */
const KEPT = 64;

/**
 * A recorded episode. Its lines are found at once and parsed when they are looked at, so that a large file opens
 * quickly.
 */
export class FileEpisode implements Episode {
  readonly header: EpisodeHeader;
  readonly title: string;
  readonly #bytes: Uint8Array;
  readonly #ends: readonly number[];
  readonly #start: number;
  readonly #rewards: (number | null | undefined)[];
  readonly #parsed = new Map<number, Frame>();
  readonly #decoder = new TextDecoder();

  /**
   * @param bytes The content of the file.
   * @param title The name of the file.
   * @throws An `Error` that says for people why this is no episode.
   */
  constructor(bytes: Uint8Array, title: string) {
    const ends = findLineEnds(bytes);
    if (ends.length === 0) throw new Error(`${title} is empty.`);
    const first = parseEpisodeLine(this.#decoder.decode(bytes.subarray(0, ends[0])));
    if (first.type !== "episode") {
      const why = first.type === "problem" ? first.message : "it has no header";
      throw new Error(`${title} is no recorded episode: line 1 does not fit, ${why}.`);
    }
    this.header = first;
    this.title = title;
    this.#bytes = bytes;
    this.#start = ends[0]! + 1;
    this.#ends = ends.slice(1);
    if (this.length === 0) throw new Error(`${title} has a header, but no reset.`);
    const reset = this.#parse(0);
    if (reset.type !== "reset") throw new Error(`${title} is no recorded episode: line 2 is no reset.`);
    this.#rewards = new Array(this.length);
    this.#rewards[0] = reset.result.reward;
  }

  /** The number of calls. */
  get length(): number {
    return this.#ends.length;
  }

  /** The rewards that are read; see {@linkcode readRewards}. */
  get rewards(): Rewards {
    return this.#rewards;
  }

  /** The content of the file. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  frame(index: number): Frame {
    const known = this.#parsed.get(index);
    if (known !== undefined) return known;
    const frame = this.#parse(index);
    if (this.#parsed.size >= KEPT) this.#parsed.delete(this.#parsed.keys().next().value!);
    this.#parsed.set(index, frame);
    return frame;
  }

  line(index: number): string {
    const from = index === 0 ? this.#start : this.#ends[index - 1]! + 1;
    return this.#decoder.decode(this.#bytes.subarray(from, this.#ends[index]));
  }

  /** Reads the rewards, a few lines at a time, with pauses. It reports each time, and ends at a line that is broken. */
  async readRewards(pause: () => Promise<void>, report: () => void): Promise<void> {
    let begun = performance.now();
    for (let index = 1; index < this.length; index++) {
      const frame = readOrUndefined(() => this.#parse(index));
      this.#rewards[index] = frame?.result.reward ?? null;
      if (performance.now() - begun < 12) continue;
      report();
      await pause();
      begun = performance.now();
    }
    report();
  }

  #parse(index: number): Frame {
    const line = parseEpisodeLine(this.line(index));
    if (line.type === "problem") {
      const isCut = index === this.length - 1 ? " The file may have been cut off." : "";
      throw new Error(`Line ${index + 2} of ${this.title} does not fit: ${line.message}.${isCut}`);
    }
    if (line.type === "episode") throw new Error(`Line ${index + 2} of ${this.title} begins another episode.`);
    return line;
  }
}

function findLineEnds(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(LINE_BREAK, from);
    const end = found === -1 ? bytes.length : found;
    if (end > from + 1 || bytes[from]! > 32) ends.push(end);
    else if (found !== -1 && ends.length > 0) break;
    from = end + 1;
  }
  return ends;
}

function readOrUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // the line itself says what is wrong when it is looked at
  }
}

/** Finds the calls whose lines hold a text, in any case; it stops after `most` of them. */
export function searchEpisode(episode: Episode, words: string, most = 1000): readonly number[] {
  const found: number[] = [];
  const inJson = JSON.stringify(words).slice(1, -1);
  const pattern = new RegExp(inJson.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
  for (let index = 0; index < episode.length && found.length < most; index++) {
    if (pattern.test(episode.line(index))) found.push(index);
  }
  return found;
}

/** Finds the first call at which two episodes differ; `undefined` if there is none. A drawing is no difference. */
export function findFork(one: Episode, other: Episode): number | undefined {
  const shared = Math.min(one.length, other.length);
  for (let index = 0; index < shared; index++) {
    if (one.line(index) !== other.line(index) && factsOf(one.frame(index)) !== factsOf(other.frame(index))) {
      return index;
    }
  }
  return one.length === other.length ? undefined : shared;
}

function factsOf(frame: Frame): string {
  const { observation, reward, terminated, truncated } = frame.result;
  const call = frame.type === "step" ? frame.action : null;
  return JSON.stringify([call, sorted(observation), reward, terminated, truncated]);
}

/** Puts the keys of objects in order, because two servers may write them in different ones. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, one]) => [key, sorted(one)]),
  );
}
