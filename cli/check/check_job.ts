import type { Manifest } from "@openenv/registry/manifest";
import type { CheckLevel, CheckResult } from "@openenv/testing";

/** What is played in the worker: everything that a message carries. */
export interface CheckJob {
  /** What the report calls it. */
  readonly target: string;
  /** The module that exports the environment, or the base URL of a server. */
  readonly subject: { readonly module: string } | { readonly url: string };
  /** What is declared; absent if nothing is. */
  readonly manifest?: Manifest;
  /** The folder that the manifest is in. */
  readonly folder?: string;
  /** The levels to run. */
  readonly levels: readonly CheckLevel[];
  /** The first seed; the default of the checks if not given. */
  readonly seed?: number;
  /** The token that a server asks for. */
  readonly token?: string;
  /** How long things may take. */
  readonly limits: JobLimits;
}

/** What the worker is sent. Its own messages are open to the code that it runs; what it tells goes through a port. */
export interface JobOrder {
  /** What is to be played. */
  readonly job: CheckJob;
  /** Takes every {@linkcode JobEvent}. */
  readonly port: MessagePort;
}

/** How long things may take, in milliseconds. */
export interface JobLimits {
  /** Loading the environment and what it imports, downloads included. */
  readonly loadMs: number;
  /** Making an instance. */
  readonly createMs: number;
  /** A reset. */
  readonly resetMs: number;
  /** A step. */
  readonly stepMs: number;
  /** How long the worker may be out of reach, as it is in a call that does not return. */
  readonly silenceMs: number;
  /** One check, with all of its episodes. */
  readonly checkMs: number;
}

/** What the worker tells while it plays. */
export type JobEvent =
  | { readonly type: "ready"; readonly ids: readonly string[] }
  | { readonly type: "started"; readonly id: string }
  | { readonly type: "finished"; readonly result: CheckResult }
  | { readonly type: "calling"; readonly session: number; readonly call: CallName; readonly value?: unknown }
  | { readonly type: "stray"; readonly message: string }
  | { readonly type: "exiting"; readonly code: number }
  | { readonly type: "unloadable"; readonly message: string }
  | { readonly type: "broken"; readonly message: string }
  | { readonly type: "beat" }
  | { readonly type: "done" };

/** A call of a session. */
export type CallName = "open" | "reset" | "step" | "state" | "close";

/** How long loading may take; a manifest does not say. */
const LOAD_MS = 120_000;

/** The length of an episode where nobody declares it, in seconds. */
const DEFAULT_EPISODE_TIMEOUT_S = 60;

/** The shortest silence that means something on a busy machine. */
const SILENCE_MARGIN_MS = 2000;

/** The limits that a manifest implies; nothing may take longer than an episode. */
export function toJobLimits(manifest: Manifest | undefined): JobLimits {
  const { create_timeout_ms, reset_timeout_ms, step_timeout_ms } = manifest?.limits ?? {};
  const episodeMs = 1000 * (manifest?.validation?.resources.episode_timeout_s ?? DEFAULT_EPISODE_TIMEOUT_S);
  const createMs = create_timeout_ms ?? Math.min(60_000, episodeMs);
  const resetMs = reset_timeout_ms ?? Math.min(60_000, episodeMs);
  const stepMs = step_timeout_ms ?? Math.min(30_000, episodeMs);
  const episodes = manifest?.check.episodes ?? 8;
  return {
    loadMs: LOAD_MS,
    createMs,
    resetMs,
    stepMs,
    silenceMs: Math.max(createMs, resetMs, stepMs) + SILENCE_MARGIN_MS,
    checkMs: episodeMs * (2 * episodes + 8),
  };
}
