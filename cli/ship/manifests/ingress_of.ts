import type { V1Ingress } from "@kubernetes/client-node";
import { labelsOf, type WorkloadSettings } from "@openenv/providers/kubernetes";

/**
 * Builds the Ingress of a host name, with TLS. The annotations are those of ingress-nginx, which chooses pods by itself
 * and does not know the Service's affinity; other controllers ignore them.
 */
export function ingressOf(settings: WorkloadSettings, host: string): V1Ingress {
  const { name, namespace } = settings;
  const annotations = {
    "upstream-hash-by": "$remote_addr",
    "proxy-read-timeout": "3600",
    "proxy-send-timeout": "3600",
    "proxy-body-size": "16m",
  };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels: labelsOf(settings),
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
      ),
    },
    spec: {
      tls: [{ hosts: [host], secretName: `${name}-tls` }],
      rules: [{
        host,
        http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { name: "http" } } } }] },
      }],
    },
  };
}
