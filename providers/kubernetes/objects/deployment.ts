import type { V1Container, V1Deployment, V1PodSpec, V1Probe } from "@kubernetes/client-node";
import type { KubernetesObject } from "./kubernetes_object.ts";
import { labelsOf, metadataOf, selectorOf } from "./metadata.ts";
import { DEFAULT_RESOURCES, WORKLOAD_PORT, type WorkloadSettings } from "./workload_settings.ts";

const PORT_NAME = "http";
const DEFAULT_USER = 65_532;
/** How long a server may take to start, in seconds. */
const START_SECONDS = 300;
/** How long a server may not answer until it is started again, in seconds. A step that computes blocks its answers. */
const STUCK_SECONDS = 120;
/** How long a pod goes on as before when it is asked to stop, in seconds: until all nodes send clients elsewhere. */
const UNROUTE_SECONDS = 5;
/** How long a server may take to end after its last episode, with some time to spare, in seconds. */
const END_SECONDS = 15;

/**
 * Builds the Deployment: pods that may do as little as a server needs, in a root that is read-only but for `/tmp`, and
 * are probed on `GET /health`. A server that drains is live, and not ready.
 */
export function deploymentOf(settings: WorkloadSettings): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(settings),
    spec: {
      replicas: settings.replicas ?? 1,
      selector: { matchLabels: selectorOf(settings) },
      // A new pod is ready before an old one, which may have sessions, is asked to stop.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: {
          labels: labelsOf(settings),
          ...(settings.annotations && { annotations: { ...settings.annotations } }),
        },
        spec: podOf(settings),
      },
    },
  } satisfies V1Deployment;
}

function podOf(settings: WorkloadSettings): V1PodSpec {
  const { user = DEFAULT_USER, nodeSelector, tolerations, imagePullSecrets, drainSeconds } = settings;
  const graceSeconds = drainSeconds === undefined ? 30 : UNROUTE_SECONDS + Math.ceil(drainSeconds) + END_SECONDS;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: settings.terminationGracePeriodSeconds ?? graceSeconds,
    securityContext: {
      runAsNonRoot: user !== 0,
      runAsUser: user,
      runAsGroup: user,
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(nodeSelector && { nodeSelector: { ...nodeSelector } }),
    ...(tolerations && { tolerations: [...tolerations] }),
    ...(imagePullSecrets && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    containers: [containerOf(settings)],
    volumes: [{ name: "tmp", emptyDir: { sizeLimit: settings.tmpSize ?? "256Mi" } }],
  };
}

function containerOf(settings: WorkloadSettings): V1Container {
  const { port = WORKLOAD_PORT, resources = DEFAULT_RESOURCES, secretName, command, imagePullPolicy } = settings;
  return {
    name: "server",
    image: settings.image,
    ...(imagePullPolicy && { imagePullPolicy }),
    ...(command && { command: [...command] }),
    ports: [{ name: PORT_NAME, containerPort: port, protocol: "TCP" }],
    ...(secretName !== undefined && { envFrom: [{ secretRef: { name: secretName } }] }),
    ...drainOf(settings),
    resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
    securityContext: {
      readOnlyRootFilesystem: settings.readOnly ?? true,
      allowPrivilegeEscalation: false,
      privileged: false,
      capabilities: { drop: ["ALL"] },
    },
    ...probesOf(settings),
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  };
}

/** Passes the drain time on to the server, which hears of it only when no more clients come. */
function drainOf({ drainSeconds }: WorkloadSettings): Pick<V1Container, "env" | "lifecycle"> {
  if (drainSeconds === undefined) return {};
  const wait = `await new Promise((resolve) => setTimeout(resolve, ${UNROUTE_SECONDS * 1000}))`;
  return {
    env: [{ name: "OPENENV_DRAIN_S", value: String(drainSeconds) }],
    lifecycle: { preStop: { exec: { command: ["deno", "eval", wait] } } },
  };
}

function probesOf(
  { probePeriodSeconds = 5 }: WorkloadSettings,
): Pick<V1Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  const probe = (path: string, periodSeconds: number, failureThreshold: number): V1Probe => ({
    httpGet: { path, port: PORT_NAME },
    periodSeconds,
    timeoutSeconds: 5,
    failureThreshold,
  });
  const livenessSeconds = Math.max(10, probePeriodSeconds);
  return {
    startupProbe: probe("/health", 1, START_SECONDS),
    readinessProbe: probe("/health", probePeriodSeconds, 3),
    livenessProbe: probe("/health?live", livenessSeconds, Math.ceil(STUCK_SECONDS / livenessSeconds)),
  };
}
