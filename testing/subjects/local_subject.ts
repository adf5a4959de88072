import type { AnyImplementation, Log } from "@openenv/core";
import type { Limits } from "@openenv/registry/manifest";
import { DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import { MemoryTaskTransport, MemoryTransport, RequestChannel } from "@openenv/client/transport";
import { toWireSchemas } from "@openenv/core/contract";
import { Deadlines } from "@openenv/core/async";
import { listTools } from "@openenv/core/tools";
import { DEFAULT_SESSION_LIMITS, InlineHost, Session, type SessionLimits } from "@openenv/core/session";
import type { Subject, SubjectSession } from "./subject.ts";
import { TASK_TIMEOUT_MS, toSubjectSession, toSubjectTasks } from "./subject_calls.ts";

/** Options for {@linkcode createLocalSubject}. */
export interface LocalSubjectOptions {
  /** The name in reports. Default: the contract's name. */
  readonly target?: string;
  /** How long the environment's calls may take. Default: as on a server, but 30 s for a step and 60 s for a reset. */
  readonly limits?: Partial<SessionLimits>;
  /** Logger of the environment. Default: none. */
  readonly log?: Log;
  /** Adds the scores of a step's rubrics to its info, as `info.rubric`. Default: `false`. */
  readonly includeRubricScores?: boolean;
}

/** How long closing may take, in milliseconds, once another session has not closed in time. */
const IMPATIENT_CLOSE_MS = 100;

/** How much later than the session's own limit a reply may come, in milliseconds. */
const REPLY_MARGIN_MS = 5000;

/**
 * Makes a subject of an environment in this process. Every call goes through the messages and the text of the wire, so
 * that no object is shared with the environment.
 *
 * @param implementation The environment, as `contract.implement` returns it.
 * @param options The name, the limits and the logger.
 * @returns The subject.
 *
 * @example
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { createLocalSubject } from "@openenv/testing";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const environment = defineEnvironment({
 *   name: "double",
 *   action: z.object({ n: z.int() }),
 *   observation: z.object({ n: z.int() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { n: 0 } }),
 *   step: ({ n }) => ({ observation: { n: 2 * n }, reward: 1 }),
 * }));
 *
 * const session = await createLocalSubject(environment).open();
 * await session.reset({ seed: 7 });
 * const { payload } = await session.step({ n: 21 });
 * assert.deepEqual(payload.observation, { metadata: {}, n: 42 });
 * await session.close();
 * ```
 */
export function createLocalSubject(implementation: AnyImplementation, options: LocalSubjectOptions = {}): Subject {
  const { log = () => undefined, includeRubricScores = false } = options;
  const { name, tasks, tools } = implementation.contract;
  const { maxOutboundBytes: maxBytes } = DEFAULT_CONNECTION_LIMITS;
  const transport = new MemoryTaskTransport({ tasks, name, maxBytes, timeoutMs: TASK_TIMEOUT_MS });
  const limits: SessionLimits = { ...DEFAULT_SESSION_LIMITS, resetMs: 60_000, stepMs: 30_000, ...options.limits };
  const deadlines = new Deadlines();
  let closeMs = limits.closeMs;
  const host = new InlineHost(implementation, { log, includeRubricScores });
  return {
    target: options.target ?? name,
    schemas: toWireSchemas(implementation.contract),
    implementation,
    tasks: tasks && toSubjectTasks(transport),
    tools: tools && listTools(tools, "simulation"),
    async open(): Promise<SubjectSession> {
      const session = new Session({ id: crypto.randomUUID(), host, deadlines, limits: { ...limits, closeMs }, log });
      const channel = new RequestChannel(new MemoryTransport({ session, copy: true }), deadlines);
      await channel.open();
      if (channel.serverError !== undefined) throw channel.serverError;
      const opened = toSubjectSession(channel, {
        resetMs: limits.resetMs + limits.createMs + REPLY_MARGIN_MS,
        stepMs: limits.stepMs + REPLY_MARGIN_MS,
      });
      return {
        ...opened,
        async close() {
          const began = performance.now();
          await opened.close();
          if (performance.now() - began >= limits.closeMs) closeMs = Math.min(closeMs, IMPATIENT_CLOSE_MS);
        },
      };
    },
  };
}

/**
 * Returns the limits that a manifest declares, as `limits` of {@linkcode createLocalSubject} takes them.
 *
 * @param limits The limits of the manifest. Default: none.
 * @returns The limits in milliseconds; those that the manifest leaves out are absent.
 *
 * @example
 * ```ts
 * import { toSessionLimits } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(toSessionLimits({ step_timeout_ms: 500 }), { stepMs: 500 });
 * ```
 */
export function toSessionLimits(limits: Limits = {}): Partial<SessionLimits> {
  const { create_timeout_ms: createMs, reset_timeout_ms: resetMs, step_timeout_ms: stepMs } = limits;
  return Object.fromEntries(Object.entries({ createMs, resetMs, stepMs }).filter(([, ms]) => ms !== undefined));
}
