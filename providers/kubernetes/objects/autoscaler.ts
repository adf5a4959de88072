import type { V1HorizontalPodAutoscaler } from "@kubernetes/client-node";
import type { KubernetesObject } from "./kubernetes_object.ts";
import { metadataOf } from "./metadata.ts";
import type { WorkloadSettings } from "./workload_settings.ts";

/** Options for `autoscalerOf`. */
export interface AutoscalerOptions {
  /** The fewest pods. Default: the replicas of the settings. */
  readonly minReplicas?: number;
  /** The most pods. */
  readonly maxReplicas: number;
  /** The share of the requested processors above which pods are added, in percent. Default: 70. */
  readonly cpuPercent?: number;
}

/** Builds the HorizontalPodAutoscaler of the Deployment. */
export function autoscalerOf(settings: WorkloadSettings, options: AutoscalerOptions): KubernetesObject {
  const { minReplicas = settings.replicas ?? 1, maxReplicas, cpuPercent = 70 } = options;
  return {
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    metadata: metadataOf(settings),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: settings.name },
      minReplicas,
      maxReplicas,
      targetCPUUtilizationPercentage: cpuPercent,
    },
  } satisfies V1HorizontalPodAutoscaler;
}
