import type { Manifest } from "@openenv/registry/manifest";
import {
  autoscalerOf,
  deploymentOf,
  networkPolicyOf,
  serviceOf,
  type WorkloadSettings,
} from "@openenv/providers/kubernetes";
import { egressOf } from "./egress_of.ts";
import { ingressOf } from "./ingress_of.ts";
import { type CommentedObject, type KeyPath, toYaml } from "./to_yaml.ts";
import { type ManifestsFlags, workloadOf } from "./workload_of.ts";

const POD: KeyPath = ["spec", "template", "spec"];
const CONTAINER: KeyPath = [...POD, "containers", 0];

/** Writes the objects that run a package in a cluster as YAML, with comments for its admin. */
export function writeManifests(manifest: Manifest, flags: ManifestsFlags): string {
  const settings = workloadOf(manifest, flags);
  const { autoscale, host } = flags;
  return toYaml(describeAll(manifest, settings), [
    deployment(settings, flags),
    service(settings),
    networkPolicy(manifest, settings, flags),
    ...(autoscale === undefined ? [] : [
      {
        object: autoscalerOf(settings, { minReplicas: autoscale.min, maxReplicas: autoscale.max }),
        comments: [[["spec"], "Fewer pods are no loss of episodes: a pod that is asked to stop drains."]],
      } satisfies CommentedObject,
    ]),
    ...(host === undefined ? [] : [ingress(settings, host)]),
  ]);
}

function describeAll({ name, version = "" }: Manifest, { secretName, name: label }: WorkloadSettings): string {
  const access = secretName === undefined
    ? "No token is needed: whatever the NetworkPolicy lets in may play. To ask for one, use --secret."
    : `The token is in a Secret that is not here:\n  kubectl create secret generic ${secretName} ` +
      "--from-literal=OPENENV_TOKEN=...";
  return `The environment ${
    `${name} ${version}`.trim()
  }, written by openenv manifests; apply it with kubectl apply -f -\n` +
    `${access}\nIn the cluster, clients connect to http://${label}:8000.`;
}

function deployment(settings: ReturnType<typeof workloadOf>, { image, autoscale }: ManifestsFlags): CommentedObject {
  const { spec, ...rest } = deploymentOf(settings);
  const { replicas, ...others } = spec!;
  const { drainSeconds } = settings;
  return {
    // The autoscaler owns the number of pods; a number here would undo its work whenever this is applied.
    object: { ...rest, spec: autoscale === undefined ? { replicas, ...others } : others },
    comments: [
      [
        [...POD, "terminationGracePeriodSeconds"],
        `Running episodes may go on for ${drainSeconds} s when the pod is asked to stop; the rest is for the preStop hook, the\n` +
        "last calls, and to spare.",
      ],
      ...(image !== undefined ? [] : [
        [
          [...CONTAINER, "image"],
          "What openenv build makes; the nodes must have it. See openenv push, and --image.",
        ] as const,
      ]),
      [[...CONTAINER, "resources"], "Enough for one episode at a time; for more of them, use --cpu and --memory."],
      [[...CONTAINER, "lifecycle"], "Goes on as before until all nodes have learned to send clients elsewhere."],
      [[...CONTAINER, "readinessProbe"], "Fails while the server drains."],
      [[...CONTAINER, "livenessProbe"], "Does not fail while the server drains."],
    ],
  };
}

function service(settings: WorkloadSettings): CommentedObject {
  return {
    object: serviceOf(settings),
    comments: [[
      ["spec", "sessionAffinity"],
      "A WebSocket stays at its pod by itself. HTTP sessions, agent links and MCP need this: all connections from one\n" +
      "address go to one pod, while it is ready.",
    ]],
  };
}

function networkPolicy(manifest: Manifest, settings: WorkloadSettings, flags: ManifestsFlags): CommentedObject {
  const { to, comment } = egressOf(manifest);
  const { allowFrom, host } = flags;
  const policy = networkPolicyOf(settings, { from: allowFrom, to });
  const who = allowFrom === undefined
    ? "The pods of this namespace may connect. To let others in, use --allow-from."
    : "";
  const viaIngress = host === undefined
    ? ""
    : "The Ingress connects from its controller's pods, which have to be let in.";
  const ingressComment = [who, viaIngress].filter((line) => line !== "").join("\n");
  return {
    object: { ...policy, spec: { ...policy.spec, egress: to === undefined ? [] : policy.spec?.egress } },
    comments: [
      ...(ingressComment === "" ? [] : [[["spec", "ingress"], ingressComment] as const]),
      [["spec", "egress"], comment],
    ],
  };
}

function ingress(settings: WorkloadSettings, host: string): CommentedObject {
  return {
    object: ingressOf(settings, host),
    comments: [
      [
        ["metadata", "annotations"],
        "For ingress-nginx, which ignores the Service's affinity: one address, one pod; and WebSockets that are idle for an\n" +
        "hour. A load balancer in front must keep the clients' addresses. For other controllers, set what does the same.",
      ],
      [["spec", "tls"], "The certificate is in a Secret that is not here; cert-manager can make it."],
    ],
  };
}
