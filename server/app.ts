import { Hono } from "@hono/hono";
import { isLoopback } from "./auth.ts";
import type { AnyContract } from "@openenv/core";
import type { HostGuarantee } from "./hosts/host_settings.ts";
import type { EnvironmentSource } from "./hosts/source.ts";
import type { AppOptions } from "./options.ts";
import { registerRoutes } from "./register_routes.ts";
import { HOME } from "./routes/home.ts";
import type { Route } from "./routes/route.ts";
import { matchesPath, ROUTES } from "./routes/route_table.ts";
import { ServerContext } from "./server_context.ts";

/** A server as a value; any program that serves `fetch` handlers can bind it to a port. */
export interface App {
  /** Answers a request; pass the runtime's own `Request`, or WebSocket upgrades break. */
  fetch(request: Request): Response | Promise<Response>;
  /** Resolves when the environment is loaded; rejects if it can't be hosted. */
  ready(): Promise<void>;
  /** Tells the app the address that it listens on: if only this machine reaches it, `Host` headers are checked. */
  listensOn(hostname: string): void;
  /**
   * Refuses new sessions and new episodes with `CAPACITY_REACHED`, and makes `/health` answer 503. Resolves when the running
   * episodes are over and their sessions closed, or after `timeoutMs`; call {@linkcode App.close} then.
   */
  drain(timeoutMs: number): Promise<void>;
  /** Refuses new sessions, lets running calls finish for at most `timeoutMs`, and closes all sessions. */
  close(timeoutMs?: number): Promise<void>;
  /** The number of open sessions. */
  readonly sessionCount: number;
  /** The largest number of sessions at once; read it after {@linkcode ready}. */
  readonly maxSessions: number;
  /** `true` if requests must carry a bearer token. */
  readonly requiresToken: boolean;
  /** `true` if the page at `/web` is there. */
  readonly hasPage: boolean;
  /** `true` if HTTP callers that name no session share one. */
  readonly sharesHttpSession: boolean;
  /** The option `allowedHosts`. */
  readonly allowedHosts: readonly string[];
  /** The guarantees that its host gives about the environment's code; none for an environment in this thread. */
  readonly guarantees: readonly HostGuarantee[];
  /** The contract of what is hosted; `undefined` until {@linkcode App.ready} has loaded a module. */
  readonly contract: AnyContract | undefined;
}

/**
 * Makes a server of an environment: the WebSocket `/ws`, and HTTP.
 *
 * It installs no process-wide handlers, so a rejected promise that an environment leaves behind ends the process.
 * Install them with `installCrashGuard`, or use `serve`, which does.
 *
 * @param source The result of `contract.implement`, or `{ module: URL }`, a module with that as its default export.
 * @param options Limits, mode, token, the log.
 * @returns The app.
 * @throws `InvalidOptionError` for an option that can't be used, such as one above the contract's ceiling;
 * `DefinitionError` for a source that isn't one.
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
  const context = new ServerContext(source, options);
  const router = new Hono();
  registerRoutes(router, context, [HOME]);
  router.notFound(({ req }) => refusePath(new URL(req.url), router));
  return {
    fetch: (request) => router.fetch(request),
    ready: () => context.ready(),
    listensOn: (hostname) => void (context.isLoopback = isLoopback(hostname)),
    drain: (timeoutMs) => context.drain(timeoutMs),
    close: (timeoutMs) => context.close(timeoutMs),
    requiresToken: context.requiresToken,
    hasPage: context.options.web,
    sharesHttpSession: context.sharesHttpSession,
    allowedHosts: context.options.allowedHosts,
    guarantees: context.options.host.guarantees ?? [],
    get contract() {
      return context.contract;
    },
    get sessionCount() {
      return context.sessions.size;
    },
    get maxSessions() {
      return context.sessions.maxSessions;
    },
  };
}

/** Answers a request that no route handles: a wrong method, a trailing slash, or an unknown path. */
function refusePath(url: URL, router: Hono): Response {
  const methodsOf = (path: string) =>
    router.routes.filter((route) => matchesPath(route.path, path) && !isHidden(route)).map(({ method }) => method);
  const allowed = methodsOf(url.pathname);
  if (allowed.length > 0) {
    return Response.json({ detail: "Method Not Allowed" }, { status: 405, headers: { Allow: allowed.join(", ") } });
  }
  const trimmed = trimSlashes(url.pathname);
  if (methodsOf(trimmed).length > 0) {
    return new Response(null, { status: 307, headers: { Location: trimmed + url.search } });
  }
  return Response.json({ detail: "Not Found" }, { status: 404 });
}

/** Cuts the slashes off the end of a path. A regular expression for that takes quadratic time for slashes elsewhere. */
function trimSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end--;
  return path.slice(0, end);
}

/** `true` for a route that the answer to a wrong method does not name. No plain request can use a WebSocket. */
function isHidden({ method, path }: Pick<Route, "method" | "path">): boolean {
  return ROUTES.some((route) =>
    (route.socket === true || route.unnamed === true) && route.method === method && route.path === path
  );
}
