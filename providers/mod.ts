/**
 * Starts environments where they can run, and stops them again: containers, processes. All providers have the same
 * interface and pass the same suite, `@openenv/providers/conformance`.
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
  type StartData,
  StartError,
  type UnavailableData,
} from "./provider_errors.ts";
export { waitForReady, type WaitForReadyOptions } from "./wait_for_ready.ts";
export { type Owner, ownerOf, type OwnerState, stateOf } from "./supervisor/owner.ts";
export { type ProcessRecord, readRecords, recordFolder, removeRecord, writeRecord } from "./supervisor/records.ts";
export { stopSupervised, supervise, type Supervised } from "./supervisor/supervisor.ts";
export type { LocalDockerOptions } from "./docker/docker_options.ts";
export { LocalDockerProvider } from "./docker/local_docker_provider.ts";
export { listStarted, pruneStarted } from "./started/list_started.ts";
export type { ListStartedOptions, Started, StartedList } from "./started/started.ts";
export { ProcessProvider, type ProcessProviderOptions, type ProgramPermissions } from "./process/process_provider.ts";
export { UvProvider, type UvProviderOptions } from "./process/uv_provider.ts";
