import { ConnectionClosedError, InvalidOptionError, OpenEnvError } from "@openenv/core/errors";
import { type Replica, type ReplicaStatus, startReplica } from "./replica.ts";
import { ReplicasLostError } from "../provider_errors.ts";
import type { StartReplicasOptions } from "./replica_options.ts";

/** Errors of a connection after which the next replica is tried. */
const ELSEWHERE = ["CONNECTION_FAILED", "CONNECTION_CLOSED"];

/**
 * Several servers of one environment, each with its own address; `startReplicas` starts them.
 *
 * @example
 * ```ts
 * import type { Replicas } from "@openenv/providers";
 * import assert from "node:assert/strict";
 *
 * async function keepAlive(replicas: Replicas<unknown>): Promise<string[]> {
 *   const lost = (await replicas.status()).filter(({ state }) => state === "lost");
 *   return lost.length === 0 ? [] : await replicas.replaceLost();
 * }
 * assert.equal(keepAlive.length, 1);
 * ```
 */
export class Replicas<T> implements AsyncDisposable {
  readonly #options: StartReplicasOptions<T>;
  readonly #replicas: Replica[];
  readonly #replacing = new Map<number, Promise<string>>();
  readonly #life = new AbortController();
  #turn = 0;
  #closing: Promise<void> | undefined;

  /** Takes over replicas that are ready. */
  constructor(replicas: readonly Replica[], options: StartReplicasOptions<T>) {
    this.#replicas = [...replicas];
    this.#options = options;
  }

  /**
   * Connects a client to the next replica, round robin. Lost replicas are left out. A replica that refuses the
   * connection is lost from then on, and the next one is tried.
   *
   * @returns What the option `connect` returned.
   * @throws `ReplicasLostError` if all are lost; what `connect` threw otherwise.
   */
  async connect(): Promise<T> {
    this.#assertOpen("connect to a replica");
    const living = this.#replicas.filter(({ lostBecause }) => lostBecause === undefined);
    const first = living.length === 0 ? 0 : this.#turn++ % living.length;
    let failure: unknown;
    for (const replica of [...living.slice(first), ...living.slice(0, first)]) {
      try {
        return await this.#options.connect(replica.url, { provider: replica.clientsProvider });
      } catch (thrown) {
        if (!(thrown instanceof OpenEnvError) || !ELSEWHERE.includes(thrown.code)) throw thrown;
        failure = thrown;
        await replica.check().catch(() => {}); // a provider that can't tell, as without its daemon, explains nothing
        if (thrown.code === "CONNECTION_FAILED") replica.lostBecause ??= thrown.message;
      }
    }
    if (this.#replicas.some(({ lostBecause }) => lostBecause === undefined)) throw failure;
    const lost = this.#replicas.map(({ name, lostBecause: reason = "" }) => ({ name, reason }));
    const list = lost.map(({ name, reason }) => `${name}: ${reason}`).join("; ");
    throw new ReplicasLostError(`Cannot connect to a replica: all are lost (${list})`, { lost }, { cause: failure });
  }

  /** Tells of each replica whether it runs, and why not. The order stays the same; a replaced one has a new name. */
  status(): Promise<ReplicaStatus[]> {
    return Promise.all(this.#replicas.map((replica) => replica.check()));
  }

  /**
   * Stops a replica, lost or not, and starts another in its place.
   *
   * @param name The name of the replica.
   * @returns The name of the new one.
   * @throws `ReplicaError` if the new one can't be started; it can be tried again, by the same name.
   */
  async replace(name: string): Promise<string> {
    this.#assertOpen(`replace replica ${name}`);
    const index = this.#replicas.findIndex((replica) => replica.name === name);
    if (index < 0) {
      const names = this.#replicas.map(({ name }) => name).join(", ");
      throw new InvalidOptionError(`Cannot replace replica ${name}: there are ${names}`, { option: "name" });
    }
    const running = this.#replacing.get(index) ?? this.#startOther(index).finally(() => this.#replacing.delete(index));
    this.#replacing.set(index, running);
    return await running;
  }

  /**
   * Replaces all lost replicas at once.
   *
   * @returns The names of the new ones.
   * @throws `ReplicaError` if one can't be started; the others were replaced.
   */
  async replaceLost(): Promise<string[]> {
    const lost = (await this.status()).filter(({ state }) => state === "lost");
    const outcomes = await Promise.allSettled(lost.map(({ name }) => this.replace(name)));
    return outcomes.map((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    });
  }

  /** Stops all replicas. If one can't be stopped, the others are, and it can be tried again. */
  close(): Promise<void> {
    return this.#closing ??= this.#close().catch((thrown) => {
      this.#closing = undefined;
      throw thrown;
    });
  }

  /** Stops all replicas at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #startOther(index: number): Promise<string> {
    await this.#replicas[index]!.close();
    const signal = AbortSignal.any([this.#life.signal, this.#options.signal].filter((signal) => signal !== undefined));
    const replica = await startReplica(this.#options, { index, count: this.#replicas.length, signal });
    this.#replicas[index] = replica;
    return replica.name;
  }

  async #close(): Promise<void> {
    this.#life.abort(closedError("start a replica"));
    await Promise.allSettled(this.#replacing.values());
    const outcomes = await Promise.allSettled(this.#replicas.map((replica) => replica.close()));
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  }

  #assertOpen(action: string): void {
    if (this.#life.signal.aborted) throw closedError(action);
  }
}

function closedError(action: string): ConnectionClosedError {
  return new ConnectionClosedError(`Cannot ${action}: the replicas were closed`, { close_code: 0, close_reason: "" });
}
