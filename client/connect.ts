import type { AnyContract, AnyImplementation, Implementation } from "@openenv/core";
import { isImplementation } from "@openenv/core/contract";
import type { UntypedSchemas } from "./env_calls.ts";
import { EnvClient } from "./env_client.ts";
import type { ModuleTarget } from "./local/module_target.ts";
import type { EnvClientOptions, InProcessOptions, ModuleOptions } from "./options.ts";

/**
 * Connects to an environment in this process, without a socket. Calls, results and errors are the same as over one.
 *
 * @param environment The environment, as returned by `contract.implement`.
 * @param options Time limits, and whether objects are copied.
 * @returns A connected client with its own session.
 *
 * @example
 * ```ts
 * import { connect } from "@openenv/client";
 * import { defineEnvironment } from "@openenv/core";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const counter = defineEnvironment({
 *   name: "counter",
 *   action: z.object({ by: z.int().default(1) }),
 *   observation: z.object({ count: z.int() }),
 * }).implement(() => {
 *   let count = 0;
 *   return {
 *     reset: () => ({ observation: { count: count = 0 } }),
 *     step: ({ by }) => ({ observation: { count: count += by }, reward: by }),
 *   };
 * });
 *
 * await using env = await connect(counter);
 * await env.reset();
 * assert.equal((await env.step({})).observation.count, 1);
 * ```
 */
export function connect<C extends AnyContract>(
  environment: Implementation<C>,
  options?: InProcessOptions,
): Promise<EnvClient<C>>;
/**
 * Connects to an environment's server. The contract types the client, and requests are checked before they are sent.
 *
 * @param url The server's base URL, such as `http://127.0.0.1:8000`.
 * @param contract The environment's contract.
 * @param options Time limits, headers, a token, and the transport.
 * @returns A connected client with its own session.
 * @throws `ConnectionFailedError`, `DeadlineError` after `connectTimeoutMs`, `InvalidOptionError`;
 * `SchemaMismatchError` if the server hosts another contract.
 */
export function connect<C extends AnyContract>(
  url: string | URL,
  contract: C,
  options?: EnvClientOptions,
): Promise<EnvClient<C>>;
/**
 * Connects to an environment's server without a contract: everything is plain records.
 *
 * @param url The server's base URL.
 * @param contract `undefined`.
 * @param options Time limits, headers, a token, and the transport.
 * @returns A connected client with its own session.
 */
export function connect(url: string | URL, contract?: undefined, options?: EnvClientOptions): Promise<EnvClient>;
/**
 * Connects to the environment of a module, in this process. With a contract, the module's must have the same schemas.
 *
 * @param target The URL of the module, and where the environment runs.
 * @param contract The environment's contract.
 * @param options Time limits, and whether objects are copied.
 * @returns A connected client with its own session.
 * @throws `FactoryError` if the module can't be loaded; `SchemaMismatchError` if it has another contract.
 */
export function connect<C extends AnyContract>(
  target: ModuleTarget,
  contract: C,
  options?: ModuleOptions,
): Promise<EnvClient<C>>;
/**
 * Connects to the environment of a module, in this process, without a contract: everything is plain records.
 *
 * @param target The URL of the module, and where the environment runs.
 * @param contract `undefined`.
 * @param options Time limits, and whether objects are copied.
 * @returns A connected client with its own session.
 */
export function connect(target: ModuleTarget, contract?: undefined, options?: ModuleOptions): Promise<EnvClient>;
export async function connect(
  target: string | URL | AnyImplementation | ModuleTarget,
  second?: AnyContract | InProcessOptions,
  third?: EnvClientOptions | ModuleOptions,
): Promise<EnvClient> {
  const client: EnvClient = isImplementation(target)
    ? new EnvClient(target, second as InProcessOptions)
    : new EnvClient(target as string | URL, second as UntypedSchemas & AnyContract, third as EnvClientOptions);
  await client.connect();
  return client;
}
