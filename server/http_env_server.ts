import type { StepResult } from "@openenv/core";
import { type ResultPayload, toResultPayload } from "@openenv/core/protocol";
import { parseAction } from "@openenv/core/contract";
import { EnvServer } from "./env_server.ts";
import type { EnvironmentSource } from "./hosts/source.ts";
import type { AppOptions } from "./options.ts";
import { registerRoutes, type Router } from "./register_routes.ts";

/**
 * A server of an environment for people who bring their own app: registers its routes on Hono, or on any router with
 * the same `on(method, path, handler)`.
 *
 * Under Hono's `app.route` everything works. Under `app.mount`, or behind anything else that makes a new `Request`, the
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
  readonly #server: EnvServer;

  /**
   * Makes a server; nothing is bound or loaded yet.
   *
   * @param source What `contract.implement` returned, or `{ module: URL }`.
   * @param options Limits, mode, token, the log.
   * @throws `InvalidOptionError`, `DefinitionError`.
   */
  constructor(source: EnvironmentSource, options: AppOptions = {}) {
    this.#server = new EnvServer(source, options);
  }

  /** How many sessions there are now. */
  get sessionCount(): number {
    return this.#server.sessions.size;
  }

  /** `true` if requests must carry a bearer token. */
  get requiresToken(): boolean {
    return this.#server.options.access.token !== undefined;
  }

  /** Registers the routes of the server's mode on a router; returns the router. */
  registerRoutes<R extends Router>(router: R): R {
    registerRoutes(router, this.#server);
    return router;
  }

  /** Parses an action as it came from the wire, as `/step` does. Throws `ValidationError`; needs `ready`. */
  deserializeAction(action: unknown): unknown {
    return parseAction(this.#server.checks, action);
  }

  /** Makes of a result what travels, as `/step` does. */
  serializeObservation(result: StepResult): ResultPayload {
    return toResultPayload(result);
  }

  /** Resolves when the environment is loaded; rejects with what keeps it from being hosted. */
  ready(): Promise<void> {
    return this.#server.ready();
  }

  /** Takes no more sessions, lets running calls finish for at most `timeoutMs`, and closes all sessions. */
  close(timeoutMs: number = 10_000): Promise<void> {
    return this.#server.close(timeoutMs);
  }
}
