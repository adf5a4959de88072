import type { Manifest } from "@openenv/registry/manifest";
import type { WorkloadSettings } from "@openenv/providers/kubernetes";
import type { V1NetworkPolicyPeer } from "@kubernetes/client-node";
import { defaultTag } from "../build_command.ts";
import { isLabel, type ReplicaRange } from "./parse_flags.ts";

/** Options of `openenv manifests`, as the command line has them. */
export interface ManifestsFlags {
  readonly image?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly replicas?: number;
  readonly autoscale?: ReplicaRange;
  readonly host?: string;
  readonly allowFrom?: readonly V1NetworkPolicyPeer[];
  readonly secret?: string;
  readonly drain?: number;
  readonly cpu?: string;
  readonly memory?: string;
}

/** The drain time of an environment whose episodes have no time of their own, in seconds. */
const DRAIN_SECONDS = 60;

/** The versions that a label may have. */
const VERSION_LABEL = /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;

/** Returns the settings of the objects; what the flags leave open comes from the package's manifest. */
export function workloadOf(
  manifest: Manifest,
  flags: ManifestsFlags,
): WorkloadSettings & { readonly drainSeconds: number } {
  const { version = "", validation } = manifest;
  const versionLabel = version.replaceAll("+", "-");
  const { image, namespace, replicas, autoscale, secret } = flags;
  const { episode_timeout_s: episodeSeconds = DRAIN_SECONDS, disk_mb: diskMb } = validation?.resources ?? {};
  return {
    name: flags.name ?? nameOf(manifest),
    namespace,
    image: image ?? `${defaultTag(manifest.name)}:latest`,
    // Without a name of a registry, it is the image that openenv build has put on the node.
    imagePullPolicy: image === undefined ? "IfNotPresent" : undefined,
    replicas: autoscale?.min ?? replicas,
    secretName: secret,
    drainSeconds: flags.drain ?? Math.ceil(episodeSeconds),
    resources: resourcesOf(manifest, flags),
    ...(diskMb !== undefined && { tmpSize: `${diskMb}Mi` }),
    labels: {
      "app.kubernetes.io/part-of": "openenv",
      ...(VERSION_LABEL.test(versionLabel) && { "app.kubernetes.io/version": versionLabel }),
    },
  };
}

/** A pod's requests are also its limits, so that it takes nothing from its neighbours. */
function resourcesOf({ validation }: Manifest, flags: ManifestsFlags): WorkloadSettings["resources"] {
  const { cpu = 1, memory_mb: memoryMb = 2048, gpus = 0 } = validation?.resources ?? {};
  const amounts = {
    cpu: flags.cpu ?? String(cpu),
    memory: flags.memory ?? `${memoryMb}Mi`,
    ...(gpus > 0 && { "nvidia.com/gpu": String(gpus) }),
  };
  return { requests: amounts, limits: amounts };
}

function nameOf({ name }: Manifest): string {
  const label = name.toLowerCase().replace(/_env$/, "").replace(/[^a-z0-9]+/g, "-");
  if (isLabel(label)) return label;
  throw new Error(`Cannot name objects after ${name}: use --name, with a name such as my-env`);
}
