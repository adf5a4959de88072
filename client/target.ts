import { type AnyImplementation, InvalidOptionError, isImplementation } from "@openenv/core";
import { MemoryTransport, type Transport, WebSocketTransport } from "@openenv/core/protocol";
import { type Deadlines, InlineHost, Session } from "@openenv/core/session";
import type { ResolvedEnvClientOptions } from "./options.ts";
import { toWebSocketUrl } from "./url.ts";

/** What a client can be pointed at: a server's base URL, or an environment to run in this process. */
export type Target = string | URL | AnyImplementation;

/** Makes a function that makes a transport to a target, one a connection. Throws `InvalidOptionError` at once. */
export function transportsTo(target: Target, options: ResolvedEnvClientOptions, deadlines: Deadlines): () => Transport {
  if (isImplementation(target)) {
    const { copy, limits, log } = options;
    const host = new InlineHost(target, log);
    return () => {
      const session = new Session({ id: crypto.randomUUID(), host, deadlines, limits, log });
      return new MemoryTransport({ session, copy });
    };
  }
  if (typeof target !== "string" && !(target instanceof URL)) {
    throw new InvalidOptionError("Cannot use target: expected a URL, or what contract.implement returned", {
      option: "target",
    });
  }
  const url = toWebSocketUrl(target);
  return () => new WebSocketTransport(url, options);
}
