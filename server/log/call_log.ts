import { ERROR_TABLE, OpenEnvError, type StepResult } from "@openenv/core";
import { messageOf } from "@openenv/core/errors";
import type { CloseReason, ObservedSession, SessionCall, SessionObserver } from "@openenv/core/session";
import { type LogFields, type Logger, type LogLevel, writesAt } from "./logger.ts";

/** How long the stack of an error that was logged is not logged again, in milliseconds. */
const STACK_INTERVAL_MS = 60_000;
/** How many different stacks are logged in that time. */
const MAX_STACKS = 100;
/** The most characters of a message. */
const MAX_MESSAGE = 2000;

/** Options for {@linkcode CallLog}. */
export interface CallLogOptions {
  /** The log. */
  readonly log: Logger;
  /** The least important entries that are written. */
  readonly level: LogLevel;
  /** The environment's name; `undefined` until it is loaded. */
  readonly name: () => string | undefined;
}

/** The episode of a session. */
interface Episode {
  readonly id: string | undefined;
  steps: number;
  reward: number;
  hasEnded: boolean;
}

/** What a session has done. */
interface History {
  episodes: number;
  steps: number;
  episode?: Episode;
}

/**
 * Writes what an environment throws to the log, once, with the place where it happened; and what sessions do, if the
 * level asks for that. At other levels a step costs nothing.
 */
export class CallLog implements SessionObserver {
  /** See {@linkcode SessionObserver}. */
  readonly finished?: SessionObserver["finished"];
  /** See {@linkcode SessionObserver}. */
  readonly closed?: SessionObserver["closed"];
  readonly #options: CallLogOptions;
  readonly #histories: Map<ObservedSession, History> = new Map();
  /** What was logged: an error passes several places on its way out. */
  readonly #logged: WeakSet<object> = new WeakSet();
  readonly #stacks: Set<string> = new Set();
  #stacksSince = -Infinity;

  /** Creates the log of a server. */
  constructor(options: CallLogOptions) {
    this.#options = options;
    if (!writesAt(options.level, "info")) return;
    this.finished = (session, call, result) => this.#finish(session, call, result);
    this.closed = (session, reason) => this.#close(session, reason);
  }

  /** Logs what an environment threw; the errors of callers are theirs alone. */
  failed(session: ObservedSession, call: SessionCall, thrown: unknown): void {
    const fields = this.#fields(session, call);
    if (call === "step" && isFault(thrown)) this.#countStep(session);
    if (call !== "close") return this.#report(thrown, fields);
    const message = `Cannot close the environment of session ${session.id}: ${describe(thrown)}`;
    this.#error(message, originOf(thrown), fields);
  }

  /** Logs what failed outside a session: loading the environment, or a request for tasks. */
  failedOutside(call: string, thrown: unknown): void {
    this.#report(thrown, { environment: this.#options.name(), call });
  }

  /** Logs why a tool call could not be answered, if that was not logged yet: an agent is not told. */
  failedTool(name: string, thrown: unknown): void {
    if (!this.#isNew(thrown)) return;
    this.#error(`Tool ${name} failed: ${describe(thrown)}`, originOf(thrown), { environment: this.#options.name() });
  }

  /** Logs an error that is the environment's fault, or ours. */
  #report(thrown: unknown, fields: LogFields): void {
    if (!isFault(thrown)) return;
    const message = `${fields.environment ?? "The environment"} failed in ${fields.call}: ${describe(thrown)}`;
    const origin = originOf(thrown);
    // Without an author's error, the caller gets all that there is to know.
    if (origin === undefined) this.#options.log.info(message, fields);
    else if (this.#isNew(thrown)) this.#error(message, origin, fields);
  }

  #error(message: string, error: unknown, fields: LogFields): void {
    const isShown = error !== undefined && !this.#isRepeated(error);
    this.#options.log.error(message, isShown ? { ...fields, error } : fields);
  }

  #isNew(thrown: unknown): boolean {
    if (typeof thrown !== "object" || thrown === null) return true;
    if (this.#logged.has(thrown)) return false;
    this.#logged.add(thrown);
    return true;
  }

  /** `true` for a stack that was logged a moment ago. */
  #isRepeated(error: unknown): boolean {
    const now = performance.now();
    if (now - this.#stacksSince >= STACK_INTERVAL_MS) {
      this.#stacks.clear();
      this.#stacksSince = now;
    }
    const stack = readStack(error);
    if (this.#stacks.has(stack) || this.#stacks.size >= MAX_STACKS) return true;
    this.#stacks.add(stack);
    return false;
  }

  #finish(session: ObservedSession, call: "reset" | "step", result: StepResult): void {
    const history = this.#historyOf(session);
    if (call === "reset" || history.episode === undefined) this.#begin(session, history);
    const episode = history.episode!;
    const { log } = this.#options;
    if (call === "step") {
      this.#countStep(session);
      episode.reward += result.reward ?? 0;
    }
    if (writesAt(this.#options.level, "debug")) {
      const what = call === "reset" ? "Reset" : `Step ${episode.steps}: reward ${result.reward}`;
      log.debug(what, {
        ...this.#fields(session, call),
        step: episode.steps,
        reward: result.reward,
        done: result.done,
      });
    }
    if (result.done) this.#end(session, episode, result.terminated ? "terminated" : "truncated");
  }

  /** Counts a step that was executed, also one that failed. */
  #countStep(session: ObservedSession): void {
    const history = this.#histories.get(session);
    if (history === undefined) return;
    history.steps++;
    if (history.episode !== undefined) history.episode.steps++;
  }

  #begin(session: ObservedSession, history: History): void {
    this.#end(session, history.episode, "left");
    history.episodes++;
    history.episode = { id: session.episodeId, steps: 0, reward: 0, hasEnded: false };
  }

  #end(session: ObservedSession, episode: Episode | undefined, end: "terminated" | "truncated" | "left"): void {
    if (episode === undefined || episode.hasEnded) return;
    episode.hasEnded = true;
    const { id, steps, reward } = episode;
    const fields = { ...this.#fields(session), episode: id, steps, reward, end };
    this.#options.log.info("Episode ended", fields);
  }

  #close(session: ObservedSession, reason: CloseReason): void {
    const { episodes, steps, episode } = this.#historyOf(session);
    this.#histories.delete(session);
    this.#end(session, episode, "left");
    const { environment } = this.#fields(session);
    this.#options.log.info(`Session ${reason}`, { environment, session: session.id, episodes, steps });
  }

  #historyOf(session: ObservedSession): History {
    const known = this.#histories.get(session) ?? { episodes: 0, steps: 0 };
    this.#histories.set(session, known);
    return known;
  }

  #fields(session: ObservedSession, call?: string): LogFields {
    const environment = this.#options.name();
    return { environment, session: session.id, episode: session.episodeId, ...(call === undefined ? {} : { call }) };
  }
}

/** `true` for an error of the environment's code, or of ours, rather than of the caller. */
function isFault(thrown: unknown): boolean {
  return !(thrown instanceof OpenEnvError) || (ERROR_TABLE[thrown.code]?.httpStatus ?? 500) === 500;
}

/** Returns the author's error; `undefined` if there is none, and the message says everything. */
function originOf(thrown: unknown): unknown {
  return thrown instanceof OpenEnvError ? thrown.cause : thrown;
}

/** Describes what was thrown; authors throw texts of any length. */
function describe(thrown: unknown): string {
  const text = messageOf(thrown);
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}

function readStack(error: unknown): string {
  try {
    return error instanceof Error ? String(error.stack) : messageOf(error);
  } catch {
    return messageOf(error);
  }
}
