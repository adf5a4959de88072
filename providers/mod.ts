/**
 * Starts environments where they can run, and stops them again: containers, processes. All providers have the same
 * interface and pass the same suite, `@openenv/providers/conformance`. Clients use them: `EnvClient.fromDockerImage` of
 * `@openenv/client`.
 *
 * ```ts
 * import { LocalDockerProvider } from "@openenv/providers";
 * import assert from "node:assert/strict";
 *
 * await using provider = new LocalDockerProvider({ cpus: 2 });
 * assert.deepEqual(await provider.status(), { state: "idle" });
 * ```
 *
 * @module
 */
export type {
  ContainerProvider,
  LogOptions,
  Provider,
  ProviderStatus,
  RuntimeProvider,
  StartContainerOptions,
  StartOptions,
  WaitOptions,
} from "./provider.ts";
export {
  type ImageData,
  ImageNotFoundError,
  NotReadyError,
  PROVIDER_ERROR_ROWS,
  ProviderUnavailableError,
  type ReplicaData,
  ReplicaError,
  type ReplicasLostData,
  ReplicasLostError,
  type StartData,
  StartError,
  type UnavailableData,
} from "./provider_errors.ts";
export type {
  ContainerReplicasOptions,
  ReplicasOptions,
  RuntimeReplicasOptions,
  StartReplicasOptions,
} from "./replicas/replica_options.ts";
export type { ReplicaStatus } from "./replicas/replica.ts";
export type { Replicas } from "./replicas/replicas.ts";
export { startReplicas } from "./replicas/start_replicas.ts";
export { waitForReady, type WaitForReadyOptions } from "./wait_for_ready.ts";
export type { LocalDockerOptions } from "./docker/docker_options.ts";
export { LocalDockerProvider } from "./docker/local_docker_provider.ts";
export { ProcessProvider, type ProcessProviderOptions, type ProgramPermissions } from "./process/process_provider.ts";
export { UvProvider, type UvProviderOptions } from "./process/uv_provider.ts";
export { DockerSwarmProvider } from "./swarm/docker_swarm_provider.ts";
export type { DockerSwarmOptions } from "./swarm/swarm_options.ts";
