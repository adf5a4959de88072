import type { KubeConfig } from "@kubernetes/client-node";
import { InvalidOptionError } from "@openenv/core/errors";
import process from "node:process";
import { ProviderUnavailableError } from "../../provider_errors.ts";
import type { KubernetesOptions } from "../kubernetes_options.ts";

/** The context that the library makes up when it finds nothing. */
const NOTHING_FOUND = "loaded-context";

/** `true` in a pod of a cluster. */
export function isInCluster(): boolean {
  return process.env.KUBERNETES_SERVICE_HOST !== undefined;
}

/** Loads a kubeconfig, or the service account of the pod that this runs in. */
export async function loadKubeconfig({ kubeconfig, context }: KubernetesOptions): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  const from = kubeconfig ?? process.env.KUBECONFIG ?? "~/.kube/config";
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (thrown) {
    // The text of a YAML error quotes the file, with its secrets.
    const { code } = thrown as { readonly code?: string };
    const why = code === "ENOENT" ? "a file does not exist" : code ?? "it is no kubeconfig";
    throw unavailable(`Cannot read kubeconfig ${from}: ${why}`);
  }
  if (kubeconfig === undefined && config.getCurrentContext() === NOTHING_FOUND) {
    throw unavailable(`Cannot find a cluster: there is no ${from}; set the option kubeconfig, or KUBECONFIG`);
  }
  const name = context ?? config.getCurrentContext();
  if (config.getContextObject(name) === null) {
    const names = config.getContexts().map(({ name }) => name).join(", ") || "none";
    const state = name ? `${from} has no context "${name}"` : `${from} has no current context`;
    throw new InvalidOptionError(`Cannot use option context: ${state}; it has ${names}`, { option: "context" });
  }
  config.setCurrentContext(name);
  if (config.getCurrentCluster() === null) {
    throw unavailable(`Cannot use kubeconfig ${from}: its context "${name}" names no cluster that it has`);
  }
  return config;
}

function unavailable(message: string): ProviderUnavailableError {
  return new ProviderUnavailableError(message, { provider: "kubernetes" });
}
