import type { KubernetesObject } from "./kubernetes_object.ts";
import { metadataOf } from "./metadata.ts";
import type { WorkloadSettings } from "./workload_settings.ts";

/** A Secret. */
export interface Secret extends KubernetesObject {
  /** The kind of its entries. */
  readonly type: string;
  /** The entries, in the clear. */
  readonly stringData: Readonly<Record<string, string>>;
}

/** Builds the Secret whose entries are the environment variables of the server, `OPENENV_TOKEN` among them. */
export function secretOf(settings: WorkloadSettings): Secret {
  const { name, secretName = name, envVars } = settings;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { ...metadataOf(settings), name: secretName },
    type: "Opaque",
    stringData: { ...envVars },
  };
}
