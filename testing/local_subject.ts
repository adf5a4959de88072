import type { AnyImplementation, Log } from "@openenv/core";
import type { Limits } from "@openenv/registry/manifest";
import { DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import { MemoryTaskTransport, MemoryTransport, RequestChannel } from "@openenv/client/transport";
import { toWireSchemas } from "@openenv/core/contract";
import { Deadlines } from "@openenv/core/async";
import { DEFAULT_SESSION_LIMITS, InlineHost, Session, type SessionLimits } from "@openenv/core/session";
import type { Subject, SubjectSession } from "./subject.ts";
import { toSubjectSession } from "./subject_session.ts";
import { TASK_TIMEOUT_MS, toSubjectTasks } from "./subject_tasks.ts";

/** What {@linkcode createLocalSubject} takes. */
export interface LocalSubjectOptions {
  /** What reports call it. Default: the contract's name. */
  readonly target?: string;
  /** How long the environment's calls may take. Default: as on a server, but 30 s for a step and 60 s for a reset. */
  readonly limits?: Partial<SessionLimits>;
  /** Takes what the environment logs. Default: nobody. */
  readonly log?: Log;
  /** `true` adds the scores of a step's rubrics to its info, as `info.rubric`. Default: `false`. */
  readonly includeRubricScores?: boolean;
}

/** How long closing may take, in milliseconds, once it has not come to its end in another session. */
const IMPATIENT_CLOSE_MS = 100;

/** The longest that a reply may take to come after the session has given up. */
const REPLY_MARGIN_MS = 5000;

/**
 * Makes an environment of this process into what checks work on: every call goes through the messages and the text of
 * the wire, and nothing is shared with the environment.
 *
 * @param implementation What `contract.implement` returned.
 * @param options How it is run.
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
  const { name, tasks } = implementation.contract;
  const { maxOutboundBytes: maxBytes } = DEFAULT_CONNECTION_LIMITS;
  const service = new MemoryTaskTransport({ tasks, name, maxBytes, timeoutMs: TASK_TIMEOUT_MS });
  const limits: SessionLimits = { ...DEFAULT_SESSION_LIMITS, resetMs: 60_000, stepMs: 30_000, ...options.limits };
  const deadlines = new Deadlines();
  let closeMs = limits.closeMs;
  const host = new InlineHost(implementation, { log, includeRubricScores });
  return {
    target: options.target ?? name,
    schemas: toWireSchemas(implementation.contract),
    implementation,
    tasks: tasks && toSubjectTasks(service),
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
 * The limits that a manifest declares, for `limits` of {@linkcode createLocalSubject}; what it leaves out has the default.
 *
 * @param limits What the manifest says. Default: nothing.
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
