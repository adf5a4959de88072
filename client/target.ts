import { type AnyContract, type AnyImplementation, InvalidOptionError, isImplementation } from "@openenv/core";
import { DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import {
  HttpTaskTransport,
  HttpTransport,
  MemoryTaskTransport,
  MemoryTransport,
  toHttpBase,
  toWebSocketUrl,
  WebSocketTransport,
} from "@openenv/client/transport";
import { type Deadlines, InlineHost, Session } from "@openenv/core/session";
import type { Way } from "./opening.ts";
import type { ResolvedEnvClientOptions } from "./options.ts";
import { findMismatch } from "./schema_check.ts";

/** What a client can be pointed at: a server's base URL, or an environment to run in this process. */
export type Target = string | URL | AnyImplementation;

/** What {@linkcode resolveWay} needs to know beside the target. */
export interface WayOptions {
  /** The client's options. */
  readonly options: ResolvedEnvClientOptions;
  /** The contract, where the client has one. */
  readonly contract: AnyContract | undefined;
  /** Who enforces the deadlines of an environment in this process. */
  readonly deadlines: Deadlines;
}

/** Finds the way to a target. Throws `InvalidOptionError` at once for what is none. */
export function resolveWay(target: Target, { options, contract, deadlines }: WayOptions): Way {
  if (isImplementation(target)) return wayInto(target, options, deadlines);
  if (typeof target !== "string" && !(target instanceof URL)) {
    throw new InvalidOptionError("Cannot use target: expected a URL, or what contract.implement returned", {
      option: "target",
    });
  }
  const base = toHttpBase(target);
  const url = toWebSocketUrl(target);
  const { headers, connectTimeoutMs: timeoutMs } = options;
  return {
    makeTransport: options.transport === "http"
      ? () => new HttpTransport(base, options)
      : () => new WebSocketTransport(url, options),
    tasks: new HttpTaskTransport(base, headers),
    ...(contract === undefined || options.allowSchemaMismatch
      ? {}
      : { findMismatch: (signal) => findMismatch({ base, contract, headers, timeoutMs, signal }) }),
  };
}

function wayInto(environment: AnyImplementation, options: ResolvedEnvClientOptions, deadlines: Deadlines): Way {
  const { copy, log } = options;
  const limits = { ...options.limits, closeMs: Math.min(options.limits.closeMs, options.closeTimeoutMs) };
  const host = new InlineHost(environment, options);
  const { name, tasks } = environment.contract;
  const desk = { name, tasks, maxBytes: DEFAULT_CONNECTION_LIMITS.maxOutboundBytes, timeoutMs: limits.resetMs };
  return {
    tasks: new MemoryTaskTransport(desk),
    makeTransport() {
      const session = new Session({ id: crypto.randomUUID(), host, deadlines, limits, log });
      return new MemoryTransport({ session, copy });
    },
  };
}
