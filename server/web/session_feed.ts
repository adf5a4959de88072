import { CapacityError, type StepResult } from "@openenv/core";
import { EPISODE_FORMAT, type EpisodeHeader } from "@openenv/core/episodes/lines";
import { toWireView } from "@openenv/core/protocol";
import type { Session } from "@openenv/core/session";
import { followSession } from "../sessions/follow_session.ts";
import { FeedReader } from "./feed_reader.ts";

/** How long the lines are, together, that a new reader gets of the running episode, in UTF-16 units. */
const MAX_KEPT_LENGTH = 4 * 1024 * 1024;
/** The most readers of one session. */
const MAX_READERS = 64;
/** How often a connection shows that it is alive, in milliseconds. */
const ALIVE_MS = 15_000;
/** Drawings for readers take at most one part in this many of a session's time. */
const DRAWING_SHARE = 10;

const encoder = new TextEncoder();

/** Options for {@linkcode SessionFeed}. */
export interface SessionFeedOptions {
  /** The environment, as the headers of episodes name it. */
  readonly environment: EpisodeHeader["environment"];
  /** `true` draws the episode for the readers. */
  readonly draws: boolean;
}

/**
 * What happens in one session, as the lines of recorded episodes, for those who watch it. A feed reads and draws, and
 * never changes the session.
 *
 * Lines are written while the call's result is still that of this call. Drawings are made only while no call waits, and
 * take a small share of the time, so that a session that is busy is not held up.
 */
export class SessionFeed {
  /** `true` draws the episode for the readers. Once it does, it goes on. */
  draws: boolean;
  readonly #session: Session;
  readonly #environment: EpisodeHeader["environment"];
  readonly #readers: Set<FeedReader> = new Set();
  readonly #unfollow: () => void;
  /** The lines of the running episode: its header, its reset, and the newest of its steps. */
  #kept: string[] = [];
  #keptLength = 0;
  /** How many of its steps are not kept. */
  #skipped = 0;
  #tail: Promise<void>;
  #isClosed = false;
  #drawnUntil = -Infinity;
  /** How many calls of the session are this feed's own. */
  #ownCalls = 0;
  #alive: ReturnType<typeof setInterval> | undefined;

  /** Begins to follow a session. */
  constructor(session: Session, { environment, draws }: SessionFeedOptions) {
    this.#session = session;
    this.#environment = environment;
    this.draws = draws;
    this.#unfollow = followSession(session, (call, input, result) => this.#follow(call, input, result));
    this.#tail = session.episodeId === undefined ? Promise.resolve() : this.#begin(undefined, undefined);
  }

  /** Opens a reader: a stream of Server-Sent Events. Throws `CapacityError`. */
  open(): ReadableStream<Uint8Array> {
    if (this.#readers.size >= MAX_READERS) {
      throw new CapacityError(`Cannot watch session: it has ${MAX_READERS} readers`, {
        active_sessions: this.#readers.size,
        max_sessions: MAX_READERS,
      });
    }
    const reader = new FeedReader((gone) => this.#remove(gone));
    this.#readers.add(reader);
    this.#alive ??= setInterval(() => this.#broadcast(":\n\n"), ALIVE_MS);
    const [header, ...calls] = this.#kept.map(toEvent);
    const skipped = this.#skipped === 0 ? "" : `event: skipped\ndata: ${this.#skipped}\n\n`;
    reader.send(encoder.encode(`:\n\n${header ?? ""}${skipped}${calls.join("")}`));
    return reader.stream;
  }

  /** Ends the streams, after the lines that are due. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unfollow();
    await this.#tail;
    for (const reader of this.#readers) {
      this.#remove(reader);
      reader.close();
    }
  }

  #follow(call: "reset" | "step", input: unknown, result: StepResult): void {
    const { observation, reward, terminated, truncated, done, info } = result;
    const asked = call === "reset" ? { options: input } : { action: input };
    const line = JSON.stringify({
      type: call,
      ...asked,
      result: { observation, reward, terminated, truncated, done, info },
    });
    const [calls, startedAt] = [this.#calls, new Date().toISOString()];
    this.#tail = this.#tail.then(async () => {
      if (call === "reset") await this.#begin((input as { seed?: unknown }).seed, startedAt);
      this.#publish(await this.#draw(line, calls));
    });
  }

  /** Publishes the header of an episode. Its seed comes from the state, unless it was asked for. */
  async #begin(asked: unknown, startedAt: string | undefined): Promise<void> {
    const seed = Number.isSafeInteger(asked) ? asked as number : await this.#readSeed();
    const header: EpisodeHeader = {
      type: "episode",
      format: EPISODE_FORMAT,
      environment: this.#environment,
      ...(seed === undefined ? {} : { seed }),
      ...(this.#session.episodeId === undefined ? {} : { episode_id: this.#session.episodeId }),
      ...(startedAt === undefined ? {} : { started_at: startedAt }),
    };
    this.#kept = [];
    this.#keptLength = this.#skipped = 0;
    this.#publish(JSON.stringify(header));
  }

  async #readSeed(): Promise<number | undefined> {
    this.#ownCalls++;
    try {
      const { seed } = await this.#session.state();
      return Number.isSafeInteger(seed) ? seed as number : undefined;
    } catch {
      // The session's observer has logged it, and an episode can be watched without its seed.
      return undefined;
    }
  }

  /** The number of calls that others have made. */
  get #calls(): number {
    return this.#session.activity - this.#ownCalls;
  }

  /** Adds the drawing to a line, if the session stands where the line left it, after that many calls. */
  async #draw(line: string, calls: number): Promise<string> {
    const session = this.#session;
    const isPast = this.#calls !== calls || session.busy;
    const startedAt = performance.now();
    if (!this.draws || this.#readers.size === 0 || isPast || startedAt < this.#drawnUntil) return line;
    this.#ownCalls++;
    try {
      const { rendering, parts } = toWireView(await session.render());
      const shown = JSON.stringify({ rendering, parts });
      return shown === "{}" ? line : `${line.slice(0, -1)},${shown.slice(1)}`;
    } catch {
      // The session's observer has logged it; the page shows the observation.
      return line;
    } finally {
      const now = performance.now();
      this.#drawnUntil = now + (now - startedAt) * (DRAWING_SHARE - 1);
    }
  }

  #publish(line: string): void {
    this.#kept.push(line);
    this.#keptLength += line.length;
    // The header and the reset stay: nothing can be shown without them.
    while (this.#keptLength > MAX_KEPT_LENGTH && this.#kept.length > 3) {
      this.#keptLength -= this.#kept.splice(2, 1)[0]!.length;
      this.#skipped++;
    }
    this.#broadcast(toEvent(line));
  }

  #broadcast(event: string): void {
    if (this.#readers.size === 0) return;
    const bytes = encoder.encode(event);
    for (const reader of this.#readers) if (!reader.send(bytes)) this.#remove(reader);
  }

  #remove(reader: FeedReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearInterval(this.#alive);
    this.#alive = undefined;
  }
}

/** Writes a line as an event. JSON has no line breaks. */
function toEvent(line: string): string {
  return `data: ${line}\n\n`;
}
