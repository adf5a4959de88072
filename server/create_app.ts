import { Hono } from "@hono/hono";
import { HttpEnvServer } from "./http_env_server.ts";
import type { EnvironmentSource } from "./hosts/source.ts";
import type { AppOptions } from "./options.ts";
import { matchesPath, ROUTES } from "./register_routes.ts";

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
  /** `true` if requests must carry a bearer token. */
  readonly requiresToken: boolean;
}

/**
 * Makes a server of an environment: the WebSocket `/ws`, and HTTP.
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
  const server = new HttpEnvServer(source, options);
  const router = server.registerRoutes(new Hono());
  router.notFound(({ req }) => refusePath(new URL(req.url), router));
  return {
    fetch: (request) => router.fetch(request),
    ready: () => server.ready(),
    close: (timeoutMs) => server.close(timeoutMs),
    requiresToken: server.requiresToken,
    get sessionCount() {
      return server.sessionCount;
    },
  };
}

/** Answers what no route takes: a known path with another method, one slash too many, or an unknown path. */
function refusePath(url: URL, router: Hono): Response {
  const methodsOf = (path: string) =>
    router.routes.filter((route) => matchesPath(route.path, path) && !isSocket(route)).map((route) => route.method);
  const allowed = methodsOf(url.pathname);
  if (allowed.length > 0) {
    const headers = { Allow: allowed.join(", ") };
    return Response.json({ detail: "Method Not Allowed" }, { status: 405, headers });
  }
  const trimmed = url.pathname.replace(/\/+$/, "");
  if (methodsOf(trimmed).length > 0) {
    return new Response(null, { status: 307, headers: { Location: trimmed + url.search } });
  }
  return Response.json({ detail: "Not Found" }, { status: 404 });
}

/** A plain request never gets to a socket, so that its method is none that could be asked for. */
function isSocket({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return ROUTES.some((route) => route.socket === true && route.method === method && route.path === path);
}
