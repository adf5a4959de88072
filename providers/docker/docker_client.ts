/**
 * The part of `dockerode` that is used here. Its own declarations, `@types/dockerode`, bring an old `@types/node`, which
 * would take the place of the runtime's for the whole workspace.
 *
 * @module
 */

import type { LogSettings } from "./log_settings.ts";
import type { PullEvent } from "./pull_progress.ts";
import type { SwarmClient } from "./swarm_client.ts";

/** A client of a daemon. */
export interface DockerClient extends SwarmClient {
  /** Names a container; asks nothing. */
  getContainer(name: string): ContainerClient;
  /** Names an image; asks nothing. */
  getImage(name: string): { inspect(): Promise<{ readonly Config?: { readonly Labels?: Labels | null } | null }> };
  /** Creates a container. */
  createContainer(options: ContainerSettings): Promise<unknown>;
  /** Lists containers. */
  listContainers(options: { readonly all: boolean; readonly filters: string }): Promise<readonly ListedContainer[]>;
  /** Begins to pull an image. */
  pull(
    image: string,
    options: { readonly authconfig?: object; readonly abortSignal?: AbortSignal },
  ): Promise<PullStream>;
  /** Reads the events of a pull. */
  readonly modem: {
    followProgress(stream: PullStream, onEnd: (error: Error | null) => void, onEvent: (event: PullEvent) => void): void;
  };
}

/** The answer to a pull, while it comes. */
export interface PullStream {
  /** Ends it. */
  destroy(): void;
}

/** One container. */
export interface ContainerClient {
  /** Starts it. */
  start(): Promise<unknown>;
  /** Stops it, with SIGKILL after `t` seconds. */
  stop(options: { readonly t: number }): Promise<unknown>;
  /** Removes it. */
  remove(options: { readonly force: boolean; readonly v: boolean }): Promise<unknown>;
  /** Describes it. */
  inspect(): Promise<InspectedContainer>;
  /** Reads its log, in frames. */
  logs(options: LogSettings): Promise<Uint8Array>;
}

type Labels = Readonly<Record<string, string>>;

/** A container in the answer to `inspect`. */
export interface InspectedContainer {
  /** When it was created. */
  readonly Created: string;
  /** Whether it runs, and how it ended. */
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Error: string;
  };
  /** Its image and labels. */
  readonly Config: { readonly Image: string; readonly Labels?: Labels | null };
  /** Its published ports. */
  readonly NetworkSettings: {
    readonly Ports?: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>;
  };
}

/** A container in a list. */
export interface ListedContainer {
  /** Its id. */
  readonly Id: string;
  /** Its names, each with a slash before it. */
  readonly Names: readonly string[];
  /** Its image. */
  readonly Image: string;
  /** Its labels. */
  readonly Labels: Labels;
  /** `running`, `exited`, ... */
  readonly State: string;
  /** When it was created, in seconds since 1970. */
  readonly Created: number;
  /** Its ports. */
  readonly Ports: readonly { readonly IP: string; readonly PrivatePort: number; readonly PublicPort?: number }[];
}

/** The settings of a new container, as Docker spells them. */
export interface ContainerSettings {
  readonly name: string;
  readonly Image: string;
  readonly Env: readonly string[];
  readonly Labels: Labels;
  readonly ExposedPorts: Readonly<Record<string, object>>;
  readonly Cmd?: readonly string[];
  readonly User?: string;
  readonly HostConfig: {
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>>;
    readonly NetworkMode: string;
    readonly Init: boolean;
    readonly NanoCpus?: number;
    readonly Memory?: number;
    readonly MemorySwap?: number;
    readonly PidsLimit?: number;
    readonly ReadonlyRootfs: boolean;
    readonly Tmpfs: Readonly<Record<string, string>>;
    readonly CapDrop?: readonly string[];
    readonly CapAdd?: readonly string[];
    readonly SecurityOpt: readonly string[];
  };
}
