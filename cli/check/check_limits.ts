import { DEFAULT_SESSION_LIMITS, type SessionLimits } from "@openenv/core/session";
import type { Manifest } from "@openenv/registry/manifest";

/** How long loading an environment, and creating an instance, may take if the manifest does not say, in milliseconds. */
const LOAD_MS = 60_000;

/** The length of an episode that a manifest does not declare, in seconds. */
const EPISODE_TIMEOUT_S = 60;

/** Time limits of a check, in milliseconds. */
export interface CheckLimits extends SessionLimits {
  /** A whole episode. */
  readonly episodeMs: number;
}

/** Derives the time limits of a check from a manifest; no call may take longer than an episode. */
export function toCheckLimits(manifest: Manifest | undefined): CheckLimits {
  const { create_timeout_ms, reset_timeout_ms, step_timeout_ms } = manifest?.limits ?? {};
  const episodeMs = 1000 * (manifest?.validation?.resources.episode_timeout_s ?? EPISODE_TIMEOUT_S);
  return {
    ...DEFAULT_SESSION_LIMITS,
    createMs: create_timeout_ms ?? LOAD_MS,
    resetMs: reset_timeout_ms ?? Math.min(60_000, episodeMs),
    stepMs: step_timeout_ms ?? Math.min(30_000, episodeMs),
    episodeMs,
  };
}
