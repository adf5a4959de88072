import type { AnyContract, EnvironmentSchemas } from "@openenv/core";
import { InvalidOptionError } from "@openenv/core/errors";
import { isImplementation } from "@openenv/core/contract";
import type { UntypedSchemas } from "./env_calls.ts";
import { EnvClient } from "./env_client.ts";
import type { EnvClientOptions } from "./options.ts";

/**
 * Drives one session of an environment over HTTP requests. It is an {@linkcode EnvClient} with the option
 * `transport: "http"`, for networks that block WebSockets. Headers and a token work in browsers too.
 *
 * Calls, results and errors are those of `EnvClient`, except where HTTP does not allow it:
 *
 * - The first reset opens the session; a `step` or `state` before it opens one without a reset. If the server is at
 *   capacity, the call that opens the session fails, and its error may say in `retry_after_ms` when to try again. A
 *   refused token makes `connect` throw the specific error, such as `UnauthorizedError`.
 * - If the first reset fails in the environment, its session is gone. The next reset opens a new one; until then, every
 *   other call throws `NotResetError`.
 * - In a step, the call's `timeoutMs` becomes the server's limit too.
 * - An aborted call may still run on the server; the client asks the server to end the session. Only the session of an
 *   aborted first reset can't be named before the answer comes: it stays until its idle timeout.
 * - A seed can't be negative, and an `episode_id` has at most 255 characters.
 * - Servers close idle HTTP sessions sooner, by default after 10 minutes, and give HTTP at most half of their slots.
 * - A server that keeps no sessions over HTTP, such as Python's, causes `OneShotServerError`.
 *
 * @example
 * ```ts
 * import { HttpEnvClient } from "@openenv/client";
 * import { defineEnvironment } from "@openenv/core";
 * import { createApp, serve } from "@openenv/server";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const double = defineEnvironment({
 *   name: "double",
 *   action: z.object({ n: z.int() }),
 *   observation: z.object({ n: z.int() }),
 * });
 * const app = createApp(double.implement(() => ({
 *   reset: () => ({ observation: { n: 0 } }),
 *   step: ({ n }) => ({ observation: { n: 2 * n }, reward: 1 }),
 * })));
 * await using server = await serve(app, { port: 0, handleSignals: false, onListen: () => {} });
 *
 * await using env = new HttpEnvClient(server.url, double);
 * await env.reset({ seed: 7 });
 * const { observation, reward } = await env.step({ n: 21 });
 * assert.deepEqual([observation.n, reward], [42, 1]);
 * ```
 */
export class HttpEnvClient<S extends EnvironmentSchemas = UntypedSchemas> extends EnvClient<S> {
  /**
   * Creates a client for a server. It does not connect yet.
   *
   * @param target The server's base URL, such as `http://127.0.0.1:8000`.
   * @param contract The environment's contract; without it, everything is plain records.
   * @param options Time limits, headers, and a token.
   * @throws `InvalidOptionError` for an invalid URL or option.
   */
  constructor(
    target: string | URL,
    contract?: S & AnyContract,
    options?: Omit<EnvClientOptions, "transport">,
  ) {
    if (isImplementation(target)) {
      const text = "Cannot use target: an environment in this process takes an EnvClient, and HTTP a URL";
      throw new InvalidOptionError(text, { option: "target" });
    }
    super(target, contract, { ...options, transport: "http" });
  }
}
