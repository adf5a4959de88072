import type { Log } from "../context.ts";
import type { Deadlines } from "../async/deadlines.ts";
import type { EnvironmentHost } from "./environment_host.ts";
import type { Session } from "./session.ts";

/** Why a session was closed. */
export type CloseReason = "closed" | "expired";

/** What a {@linkcode Session} is made of. */
export interface SessionOptions {
  /** The session's name: unguessable, since whoever has it may use it. */
  readonly id: string;
  /** Where the environment runs. */
  readonly host: EnvironmentHost;
  /** Who enforces the deadlines. */
  readonly deadlines: Deadlines;
  /** How long calls may take. */
  readonly limits: SessionLimits;
  /** Takes what goes wrong where no caller is left to hear it. */
  readonly log: Log;
  /** Told once, as soon as the session is closed: its slot is free, though an instance may still be closing. */
  readonly onClose?: (session: Session) => void;
}

/** How long the calls of a session may take, in milliseconds. */
export interface SessionLimits {
  /** Making an instance. Default: 60,000. */
  readonly createMs: number;
  /** A reset. Default: 300,000. */
  readonly resetMs: number;
  /** A step, and reading the state. Default: 300,000. */
  readonly stepMs: number;
  /** Closing an instance. Default: 10,000. */
  readonly closeMs: number;
}

/** The default of {@linkcode SessionLimits}. */
export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  createMs: 60_000,
  resetMs: 300_000,
  stepMs: 300_000,
  closeMs: 10_000,
};
