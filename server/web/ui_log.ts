import { CapacityError, type StepResult } from "@openenv/core";
import type { Session } from "@openenv/core/session";
import { followSession } from "../sessions/follow_session.ts";

/** The most steps that are kept. */
const MAX_STEPS = 1000;

/** The most listeners of one session. */
const MAX_LISTENERS = 64;

/** One step, as programs of the reference's page read it. */
interface LoggedAction {
  readonly timestamp: string;
  readonly action: unknown;
  readonly observation: unknown;
  readonly reward: number | null;
  readonly done: boolean;
  readonly step_count: number;
}

/** The state of the reference's page: what a session has done since its last reset. */
export class UiLog {
  readonly #session: Session;
  readonly #parse: (action: unknown) => unknown;
  readonly #listeners: Set<(text: string) => void> = new Set();
  #observation: unknown = null;
  #steps: LoggedAction[] = [];
  #count = 0;
  #isReset = true;

  /** Begins to follow a session; `parse` fills in the defaults of an action. */
  constructor(session: Session, parse: (action: unknown) => unknown) {
    this.#session = session;
    this.#parse = parse;
    followSession(session, (call, input, result) => this.#follow(call, input, result));
  }

  /** Calls a function with the state, now and after each call; returns a function that ends that. */
  listen(listener: (text: string) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#write());
    return () => void this.#listeners.delete(listener);
  }

  /** Throws `CapacityError` if there is no room for one more listener. */
  assertRoom(): void {
    const active_sessions = this.#listeners.size;
    if (active_sessions < MAX_LISTENERS) return;
    throw new CapacityError(`Cannot open socket: the session has ${MAX_LISTENERS} listeners`, {
      active_sessions,
      max_sessions: MAX_LISTENERS,
    });
  }

  #follow(call: "reset" | "step", input: unknown, { observation: seen, reward, done, info }: StepResult): void {
    const observation = { metadata: info, ...seen };
    this.#observation = observation;
    this.#isReset = call === "reset";
    if (call === "reset") [this.#steps, this.#count] = [[], 0];
    else {
      const action = withoutMetadata(this.#parse(input));
      this.#steps.push({ timestamp: localTime(), action, observation, reward, done, step_count: ++this.#count });
      if (this.#steps.length > MAX_STEPS) this.#steps.shift();
    }
    if (this.#listeners.size === 0) return;
    const text = this.#write();
    for (const listener of this.#listeners) listener(text);
  }

  #write(): string {
    return toSpacedJson({
      type: "state_update",
      episode_state: {
        episode_id: this.#session.episodeId ?? null,
        step_count: this.#count,
        current_observation: this.#observation,
        action_logs: this.#steps,
        is_reset: this.#isReset,
      },
    });
  }
}

/** Writes JSON with a space after each comma and colon, as Python does. Texts in it have no line breaks of their own. */
function toSpacedJson(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/,\n */g, ", ").replace(/\n */g, "");
}

/** The local time without a zone, in microseconds. */
function localTime(now: Date = new Date()): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, -1)}000`;
}

function withoutMetadata(action: unknown): unknown {
  if (typeof action !== "object" || action === null) return action;
  const { metadata: _, ...own } = action as Record<string, unknown>;
  return own;
}
