import type { StepResult } from "@openenv/core";
import { parseAction } from "@openenv/core/contract";
import { type ResultPayload, toResultPayload } from "@openenv/core/protocol";
import type { EnvironmentSource } from "./hosts/source.ts";
import type { AppOptions } from "./options.ts";
import { registerRoutes, type Router } from "./register_routes.ts";
import { ServerContext } from "./server_context.ts";

/**
 * A server of an environment for an app of your own: registers its routes on Hono, or on any router with the same
 * `on(method, path, handler)`.
 *
 * Everything works under Hono's `app.route`. Under `app.mount`, or behind any code that makes a new `Request`, the
 * runtime breaks WebSockets: they open, and fail with "Reserved bits are not zero".
 *
 * @example
 * ```ts
 * import { Hono } from "@hono/hono";
 * import { defineEnvironment } from "@openenv/core";
 * import { HttpEnvServer } from "@openenv/server";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const echo = defineEnvironment({
 *   name: "echo",
 *   action: z.object({ message: z.string() }),
 *   observation: z.object({ echoed: z.string() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { echoed: "" } }),
 *   step: ({ message }) => ({ observation: { echoed: message } }),
 * }));
 *
 * const app = new Hono();
 * new HttpEnvServer(echo).registerRoutes(app);
 * assert.equal((await app.request("/health")).status, 200);
 * ```
 */
export class HttpEnvServer {
  readonly #context: ServerContext;

  /**
   * Makes a server; nothing is bound or loaded yet.
   *
   * @param source The result of `contract.implement`, or `{ module: URL }`.
   * @param options Limits, mode, token, the log.
   * @throws `InvalidOptionError`, `DefinitionError`.
   */
  constructor(source: EnvironmentSource, options: AppOptions = {}) {
    this.#context = new ServerContext(source, options);
  }

  /** The number of open sessions. */
  get sessionCount(): number {
    return this.#context.sessions.size;
  }

  /** `true` if requests must carry a bearer token. */
  get requiresToken(): boolean {
    return this.#context.requiresToken;
  }

  /** Registers the routes of the server's mode on a router; returns the router. */
  registerRoutes<R extends Router>(router: R): R {
    registerRoutes(router, this.#context);
    return router;
  }

  /** Parses an action as `/step` does; call it after `ready`. Throws `ValidationError`. */
  deserializeAction(action: unknown): unknown {
    return parseAction(this.#context.checks, action);
  }

  /** Converts a result to the form that `/step` sends. */
  serializeObservation(result: StepResult): ResultPayload {
    return toResultPayload(result);
  }

  /** Resolves when the environment is loaded; rejects if it can't be hosted. */
  ready(): Promise<void> {
    return this.#context.ready();
  }

  /** Refuses new sessions and episodes, and resolves when the running episodes are over, or after `timeoutMs`. */
  drain(timeoutMs: number): Promise<void> {
    return this.#context.drain(timeoutMs);
  }

  /** Refuses new sessions, lets running calls finish for at most `timeoutMs`, and closes all sessions. */
  close(timeoutMs?: number): Promise<void> {
    return this.#context.close(timeoutMs);
  }
}
