import type { AnyContract, EnvironmentSchemas } from "@openenv/core";
import { InvalidOptionError } from "@openenv/core/errors";
import { isImplementation } from "@openenv/core/contract";
import { EnvClient, type UntypedSchemas } from "./env_client.ts";
import type { EnvClientOptions } from "./options.ts";

/**
 * Drives one session of an environment over HTTP requests: an {@linkcode EnvClient} with the option
 * `transport: "http"`, for networks that let no WebSocket through. Headers and a token work in browsers too.
 *
 * Calls, results and errors are those of `EnvClient`. What HTTP does not allow to be the same:
 *
 * - The first reset opens the session; a `step` or a `state` before it opens one without a reset. Refusals for lack of
 *   room come then, and may say in `retry_after_ms` when to try again. A token that is refused is an error of
 *   `connect`, by its own name.
 * - If the first reset fails in the environment, its session is gone, and the next reset opens another one; until then
 *   every other call is `NotResetError`.
 * - A call's `timeoutMs` becomes the server's limit too, in a step.
 * - A call that was given up may still run on the server, which is asked to end the session. Only that of a first reset
 *   cannot be named before the answer: it stays until it has been idle for long enough.
 * - A seed is not negative, and an `episode_id` has at most 255 characters.
 * - Servers close an idle HTTP session sooner, by default after 10 minutes, and give HTTP half of their slots.
 * - A server that keeps no sessions over HTTP, as Python's, is `OneShotServerError`.
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
   * Makes a client of a server; nothing is opened yet.
   *
   * @param target The server's base URL, such as `http://127.0.0.1:8000`.
   * @param contract What the environment promises; without it everything is plain records.
   * @param options How long calls may take, headers, a token.
   * @throws `InvalidOptionError` for an unusable URL or option.
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
