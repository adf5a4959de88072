import type { EgressRule, KubernetesObject, NetworkPeer } from "./kubernetes_object.ts";
import { metadataOf, selectorOf } from "./metadata.ts";
import { WORKLOAD_PORT, type WorkloadSettings } from "./workload_settings.ts";

/** Options for `networkPolicyOf`. */
export interface NetworkPolicyOptions {
  /** The pods that may connect to the server. Default: those of its namespace. */
  readonly from?: readonly NetworkPeer[];
  /** The connections that the server may open, besides those to DNS. Default: none. */
  readonly to?: readonly EgressRule[];
}

/** Builds the NetworkPolicy: the server's port is open to some pods, and the server reaches DNS and what is given. */
export function networkPolicyOf(settings: WorkloadSettings, options: NetworkPolicyOptions = {}): KubernetesObject {
  const { port = WORKLOAD_PORT } = settings;
  const { from = [{ podSelector: {} }], to = [] } = options;
  const dns = { ports: [{ port: 53, protocol: "UDP" }, { port: 53, protocol: "TCP" }] };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadataOf(settings),
    spec: {
      podSelector: { matchLabels: selectorOf(settings) },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [...from], ports: [{ port, protocol: "TCP" }] }],
      egress: [dns, ...to],
    },
  };
}
