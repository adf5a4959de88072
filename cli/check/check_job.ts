import type { Manifest } from "@openenv/registry/manifest";
import type { CheckLevel, CheckResult } from "@openenv/testing";

/** The checks that the worker runs, and on what. */
export interface CheckJob {
  /** The name of the target in the report. */
  readonly target: string;
  /** The module that exports the environment, or the base URL of a server. */
  readonly subject: { readonly module: string } | { readonly url: string };
  /** The manifest; absent if there is none. */
  readonly manifest?: Manifest;
  /** The folder that the manifest is in. */
  readonly folder?: string;
  /** The levels to run. */
  readonly levels: readonly CheckLevel[];
  /** The first seed. Default: that of the checks. */
  readonly seed?: number;
  /** The token that a server asks for. */
  readonly token?: string;
  /** Time limits. */
  readonly limits: JobLimits;
}

/** The message that starts the worker. It answers on the port, since the code that it runs can post messages too. */
export interface JobStart {
  /** The job. */
  readonly job: CheckJob;
  /** Receives every {@linkcode JobEvent}. */
  readonly port: MessagePort;
}

/** Time limits, in milliseconds. */
export interface JobLimits {
  /** Loading the environment and what it imports, downloads included. */
  readonly loadMs: number;
  /** Creating an instance. */
  readonly createMs: number;
  /** A reset. */
  readonly resetMs: number;
  /** A step. */
  readonly stepMs: number;
  /** The time without a message from the worker, as in a call that does not return. */
  readonly silenceMs: number;
  /** One check, with all of its episodes. */
  readonly checkMs: number;
}

/** A message of the worker. */
export type JobEvent =
  /** The environment is loaded, or is known to be unloadable; these checks are to run. */
  | { readonly type: "ready"; readonly ids: readonly string[] }
  | { readonly type: "started"; readonly id: string }
  | { readonly type: "finished"; readonly result: CheckResult }
  /** A session is about to be called. */
  | { readonly type: "calling"; readonly session: number; readonly call: CallName; readonly value?: unknown }
  /** An error that nothing in the environment handles. */
  | { readonly type: "unhandled"; readonly message: string }
  | { readonly type: "heartbeat" }
  /** The environment's code ends the process. */
  | { readonly type: "exiting"; readonly code: number }
  /** The job is over; `blocked` says why some checks did not run. */
  | { readonly type: "done"; readonly blocked?: string };

/** A call of a session. */
export type CallName = "open" | "reset" | "step" | "state" | "close";

/** How long loading may take; a manifest does not say. */
const LOAD_MS = 120_000;

/** The length of an episode that a manifest does not declare, in seconds. */
const DEFAULT_EPISODE_TIMEOUT_S = 60;

/** A busy machine may delay a message this long. */
const SILENCE_MARGIN_MS = 2000;

/** Derives time limits from a manifest; nothing may take longer than an episode. */
export function toJobLimits(manifest: Manifest | undefined): JobLimits {
  const { create_timeout_ms, reset_timeout_ms, step_timeout_ms } = manifest?.limits ?? {};
  const episodeMs = 1000 * (manifest?.validation?.resources.episode_timeout_s ?? DEFAULT_EPISODE_TIMEOUT_S);
  const createMs = create_timeout_ms ?? Math.min(60_000, episodeMs);
  const resetMs = reset_timeout_ms ?? Math.min(60_000, episodeMs);
  const stepMs = step_timeout_ms ?? Math.min(30_000, episodeMs);
  const silenceMs = Math.max(createMs, resetMs, stepMs) + SILENCE_MARGIN_MS;
  const checkMs = episodeMs * (2 * (manifest?.check.episodes ?? 8) + 8);
  return { loadMs: LOAD_MS, createMs, resetMs, stepMs, silenceMs, checkMs };
}
