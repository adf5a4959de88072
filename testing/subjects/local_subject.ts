import { MemoryTaskTransport } from "@openenv/client/transport";
import type { AnyImplementation, Log } from "@openenv/core";
import { DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import { InlineHost, type SessionLimits } from "@openenv/core/session";
import type { Limits } from "@openenv/registry/manifest";
import { Inspector } from "../inspection/inspector.ts";
import { createHostSubject } from "./host_subject.ts";
import type { Subject } from "./subject.ts";
import { TASK_TIMEOUT_MS } from "./subject_calls.ts";

/** Options for {@linkcode createLocalSubject}. */
export interface LocalSubjectOptions {
  /** The name in reports. Default: the contract's name. */
  readonly target?: string;
  /** How long the environment's calls may take. Default: as on a server, but 30 s for a step and 60 s for a reset. */
  readonly limits?: Partial<SessionLimits>;
  /** Logger of the environment. Default: none. */
  readonly log?: Log;
}

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
  const { target, limits, log = () => undefined } = options;
  const { contract } = implementation;
  const inspector = new Inspector(implementation);
  return createHostSubject({
    ...{ target, contract, limits, log },
    host: new InlineHost(implementation, { log }),
    ask: (question) => inspector.answer(question),
    watch() {
      const inspector = new Inspector(implementation);
      const host = new InlineHost(inspector.watched, { log, includeRubricScores: true });
      return { host, ask: (question) => inspector.answer(question) };
    },
    tasks: new MemoryTaskTransport({
      tasks: contract.tasks,
      name: contract.name,
      maxBytes: DEFAULT_CONNECTION_LIMITS.maxOutboundBytes,
      timeoutMs: TASK_TIMEOUT_MS,
    }),
  });
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
