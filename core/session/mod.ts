/**
 * For hosting environments: sessions, their deadlines, and the hosts that environments run in.
 *
 * ```ts
 * import { Deadlines } from "@openenv/core/async";
 * import { DEFAULT_SESSION_LIMITS, Session } from "@openenv/core/session";
 * import type { EnvironmentHost } from "@openenv/core/session";
 *
 * export function openSession(host: EnvironmentHost): Session {
 *   const [deadlines, limits] = [new Deadlines(), DEFAULT_SESSION_LIMITS];
 *   return new Session({ id: crypto.randomUUID(), host, deadlines, limits, log: console.error });
 * }
 * ```
 *
 * @module
 */
export type { EnvironmentHost, HostedEnvironment, HostOptions, TaskLimits } from "./environment_host.ts";
export { InstanceGate, type Turn } from "./instance_gate.ts";
export { factoryFailure, InlineHost } from "./inline_host.ts";
export { type ObservationChecks, resolveObservationChecks } from "./session_settings.ts";
export { Runner } from "./runner.ts";
export { Session, type SessionFollower, type SessionOptions } from "./session.ts";
export type { CloseReason, ObservedSession, SessionCall, SessionObserver } from "./session_observer.ts";
export { DEFAULT_SESSION_LIMITS, type SessionLimits } from "./session_settings.ts";
