import type { StepResult } from "../result.ts";

/** The kinds of calls of a session. */
export type SessionCall = "create" | "reset" | "step" | "state" | "render" | "close";

/** The reason why a session was closed. */
export type CloseReason = "closed" | "expired";

/** A session, as its observer sees it. */
export interface ObservedSession {
  /** The session's id. */
  readonly id: string;
  /** The id of its episode, which may be over; `undefined` before the first one. */
  readonly episodeId: string | undefined;
}

/** Watches the calls of sessions, for a log. Its methods are called synchronously and must not throw. */
export interface SessionObserver {
  /** Called when a call fails, with the error that its caller gets; for `close`, with what the environment threw. */
  failed(session: ObservedSession, call: SessionCall, thrown: unknown): void;
  /** Called with the result of a reset or a step. Absent: results are not watched, which costs nothing. */
  finished?(session: ObservedSession, call: "reset" | "step", result: StepResult): void;
  /** Called once, when a session is closed. */
  closed?(session: ObservedSession, reason: CloseReason): void;
}
