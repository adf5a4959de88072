import type { V1Secret } from "@kubernetes/client-node";
import { metadataOf } from "./metadata.ts";
import type { WorkloadSettings } from "./workload_settings.ts";

/** Builds the Secret whose entries are the environment variables of the server, `OPENENV_TOKEN` among them. */
export function secretOf(settings: WorkloadSettings): V1Secret {
  const { name, secretName = name, envVars } = settings;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { ...metadataOf(settings), name: secretName },
    type: "Opaque",
    stringData: { ...envVars },
  };
}
