import { InvalidOptionError } from "@openenv/core/errors";
import { startReplica } from "./replica.ts";
import type { StartReplicasOptions } from "./replica_options.ts";
import { Replicas } from "./replicas.ts";

/**
 * Starts several servers of one environment at once, waits until all are ready, and hands out clients that are connected
 * to them, round robin. If one of them fails, the others are stopped.
 *
 * @param count How many.
 * @param options What makes a provider for each, what they run, and what connects a client.
 * @returns The replicas; close them.
 * @throws `ReplicaError`, which says which one failed, with its error as the cause; `InvalidOptionError`; the reason of
 * the signal.
 *
 * @example
 * ```ts
 * import { ProcessProvider, startReplicas } from "@openenv/providers";
 * import assert from "node:assert/strict";
 *
 * const starting = startReplicas(3, {
 *   provider: () => new ProcessProvider({ binary: "./no-such-program" }),
 *   connect: (url) => Promise.resolve(url), // mostly: (url, options) => connect(url, contract, options)
 * });
 * await assert.rejects(starting, { code: "REPLICA_FAILED", message: /^Cannot start replica \d of 3: / });
 * ```
 */
export async function startReplicas<T>(count: number, options: StartReplicasOptions<T>): Promise<Replicas<T>> {
  if (!Number.isInteger(count) || count < 1) {
    throw new InvalidOptionError(`Cannot start ${count} replicas: it is not a positive integer`, { option: "count" });
  }
  const abort = new AbortController();
  const signal = AbortSignal.any([abort.signal, options.signal].filter((signal) => signal !== undefined));
  const starting = Array.from({ length: count }, async (_, index) => {
    try {
      return await startReplica(options, { index, count, signal });
    } catch (thrown) {
      abort.abort(thrown); // the first failure is the reason that the others are given up
      throw thrown;
    }
  });
  const started = (await Promise.allSettled(starting)).flatMap((outcome) =>
    outcome.status === "fulfilled" ? [outcome.value] : []
  );
  if (started.length === count) return new Replicas(started, options);
  // If one can't be stopped now, the supervisor stops it when the process ends.
  await Promise.allSettled(started.map((replica) => replica.close()));
  throw signal.reason;
}
