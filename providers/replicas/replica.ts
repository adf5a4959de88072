import { InvalidOptionError, messageOf, OpenEnvError } from "@openenv/core/errors";
import type { ContainerProvider, LogOptions, Provider, RuntimeProvider } from "../provider.ts";
import { ReplicaError } from "../provider_errors.ts";
import type { StartReplicasOptions } from "./replica_options.ts";

/** The state of one replica. */
export interface ReplicaStatus {
  /** Its unique name; `openenv ps` shows it. */
  readonly name: string;
  /** Its own address. */
  readonly url: string;
  /** `"lost"`: it has ended or refuses connections, gets no new clients, and can be replaced. */
  readonly state: "running" | "lost";
  /** Why it is lost. */
  readonly reason?: string;
}

/** Options for {@linkcode startReplica}. */
export interface ReplicaPlace {
  /** The place of the replica, from 0. */
  readonly index: number;
  /** How many replicas there are. */
  readonly count: number;
  /** Aborts the start. */
  readonly signal: AbortSignal;
}

const STOPPED = "it was stopped";

/** One server of several, from its readiness to its end. */
export class Replica {
  /** Its name. */
  readonly name: string;
  /** Its own address. */
  readonly url: string;
  /** Why it is lost; `undefined` as long as it is not known to be. */
  lostBecause: string | undefined;
  readonly #provider: Provider;

  /** Takes over a provider whose server is ready. */
  constructor(provider: Provider, url: string) {
    this.name = provider.name ?? url;
    this.url = url;
    this.#provider = provider;
  }

  /** The provider as a client gets it: the client's end is not the end of the server. */
  get clientsProvider(): Provider {
    const { name } = this;
    const provider = this.#provider;
    return {
      name,
      token: provider.token,
      waitForReady: (url, options) => provider.waitForReady(url, options),
      logs: (options?: LogOptions) => provider.logs(options),
      status: async () => {
        const status = await provider.status();
        return status.state === "idle" ? { state: "ended", reason: STOPPED } : status;
      },
      close: () => Promise.resolve(),
      closeNow: () => {},
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  /** Asks the provider whether the server still runs. */
  async check(): Promise<ReplicaStatus> {
    const { name, url } = this;
    if (this.lostBecause === undefined) {
      const { state, reason = STOPPED } = await this.#provider.status();
      if (state !== "running") this.lostBecause = reason;
    }
    return this.lostBecause === undefined
      ? { name, url, state: "running" }
      : { name, url, state: "lost", reason: this.lostBecause };
  }

  /** Stops the server. */
  async close(): Promise<void> {
    await this.#provider.close();
    this.lostBecause ??= STOPPED;
  }
}

/** Starts one replica and waits until it is ready. A failure leaves nothing of it behind. */
export async function startReplica<T>(
  options: StartReplicasOptions<T>,
  { index, count, signal }: ReplicaPlace,
): Promise<Replica> {
  let provider: Provider | undefined;
  let name: string | undefined;
  try {
    const made = provider = options.provider(index);
    const url = await begin(made, options, signal);
    name = made.name;
    await made.waitForReady(url, { timeoutMs: options.readyTimeoutMs, signal });
    return new Replica(made, url);
  } catch (cause) {
    // If it can't be stopped now, the supervisor stops it when the process ends.
    await provider?.close().catch(() => {});
    if (signal.aborted && cause === signal.reason) throw cause;
    const code = cause instanceof OpenEnvError ? cause.code : undefined;
    const data = { replica: index + 1, ...(name !== undefined && { name }), ...(code && { reason_code: code }) };
    throw new ReplicaError(`Cannot start replica ${index + 1} of ${count}: ${messageOf(cause)}`, data, { cause });
  }
}

function begin<T>(provider: Provider, options: StartReplicasOptions<T>, signal: AbortSignal): Promise<string> {
  const { image, envVars, onProgress } = options;
  const isRight = (image === undefined ? "start" : "startContainer") in provider;
  if (!isRight) {
    const state = image === undefined ? "the provider runs images; name one" : "the provider runs no images";
    throw new InvalidOptionError(`Cannot use option image: ${state}`, { option: "image" });
  }
  return image === undefined
    ? (provider as RuntimeProvider).start({ envVars, signal })
    : (provider as ContainerProvider).startContainer(image, { envVars, signal, onProgress });
}
