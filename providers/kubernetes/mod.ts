/**
 * Environments in a Kubernetes cluster: the objects that run one.
 *
 * ```ts
 * import { deploymentOf } from "@openenv/providers/kubernetes";
 * import assert from "node:assert/strict";
 *
 * const deployment = deploymentOf({ name: "echo", image: "echo-env:1.0" });
 * assert.equal(deployment.spec?.template.spec?.securityContext?.runAsNonRoot, true);
 * ```
 *
 * @module
 */
export { autoscalerOf, type AutoscalerOptions } from "./objects/autoscaler.ts";
export { deploymentOf } from "./objects/deployment.ts";
export { labelsOf, selectorOf } from "./objects/metadata.ts";
export { networkPolicyOf, type NetworkPolicyOptions } from "./objects/network_policy.ts";
export { secretOf } from "./objects/secret.ts";
export { serviceOf } from "./objects/service.ts";
export {
  DEFAULT_RESOURCES,
  MANAGED_LABEL,
  type ResourceAmounts,
  WORKLOAD_PORT,
  type WorkloadSettings,
} from "./objects/workload_settings.ts";
