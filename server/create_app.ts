import { Hono } from "@hono/hono";
import { EnvServer } from "./env_server.ts";
import type { EnvironmentSource } from "./hosts/source.ts";
import type { AppOptions } from "./options.ts";
import { registerRoutes } from "./register_routes.ts";

/** A server as a value: anything that serves `fetch` handlers can bind it to a port. */
export interface App {
  /** Answers a request; give it the runtime's own `Request`, or WebSocket upgrades break. */
  fetch(request: Request): Response | Promise<Response>;
  /** Resolves when the environment is loaded; rejects with what keeps it from being hosted. */
  ready(): Promise<void>;
  /** Takes no more sessions, lets running calls finish for at most `timeoutMs`, and closes all sessions. */
  close(timeoutMs?: number): Promise<void>;
  /** How many sessions there are now. */
  readonly sessionCount: number;
}

/**
 * Makes a server of an environment, on `/ws` and `/health`.
 *
 * It installs no process-wide handlers: a stray rejected promise of an environment's code would end the process.
 * `serve` does that, or do it yourself.
 *
 * @param source What `contract.implement` returned, or `{ module: URL }`, a module with that as its default export.
 * @param options Limits and the log.
 * @returns The app: `fetch`, and `ready` and `close` for whoever runs it.
 * @throws `InvalidOptionError` for an unusable option, also one above the contract's ceiling; `DefinitionError` for
 * what is no source.
 *
 * @example
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { createApp } from "@openenv/server";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const counter = defineEnvironment({
 *   name: "counter",
 *   action: z.object({}),
 *   observation: z.object({ count: z.int() }),
 * }).implement(() => {
 *   let count = 0;
 *   return {
 *     reset: () => ({ observation: { count: count = 0 } }),
 *     step: () => ({ observation: { count: ++count } }),
 *   };
 * });
 *
 * const app = createApp(counter, { maxSessions: 8 });
 * const response = await app.fetch(new Request("http://localhost/health"));
 * assert.deepEqual(await response.json(), { status: "healthy" });
 * ```
 */
export function createApp(source: EnvironmentSource, options: AppOptions = {}): App {
  const server = new EnvServer(source, options);
  const router = new Hono();
  registerRoutes(router, server);
  router.notFound(() => Response.json({ detail: "Not Found" }, { status: 404 }));
  return {
    fetch: (request) => router.fetch(request),
    ready: () => server.ready(),
    close: (timeoutMs = 10_000) => server.sessions.drain(timeoutMs),
    get sessionCount() {
      return server.sessions.size;
    },
  };
}
