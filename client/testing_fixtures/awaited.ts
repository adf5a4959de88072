import type { EnvironmentSchemas } from "@openenv/core";
import type { EnvClient } from "../env_client.ts";
import type { SyncEnvClient } from "../sync_env_client.ts";

/**
 * Wraps a synchronous client so that the tests of the asynchronous one can run with it: what a call returns or throws
 * becomes a promise.
 */
export function awaited<S extends EnvironmentSchemas>(client: SyncEnvClient<S>): EnvClient<S> {
  const call = (method: (...args: unknown[]) => unknown) => (...args: unknown[]) =>
    new Promise((resolve) => resolve(method.apply(client, args)));
  return new Proxy(client, {
    get(_, name) {
      if (name === Symbol.asyncDispose) return call(client.close);
      if (name === "tasks") {
        return async function* (...args: Parameters<typeof client.tasks>) {
          await Promise.resolve();
          yield* client.tasks(...args);
        };
      }
      const value = Reflect.get(client, name, client);
      return typeof value === "function" ? call(value) : value;
    },
  }) as unknown as EnvClient<S>;
}
