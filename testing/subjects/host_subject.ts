/**
 * Subjects of what a host runs, for programs that hold an environment in while they check it.
 *
 * @module
 */
import { MemoryTransport, RequestChannel, type TaskTransport } from "@openenv/client/transport";
import type { AnyContract, Log, MaybePromise } from "@openenv/core";
import { Deadlines } from "@openenv/core/async";
import { toWireSchemas } from "@openenv/core/contract";
import { DEFAULT_SESSION_LIMITS, type EnvironmentHost, Session, type SessionLimits } from "@openenv/core/session";
import type { EpisodeTask } from "@openenv/core/tasks";
import { listTools } from "@openenv/core/tools";
import type { InstanceView, Question } from "../inspection/inspector.ts";
import type { Subject, SubjectSession, WatchedSession } from "./subject.ts";
import { toSubjectSession, toSubjectTasks } from "./subject_calls.ts";

/** Answers questions about an environment on its own side. */
export type Ask = (question: Question) => MaybePromise<unknown>;

/** A host of one instance that is watched. */
export interface WatchedHost {
  /** The host. */
  readonly host: EnvironmentHost;
  /** Answers questions about the instance that it has made. */
  readonly ask: Ask;
}

/** Options for {@linkcode createHostSubject}. */
export interface HostSubjectOptions {
  /** The name in reports. Default: the contract's name. */
  readonly target?: string;
  /** The contract of what is hosted. */
  readonly contract: AnyContract;
  /** Where sessions run. */
  readonly host: EnvironmentHost;
  /** Answers questions about the environment. */
  readonly ask: Ask;
  /** Makes a host of one instance that is watched. */
  readonly watch: () => WatchedHost;
  /** Carries task requests. */
  readonly tasks: TaskTransport;
  /** How long the environment's calls may take. Default: as on a server, but 30 s for a step and 60 s for a reset. */
  readonly limits?: Partial<SessionLimits>;
  /** Logger of the environment. Default: none. */
  readonly log?: Log;
}

/** How long closing may take, in milliseconds, once another session has not closed in time. */
const IMPATIENT_CLOSE_MS = 100;

/** How much later than the session's own limit a reply may come, in milliseconds. */
const REPLY_MARGIN_MS = 5000;

/** Makes a subject of what a host runs. Every call goes through the messages and the text of the wire. */
export function createHostSubject(options: HostSubjectOptions): Subject {
  const { contract, host, ask, watch, tasks, log = () => undefined } = options;
  const limits: SessionLimits = { ...DEFAULT_SESSION_LIMITS, resetMs: 60_000, stepMs: 30_000, ...options.limits };
  const open = createSessionOpener(limits, log);
  return {
    target: options.target ?? contract.name,
    schemas: toWireSchemas(contract),
    tasks: contract.tasks && toSubjectTasks(tasks),
    tools: contract.tools && listTools(contract.tools, "simulation"),
    inside: {
      contract,
      host,
      accepts: (action) => ask({ ask: "accepts", action }) as MaybePromise<boolean>,
      taskAt: async (split, index) => await ask({ ask: "task", split, index }) as EpisodeTask,
      async openWatched(): Promise<WatchedSession> {
        const { host, ask } = watch();
        return { ...await open(host), look: async () => await ask({ ask: "look" }) as InstanceView };
      },
    },
    open: () => open(host),
  };
}

/** Opens sessions on a host; all of them share the clock of their deadlines. */
export function createSessionOpener(
  limits: SessionLimits,
  log: Log,
): (host: EnvironmentHost) => Promise<SubjectSession> {
  const deadlines = new Deadlines();
  let closeMs = limits.closeMs;
  return async (host) => {
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
  };
}
