import type { ObjectMetadata } from "./kubernetes_object.ts";
import { MANAGED_LABEL, type WorkloadSettings } from "./workload_settings.ts";

/** Returns the labels by which a Deployment, a Service and a NetworkPolicy find the pods. */
export function selectorOf({ name }: Pick<WorkloadSettings, "name">): Record<string, string> {
  return { "app.kubernetes.io/name": name, [MANAGED_LABEL]: "openenv" };
}

/** Builds the metadata of an object. */
export function metadataOf(settings: WorkloadSettings): ObjectMetadata {
  const { name, namespace, annotations } = settings;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    labels: labelsOf(settings),
    ...(annotations && { annotations: { ...annotations } }),
  };
}

/** Returns the labels of an object; none of the user's takes the place of those that pods are found by. */
export function labelsOf(settings: WorkloadSettings): Record<string, string> {
  return { ...settings.labels, ...selectorOf(settings) };
}
