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
