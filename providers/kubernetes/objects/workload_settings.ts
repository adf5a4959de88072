import type { Toleration } from "./kubernetes_object.ts";

/** An amount of each resource in Kubernetes' notation, such as `{ cpu: "500m", memory: "512Mi" }`. */
export interface ResourceAmounts {
  /** Processors: `"1"`, `"500m"`. */
  readonly cpu?: string;
  /** Memory: `"512Mi"`. */
  readonly memory?: string;
}

/** Settings of one environment in a cluster, from which all of its objects are built. */
export interface WorkloadSettings {
  /** The name of every object; a DNS label of at most 63 characters. */
  readonly name: string;
  /** The namespace. Default: none, the one that the objects are applied to. */
  readonly namespace?: string;
  /** The image. */
  readonly image: string;
  /** When a node pulls the image. Default: the cluster's: always for `:latest`, else if it is absent. */
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  /** The names of the Secrets with the credentials of private registries. Default: none. */
  readonly imagePullSecrets?: readonly string[];
  /** How many pods. Default: 1. */
  readonly replicas?: number;
  /** The port that the server listens on. Default: 8000. */
  readonly port?: number;
  /** The requests and limits of a pod. Default: {@linkcode DEFAULT_RESOURCES}. */
  readonly resources?: { readonly requests?: ResourceAmounts; readonly limits?: ResourceAmounts };
  /** Environment variables, which `secretOf` puts into the Secret. Default: none. */
  readonly envVars?: Readonly<Record<string, string>>;
  /** The Secret whose entries are the server's environment variables. Default: none. */
  readonly secretName?: string;
  /** Labels that a node must have. Default: any node. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints of nodes that the pods tolerate. Default: none. */
  readonly tolerations?: readonly Toleration[];
  /** Labels of every object, besides those of {@linkcode selectorOf}. Default: none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of every object. Default: none. */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * How long running episodes may go on once a pod is asked to stop, in seconds; the image must be one of `openenv build`.
   * Default: they end with the calls that run.
   */
  readonly drainSeconds?: number;
  /**
   * How long a pod has to end once it is asked to stop, in seconds. Default: 30, or what `drainSeconds` takes.
   */
  readonly terminationGracePeriodSeconds?: number;
  /** The user and group that the server runs as. Default: 65532. */
  readonly user?: number;
  /** `false` lets the server write to its own files. Default: `true`: only to `/tmp`. */
  readonly readOnly?: boolean;
  /** How much `/tmp` may hold. Default: `"256Mi"`. */
  readonly tmpSize?: string;
  /** The time between two probes of a running server, in seconds. Default: 5. */
  readonly probePeriodSeconds?: number;
  /** The command that takes the place of the image's. */
  readonly command?: readonly string[];
  /** How long the Service sends a client's connections to one pod, in seconds, 86,400 at most. Default: 10,800. */
  readonly affinityTimeoutSeconds?: number;
}

/** The default of a pod: it requests half a processor and 256 MiB, and is limited to one processor and 2 GiB. */
export const DEFAULT_RESOURCES: {
  readonly requests: Required<ResourceAmounts>;
  readonly limits: Required<ResourceAmounts>;
} = {
  requests: { cpu: "500m", memory: "256Mi" },
  limits: { cpu: "1", memory: "2Gi" },
};

/** The port of the server in an image. */
export const WORKLOAD_PORT = 8000;

/** The label of every object that this package builds. */
export const MANAGED_LABEL = "app.kubernetes.io/managed-by";
