import type { V1ContainerState, V1Deployment, V1Pod } from "@kubernetes/client-node";

/** The state of a pod, as far as it matters to its server. */
export interface PodState {
  /** The pod. */
  readonly name: string;
  /**
   * `"starting"`: not running yet, `reason` says why; `"running"`; `"ready"`: its probe succeeds; `"no-image"` and
   * `"refused"`: it can't start; `"ended"`: it ran, and has ended.
   */
  readonly state: "starting" | "running" | "ready" | "no-image" | "refused" | "ended";
  /** The reason for the state, in words that name the pod. */
  readonly reason: string;
  /** The exit code of a server that ended. */
  readonly exitCode?: number;
  /** `true` if it was killed for using more memory than its limit. */
  readonly outOfMemory?: boolean;
  /** `true` if the log of the end is that of the container before the last restart. */
  readonly wasRestarted?: boolean;
}

const NO_IMAGE = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError"];
const REFUSED = [
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "StartError",
  "ContainerCannotRun",
];

/** Tells the state of a pod since a number of restarts, by default from its beginning. */
export function podStateOf(pod: V1Pod, { restarts = 0 }: { readonly restarts?: number } = {}): PodState {
  const { name = "", deletionTimestamp } = pod.metadata ?? {};
  const { phase, reason, message, conditions = [], containerStatuses: [server] = [] } = pod.status ?? {};
  const wasRestarted = server?.state?.terminated === undefined;
  const { running, waiting, terminated }: V1ContainerState = server?.state ?? {};
  if (deletionTimestamp !== undefined) return { name, state: "ended", reason: `pod ${name} was deleted` };
  const isNew = waiting !== undefined || (server?.restartCount ?? 0) > restarts;
  const end = terminated ?? (isNew ? server?.lastState?.terminated : undefined);
  if (end !== undefined && !REFUSED.includes(end.reason ?? "")) {
    const outOfMemory = end.reason === "OOMKilled";
    const limit = pod.spec?.containers[0]?.resources?.limits?.memory;
    const how = outOfMemory
      ? `ran out of memory (limit ${limit ?? "of its node"})`
      : `exited with code ${end.exitCode}`;
    const again = waiting?.reason === "CrashLoopBackOff" ? " again and again (CrashLoopBackOff)" : "";
    const reason = `pod ${name} ${how}${again}`;
    return { name, state: "ended", reason, exitCode: end.exitCode, ...(outOfMemory && { outOfMemory }), wasRestarted };
  }
  if (phase === "Failed") {
    return { name, state: "ended", reason: `pod ${name} has failed: ${sayWhy(reason, message)}` };
  }
  const ofWait = waiting ?? end;
  const why = `pod ${name}: ${sayWhy(ofWait?.reason, ofWait?.message)}`;
  if (NO_IMAGE.includes(waiting?.reason ?? "")) return { name, state: "no-image", reason: why };
  if (REFUSED.includes(ofWait?.reason ?? "")) return { name, state: "refused", reason: why };
  if (running !== undefined) {
    const isReady = conditions.some(({ type, status }) => type === "Ready" && status === "True");
    return { name, state: isReady ? "ready" : "running", reason: `pod ${name}: GET /health does not succeed yet` };
  }
  const unscheduled = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  if (unscheduled === undefined) return { name, state: "starting", reason: why };
  return { name, state: "starting", reason: `pod ${name}: ${sayWhy(unscheduled.reason, unscheduled.message)}` };
}

/** Why a Deployment gets no pods: a quota, an admission rule; `undefined` if it gets them. */
export function refusalOf(deployment: V1Deployment | undefined): string | undefined {
  const failure = deployment?.status?.conditions?.find(({ type, status }) => {
    return type === "ReplicaFailure" && status === "True";
  });
  // A namespace has its service account a moment after it was made.
  return /error looking up service account/.test(failure?.message ?? "") ? undefined : failure?.message;
}

function sayWhy(reason = "Pending", message?: string): string {
  return message === undefined || message === "" ? reason : `${reason}: ${message}`;
}
