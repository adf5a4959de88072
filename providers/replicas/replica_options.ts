import type { ContainerProvider, Provider, RuntimeProvider, StartContainerOptions } from "../provider.ts";

/** Options for {@linkcode startReplicas}, whatever the provider. */
export interface ReplicasOptions<T> extends Omit<StartContainerOptions, "port"> {
  /**
   * Called for each client, with the address of a replica and options for the client: its provider, which has the token
   * and says in the error of a lost connection which replica has ended. Closing the client does not stop the replica. It
   * should resolve with a client that has connected: a connection that fails later does not lead to the next replica.
   */
  readonly connect: (url: string, options: { readonly provider: Provider }) => Promise<T>;
  /** How long a replica may take until it answers, in milliseconds. Default: the provider's. */
  readonly readyTimeoutMs?: number;
}

/** Options for {@linkcode startReplicas}: an image, and providers that run it. */
export interface ContainerReplicasOptions<T> extends ReplicasOptions<T> {
  /** Called for each start, with the place of the replica; returns a provider that has started nothing. */
  readonly provider: (index: number) => ContainerProvider;
  /** The image. */
  readonly image: string;
}

/** Options for {@linkcode startReplicas}: providers that know what they run. */
export interface RuntimeReplicasOptions<T> extends ReplicasOptions<T> {
  /** Called for each start, with the place of the replica; returns a provider that has started nothing. */
  readonly provider: (index: number) => RuntimeProvider;
  /** Only containers have an image. */
  readonly image?: undefined;
}

/** Options for {@linkcode startReplicas}. */
export type StartReplicasOptions<T> = ContainerReplicasOptions<T> | RuntimeReplicasOptions<T>;
