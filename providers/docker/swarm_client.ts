/**
 * The part of `dockerode` that is about swarms.
 *
 * @module
 */

import type { LogSettings } from "./log_settings.ts";

/** The calls of a client that only a daemon in swarm mode answers, and those that lead there. */
export interface SwarmClient {
  /** Describes the daemon. */
  info(): Promise<{ readonly Swarm?: SwarmState }>;
  /** Creates a swarm with one node. */
  swarmInit(options: { readonly ListenAddr: string; readonly AdvertiseAddr: string }): Promise<unknown>;
  /** Creates a service, by settings as Docker spells them. */
  createService(auth: object | undefined, settings: object): Promise<unknown>;
  /** Names a service; asks nothing. */
  getService(name: string): {
    inspect(): Promise<ListedService>;
    remove(): Promise<unknown>;
    logs(options: LogSettings): Promise<Uint8Array>;
  };
  /** Lists services; with `status`, how many of their tasks run. */
  listServices(options: { readonly filters: string; readonly status?: true }): Promise<readonly ListedService[]>;
  /** Lists tasks. */
  listTasks(options: { readonly filters: string }): Promise<readonly SwarmTask[]>;
  /** Names a task; asks nothing. */
  getTask(id: string): { logs(options: LogSettings): Promise<Uint8Array> };
  /** Names a node; asks nothing. */
  getNode(id: string): { inspect(): Promise<{ readonly Status: { readonly Addr: string } }> };
  /** Names a network; asks nothing. */
  getNetwork(name: string): { inspect(): Promise<unknown> };
  /** Creates a network. */
  createNetwork(
    options: {
      readonly Name: string;
      readonly Driver: "overlay";
      readonly Attachable: true;
      readonly CheckDuplicate: true;
    },
  ): Promise<unknown>;
}

/** Whether a daemon is in a swarm. */
export interface SwarmState {
  /** `inactive`, `pending`, `active`, `error`, `locked`. */
  readonly LocalNodeState: string;
  /** `true` for a manager. */
  readonly ControlAvailable: boolean;
  /** The id of the daemon's node. */
  readonly NodeID: string;
}

type Labels = Readonly<Record<string, string>>;

/** A published port. */
export interface ServicePort {
  readonly Protocol: "tcp";
  readonly TargetPort: number;
  readonly PublishedPort?: number;
  readonly PublishMode: "ingress" | "host";
}

/** A service in a list. */
export interface ListedService {
  readonly CreatedAt: string;
  readonly Spec: {
    readonly Name: string;
    readonly Labels: Labels;
    readonly TaskTemplate: { readonly ContainerSpec: { readonly Image: string } };
  };
  readonly Endpoint?: { readonly Ports?: readonly ServicePort[] };
  readonly ServiceStatus?: { readonly RunningTasks: number; readonly DesiredTasks: number };
}

/** One container of a service, before, while and after it runs. */
export interface SwarmTask {
  readonly ID: string;
  readonly CreatedAt: string;
  readonly Slot: number;
  readonly NodeID?: string;
  readonly DesiredState: string;
  readonly Status: {
    readonly State: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID: string; readonly ExitCode: number };
    readonly PortStatus?: { readonly Ports?: readonly ServicePort[] };
  };
}
