import type {
  V1LabelSelector,
  V1NetworkPolicy,
  V1NetworkPolicyEgressRule,
  V1NetworkPolicyPeer,
  V1NetworkPolicyPort,
} from "@kubernetes/client-node";
import { metadataOf, selectorOf } from "./metadata.ts";
import { WORKLOAD_PORT, type WorkloadSettings } from "./workload_settings.ts";

/** Options for `networkPolicyOf`. */
export interface NetworkPolicyOptions {
  /** The pods that may connect to the server. Default: those of its namespace. */
  readonly from?: readonly V1NetworkPolicyPeer[];
  /** What the server may connect to, besides DNS. Default: nothing. */
  readonly to?: readonly V1NetworkPolicyEgressRule[];
}

/** A NetworkPolicy as YAML has it; the library of the types writes `from` as `_from`. */
export interface NetworkPolicyManifest extends Omit<V1NetworkPolicy, "spec"> {
  /** The rules. */
  readonly spec: {
    readonly podSelector: V1LabelSelector;
    readonly policyTypes: readonly string[];
    readonly ingress: readonly {
      readonly from: readonly V1NetworkPolicyPeer[];
      readonly ports: readonly V1NetworkPolicyPort[];
    }[];
    readonly egress: readonly V1NetworkPolicyEgressRule[];
  };
}

/** Builds the NetworkPolicy: the server's port is open to some pods, and the server reaches DNS and what is given. */
export function networkPolicyOf(settings: WorkloadSettings, options: NetworkPolicyOptions = {}): NetworkPolicyManifest {
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
