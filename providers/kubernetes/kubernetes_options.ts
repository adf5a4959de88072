import { InvalidOptionError } from "@openenv/core/errors";
import type { WorkloadSettings } from "./objects/workload_settings.ts";

/** The settings of the pods that the options have as they are. */
export type PodSettings = Omit<WorkloadSettings, "name" | "namespace" | "image" | "port" | "envVars" | "secretName">;

/** A URL that leads to the Service, such as that of an Ingress. */
export interface AccessUrl {
  /** The base URL; `https`, unless `allowInsecure` is `true`. */
  readonly url: string;
  /** `true` lets the token and the episodes cross the network in the clear. Default: `false`. */
  readonly allowInsecure?: boolean;
}

/** Options for `KubernetesProvider`. Those of the pods give a server as little as it needs by default. */
export interface KubernetesOptions extends PodSettings {
  /** The path of a kubeconfig. Default: `KUBECONFIG`, `~/.kube/config`, or the service account of the pod this runs in. */
  readonly kubeconfig?: string;
  /** The context of the kubeconfig. Default: its current one. */
  readonly context?: string;
  /** The namespace, which has to exist. Default: the context's, or `default`. */
  readonly namespace?: string;
  /** The name of all objects, for an Ingress that refers to the Service. Default: a new one for every start. */
  readonly name?: string;
  /**
   * How this process reaches the server: `"port-forward"` through the API server, from a port of this machine to the first
   * pod; `"service"` by the Service's name, which the cluster's DNS knows; `"pod"` by the first pod's address; or a URL.
   * Default: `"service"` in a pod, `"port-forward"` elsewhere.
   */
  readonly access?: "port-forward" | "service" | "pod" | AccessUrl;
  /**
   * How long `startContainer` waits until all pods run, and `waitForReady` by default until they are ready, in
   * milliseconds. Default: 120,000.
   */
  readonly readyTimeoutMs?: number;
}

/** The options with every default filled in. */
export type ResolvedKubernetesOptions =
  & KubernetesOptions
  & Required<Pick<KubernetesOptions, "replicas" | "readyTimeoutMs" | "terminationGracePeriodSeconds">>;

/** A name that every kind of object may have; a Service's is the strictest. */
const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

const DEFAULTS = {
  replicas: 1,
  readyTimeoutMs: 120_000,
  // The provider is closed when its episodes are over: there is nothing to wait for.
  terminationGracePeriodSeconds: 5,
  probePeriodSeconds: 2,
} as const;

/** Fills in the defaults; throws `InvalidOptionError` for an option that can't be used. */
export function resolveKubernetesOptions(options: KubernetesOptions = {}): ResolvedKubernetesOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved: ResolvedKubernetesOptions = { ...DEFAULTS, ...given };
  const { replicas, readyTimeoutMs, name, access } = resolved;
  if (!(Number.isInteger(replicas) && replicas > 0)) refuse("replicas", `${replicas} is not a positive integer`);
  if (!(readyTimeoutMs >= 0)) refuse("readyTimeoutMs", `${readyTimeoutMs} is not a number of milliseconds`);
  if (name !== undefined && !NAME.test(name)) {
    refuse("name", `"${name}" has to be letters, digits and hyphens, in lower case, a letter first, 63 at most`);
  }
  if (typeof access === "object") return { ...resolved, access: { ...access, url: toBaseUrl(access) } };
  if (access !== undefined && !["port-forward", "service", "pod"].includes(access)) {
    refuse("access", `"${access}" is not port-forward, service, pod or { url }`);
  }
  return resolved;
}

/** Returns the base URL that a client takes, without a slash at its end. */
function toBaseUrl({ url, allowInsecure = false }: AccessUrl): string {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: "" };
  if (!/^(https?|wss?):$/.test(protocol)) refuse("access", `"${url}" is no URL of a server`);
  if (!allowInsecure && !/^(https|wss):$/.test(protocol)) {
    refuse(
      "access",
      `${url} is not encrypted, so that the token could be read on its way; use https, or allowInsecure`,
    );
  }
  return url.replace(/^ws/, "http").replace(/\/+$/, "");
}

function refuse(option: string, state: string): never {
  throw new InvalidOptionError(`Cannot use option ${option}: ${state}`, { option });
}
