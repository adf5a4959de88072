import { InvalidOptionError } from "../errors/error_classes.ts";

/** How long the calls of a session may take, in milliseconds. */
export interface SessionLimits {
  /** Creating an instance. Default: 60,000. */
  readonly createMs: number;
  /** A reset. Default: 300,000. */
  readonly resetMs: number;
  /** A step, and reading the state. Default: 300,000. */
  readonly stepMs: number;
  /** The most that a caller may ask for with a step's `timeout_s`; not less than `stepMs`. Default: 3,600,000 (1 hour). */
  readonly maxStepMs: number;
  /** Drawing for people. Default: 10,000. */
  readonly renderMs: number;
  /** Closing an instance. Default: 10,000. */
  readonly closeMs: number;
}

/** The defaults of {@linkcode SessionLimits}. */
export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  createMs: 60_000,
  resetMs: 300_000,
  stepMs: 300_000,
  maxStepMs: 3_600_000,
  renderMs: 10_000,
  closeMs: 10_000,
};

/**
 * Which observations are checked: all of them, or only those of resets, of an instance's first steps, and of one step
 * in 64 after that.
 */
export type ObservationChecks = "always" | "sampled";

/** How many steps of an instance are checked before sampling begins. */
const FIRST_STEPS = 16;
/** After that, one step in this many is checked. */
const PERIOD = 64;
/** Any odd number, so that the position of the checked step in its period takes all values. */
const STRIDE = 27;

/**
 * Returns `true` if a step's observation is checked when observations are sampled; `step` counts the steps of an
 * instance from 0. One step in each period of 64 is checked, each time at another position: otherwise an environment
 * with episodes of 64 steps would always show the same step. After each round of 64 periods the positions move by one,
 * for episodes of 128 steps.
 */
export function isSampled(step: number): boolean {
  if (step < FIRST_STEPS) return true;
  const period = Math.floor(step / PERIOD);
  return step % PERIOD === (period * STRIDE + Math.floor(period / PERIOD)) % PERIOD;
}

/**
 * Returns the mode of observation checks for an option.
 *
 * @param mode The requested mode; `undefined` means `"always"`.
 * @throws `InvalidOptionError` for anything else.
 */
export function resolveObservationChecks(mode: ObservationChecks | undefined): ObservationChecks {
  if (mode === undefined || mode === "always" || mode === "sampled") return mode ?? "always";
  const option = "checkObservations";
  throw new InvalidOptionError(`Cannot use option ${option}: "${mode}" is not "always" or "sampled"`, { option });
}
