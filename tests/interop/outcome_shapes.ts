/**
 * Short names for what the Python client programs print.
 *
 * @module
 */

import { float } from "../vectors/number_kinds.ts";
import type { Outcome } from "./outcomes.ts";

/** A refused action or frame. */
export const INVALID = serverError("Invalid message", "VALIDATION_ERROR");
/** The refusal of a full server with two slots. */
export const FULL = serverError(
  "Server at capacity: 2/2 sessions active. Cannot accept new connections.",
  "CAPACITY_REACHED",
);
/** The probe environment's answer to a plain reset. */
export const RESET = probe("ready", { metadata: { origin: "reset" } });

/** The old client hangs up on a message that is larger than it takes. */
export function tooBigForClient(): Outcome {
  return { error: { type: "ConnectionClosedError", message: "<text>1009 (message too big)<text>" } };
}

/** An error frame, as every client raises it. */
export function serverError(message: string, code: string): Outcome {
  return { error: { type: "RuntimeError", message: `Server error: ${message} (code: ${code})` } };
}

/** A result as GenericEnvClient shows it: metadata twice where there is any. */
function result(fields: object, reward: number | null, metadata: object | undefined, done = false): Outcome {
  const observation = { metadata: metadata ?? {}, ...fields };
  return { result: { observation, reward: rewardOf(reward), done, metadata: metadata ?? null } };
}

/** An observation of the Note environment. */
export function note(echoed: string, inner: object | null, reward: number | null = null, metadata?: object): Outcome {
  return result({ echoed, inner }, reward, metadata);
}

/** An observation of the Note environment, as the MCP clients show it. */
export function mcpNote(echoed: string, inner: object | null, reward: number | null = null): Outcome {
  return mcpResult({ echoed, inner }, reward, {});
}

/** An observation of the probe environment, as the MCP clients show it. */
export function mcpProbe(text: string, reward: number | null, place: object | null, metadata: object): Outcome {
  return mcpResult({ text, tags: [], place, value: null }, reward, metadata);
}

/** Their observations have reward and end as well. */
function mcpResult(fields: object, number: number | null, metadata: object): Outcome {
  const reward = rewardOf(number);
  const observation = { done: false, reward, metadata, ...fields };
  const beside = Object.keys(metadata).length > 0 ? metadata : null;
  return { result: { observation, reward, done: false, metadata: beside } };
}

/** Every reward is a float. */
function rewardOf(reward: number | null): unknown {
  return reward === null ? null : float(reward);
}

/** A state of the Note environment. */
export function noteState(episodeId: string | null, stepCount: number): Outcome {
  return { state: { episode_id: episodeId, step_count: stepCount, extra_thing: 3 } };
}

/** An observation of the grid world. */
export function grid(x: number, y: number, message = "Keep going...", reward = -0.1, done = false): Outcome {
  return result({ x, y, message }, reward, undefined, done);
}

/** What an observation of the probe environment may have. */
export interface ProbeFields {
  /** The reward. Default: null. */
  readonly reward?: number | null;
  /** The metadata. Default: none. */
  readonly metadata?: object;
  /** The nested part. Default: null. */
  readonly place?: object | null;
  /** Whether the episode is over. Default: `false`. */
  readonly done?: boolean;
}

/** An observation of the probe environment; a long text is reported in summary. */
export function probe(
  text: string | object,
  { reward = null, metadata, place = null, done }: ProbeFields,
): Outcome {
  return result({ text, tags: [], place, value: null }, reward, metadata, done);
}

/** What the probe environment answers to the operation `echo`. */
export function echo(text: string | object, step: number): Outcome {
  return probe(text, { reward: 0, metadata: { step }, place: { label: "here", spots: [{ x: float(0), y: 0.5 }] } });
}

/** A state of the probe environment. */
export function probeState(
  episodeId: string | null,
  stepCount: number,
  seed: number | null,
  history: string[],
): Outcome {
  return { state: { episode_id: episodeId, step_count: stepCount, seed_given: seed, history } };
}
