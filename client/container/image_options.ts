import type { AnyContract } from "@openenv/core";
import type { ContainerProvider, StartContainerOptions } from "@openenv/core/provider";
import type { EnvClientOptions } from "../options.ts";

/** Options for {@linkcode EnvClient.fromDockerImage}: those of the client, and those of the container's start. */
export interface ImageOptions extends Omit<EnvClientOptions, "provider">, Omit<StartContainerOptions, "signal"> {
  /** The environment's contract, which types the client. Default: none, everything is plain records. */
  readonly contract?: AnyContract;
  /** The provider that starts the container. Default: a new `LocalDockerProvider` of `@openenv/providers`. */
  readonly provider?: ContainerProvider;
  /** How long the server may take until it answers, in milliseconds. Default: the provider's, 30,000. */
  readonly readyTimeoutMs?: number;
  /** Aborts the start. */
  readonly signal?: AbortSignal;
  /** `false` leaves the session to the first call, so that `sync()` can be called. Default: `true`. */
  readonly connect?: boolean;
}

/** Options for {@linkcode EnvClient.fromEnv}. */
export interface SpaceOptions extends ImageOptions {
  /** `false` connects to the Space's own server, and starts nothing. Default: `true`: its image runs on this machine. */
  readonly useDocker?: boolean;
  /** The tag of the Space's image. Default: `latest`. */
  readonly tag?: string;
}
