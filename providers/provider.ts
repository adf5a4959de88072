export type {
  ContainerProvider,
  LogOptions,
  Provider,
  ProviderStatus,
  RuntimeProvider,
  StartContainerOptions,
  StartOptions,
  WaitOptions,
} from "@openenv/core/provider";
