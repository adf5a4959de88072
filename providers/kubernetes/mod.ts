/**
 * Environments in a Kubernetes cluster: a provider that runs an image there, and the objects of which it consists.
 *
 * ```ts
 * import { deploymentOf, KubernetesProvider } from "@openenv/providers/kubernetes";
 * import assert from "node:assert/strict";
 *
 * const provider = new KubernetesProvider({ namespace: "games", replicas: 3 });
 * assert.deepEqual(await provider.status(), { state: "idle" });
 *
 * const deployment = deploymentOf({ name: "echo", image: "echo-env:1.0" });
 * assert.equal(deployment.kind, "Deployment");
 * ```
 *
 * @module
 */
export type {
  ContainerProvider,
  LogOptions,
  Provider,
  ProviderStatus,
  StartContainerOptions,
  StartOptions,
  WaitOptions,
} from "../provider.ts";
export type { AccessUrl, KubernetesOptions, PodSettings } from "./kubernetes_options.ts";
export { KubernetesProvider } from "./kubernetes_provider.ts";
export { autoscalerOf, type AutoscalerOptions } from "./objects/autoscaler.ts";
export { deploymentOf } from "./objects/deployment.ts";
export { labelsOf, selectorOf } from "./objects/metadata.ts";
export { networkPolicyOf, type NetworkPolicyOptions } from "./objects/network_policy.ts";
export type {
  EgressRule,
  KubernetesObject,
  LabelSelector,
  NetworkPeer,
  ObjectMetadata,
  Toleration,
} from "./objects/kubernetes_object.ts";
export { type Secret, secretOf } from "./objects/secret_object.ts";
export { serviceOf } from "./objects/service.ts";
export {
  DEFAULT_RESOURCES,
  MANAGED_LABEL,
  type ResourceAmounts,
  WORKLOAD_PORT,
  type WorkloadSettings,
} from "./objects/workload_settings.ts";
