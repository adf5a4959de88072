import type { V1Service } from "@kubernetes/client-node";
import type { KubernetesObject } from "./kubernetes_object.ts";
import { metadataOf, selectorOf } from "./metadata.ts";
import { WORKLOAD_PORT, type WorkloadSettings } from "./workload_settings.ts";

/**
 * Builds the Service. All connections from one address go to one pod, as HTTP episodes, agent links and clients of MCP
 * need it. The port is the server's own.
 */
export function serviceOf(settings: WorkloadSettings): KubernetesObject {
  const { port = WORKLOAD_PORT, affinityTimeoutSeconds: timeoutSeconds = 10_800 } = settings;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(settings),
    spec: {
      type: "ClusterIP",
      selector: selectorOf(settings),
      sessionAffinity: "ClientIP",
      sessionAffinityConfig: { clientIP: { timeoutSeconds } },
      ports: [{ name: "http", port, targetPort: "http", protocol: "TCP" }],
    },
  } satisfies V1Service;
}
