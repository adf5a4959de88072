import { fromResultPayload } from "@openenv/core/protocol";
import type { RequestChannel } from "@openenv/client/transport";
import type { StepResult } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { Exchange, SubjectSession } from "./subject.ts";

/** How long to wait for replies, in milliseconds. */
export interface ReplyLimits {
  /** For the reply to a reset. */
  readonly resetMs: number;
  /** For the reply to a step, and for the state. */
  readonly stepMs: number;
}

/** Drives a session over an open channel. */
export function toSubjectSession(channel: RequestChannel, { resetMs, stepMs }: ReplyLimits): SubjectSession {
  const exchange = async (message: Parameters<RequestChannel["request"]>[0], timeoutMs: number) => {
    const began = performance.now();
    const { data } = await channel.request(message, { timeoutMs });
    return toExchange(data as unknown as Record<string, unknown>, performance.now() - began);
  };
  return {
    reset: (options) => exchange({ type: "reset", data: options }, resetMs),
    step: (action) => exchange({ type: "step", data: action }, stepMs),
    state: async () => (await channel.request({ type: "state" }, { timeoutMs: stepMs })).data as never,
    close: () => channel.close(),
  };
}

/**
 * Makes of the `data` of a message what a check works on.
 *
 * @param payload The `data`, as it came.
 * @param durationMs How long the call took, in milliseconds.
 */
export function toExchange(payload: Readonly<Record<string, unknown>>, durationMs: number): Exchange {
  let bytes: number | undefined;
  return {
    result: readResult(payload),
    payload,
    get bytes() {
      return bytes ??= new TextEncoder().encode(JSON.stringify(payload)).length;
    },
    durationMs,
  };
}

/** What a client would make of it; of what a client refuses, as much as can be understood: a check says what is wrong. */
function readResult(payload: Readonly<Record<string, unknown>>): StepResult {
  try {
    return fromResultPayload(payload);
  } catch {
    const { observation, reward } = payload;
    const [terminated, truncated] = [payload.terminated === true, payload.truncated === true];
    return {
      observation: isRecord(observation) ? observation : {},
      reward: typeof reward === "number" && Number.isFinite(reward) ? reward : null,
      terminated,
      truncated,
      done: payload.done === true || terminated || truncated,
      info: {},
    };
  }
}
