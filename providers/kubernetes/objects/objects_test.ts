import type { V1Deployment } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { autoscalerOf } from "./autoscaler.ts";
import { deploymentOf } from "./deployment.ts";
import { networkPolicyOf } from "./network_policy.ts";
import { secretOf } from "./secret_object.ts";
import { serviceOf } from "./service.ts";

const SETTINGS = { name: "echo", namespace: "games", image: "echo-env:1.0" };
const LABELS = { "app.kubernetes.io/name": "echo", "app.kubernetes.io/managed-by": "openenv" };
const METADATA = { name: "echo", namespace: "games", labels: LABELS };

/** The pod of a Deployment, and its container. */
function podOf(settings: Parameters<typeof deploymentOf>[0]) {
  const pod = (deploymentOf(settings) as unknown as V1Deployment).spec!.template.spec!;
  return { pod, container: pod.containers[0]! };
}

Deno.test("deploymentOf() gives a pod as little as a server needs", () => {
  const { pod, container } = podOf(SETTINGS);
  assert.deepEqual(pod.securityContext, {
    runAsNonRoot: true,
    runAsUser: 65532,
    runAsGroup: 65532,
    seccompProfile: { type: "RuntimeDefault" },
  });
  assert.deepEqual(container.securityContext, {
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    privileged: false,
    capabilities: { drop: ["ALL"] },
  });
  assert.equal(pod.automountServiceAccountToken, false);
  assert.deepEqual(pod.volumes, [{ name: "tmp", emptyDir: { sizeLimit: "256Mi" } }]);
  assert.deepEqual(container.volumeMounts, [{ name: "tmp", mountPath: "/tmp" }]);
  assert.deepEqual(container.resources, {
    requests: { cpu: "500m", memory: "256Mi" },
    limits: { cpu: "1", memory: "2Gi" },
  });
});

Deno.test("deploymentOf() probes GET /health on the server's port", () => {
  const { container } = podOf({ ...SETTINGS, port: 9000, probePeriodSeconds: 2 });
  assert.deepEqual(container.ports, [{ name: "http", containerPort: 9000, protocol: "TCP" }]);
  const probe = (path: string, periodSeconds: number, failureThreshold: number) => (
    { httpGet: { path, port: "http" }, periodSeconds, timeoutSeconds: 5, failureThreshold }
  );
  assert.deepEqual(container.startupProbe, probe("/health", 1, 300));
  assert.deepEqual(container.readinessProbe, probe("/health", 2, 3));
  assert.deepEqual(container.livenessProbe, probe("/health?live", 10, 12));
});

Deno.test("deploymentOf() gives episodes their drain time, and the pod enough for that", () => {
  const { pod, container } = podOf({ ...SETTINGS, drainSeconds: 60 });
  assert.equal(pod.terminationGracePeriodSeconds, 80);
  assert.deepEqual(container.env, [{ name: "OPENENV_DRAIN_S", value: "60" }]);
  assert.match(container.lifecycle!.preStop!.exec!.command!.join(" "), /^deno eval .*5000/);
  const { pod: plain, container: plainContainer } = podOf(SETTINGS);
  assert.equal(plain.terminationGracePeriodSeconds, 30);
  assert.deepEqual([plainContainer.env, plainContainer.lifecycle], [undefined, undefined]);
});

Deno.test("deploymentOf() finds its pods by labels that a user's labels can't replace", () => {
  const labels = { team: "games", "app.kubernetes.io/name": "other" };
  const { apiVersion, kind, metadata, spec } = deploymentOf({ ...SETTINGS, labels, replicas: 3 });
  assert.deepEqual([apiVersion, kind, spec!.replicas], ["apps/v1", "Deployment", 3]);
  assert.deepEqual(metadata, { ...METADATA, labels: { team: "games", ...LABELS } });
  assert.deepEqual(spec!.selector, { matchLabels: LABELS });
  const { template } = spec as unknown as NonNullable<V1Deployment["spec"]>;
  assert.deepEqual(template.metadata!.labels, { team: "games", ...LABELS });
});

Deno.test("deploymentOf() writes what the settings say, and leaves the rest to the cluster", () => {
  const tolerations = [{ key: "gpu", operator: "Exists", effect: "NoSchedule" }];
  const { pod, container } = podOf({
    ...SETTINGS,
    imagePullPolicy: "IfNotPresent",
    imagePullSecrets: ["registry"],
    secretName: "echo-env",
    nodeSelector: { pool: "envs" },
    tolerations,
    annotations: { note: "a" },
    terminationGracePeriodSeconds: 600,
    user: 0,
    readOnly: false,
    command: ["serve"],
  });
  assert.deepEqual(container.envFrom, [{ secretRef: { name: "echo-env" } }]);
  assert.deepEqual([pod.nodeSelector, pod.tolerations], [{ pool: "envs" }, tolerations]);
  assert.deepEqual(pod.imagePullSecrets, [{ name: "registry" }]);
  assert.equal(pod.terminationGracePeriodSeconds, 600);
  assert.equal(pod.securityContext!.runAsNonRoot, false);
  assert.equal(container.securityContext!.readOnlyRootFilesystem, false);
  assert.deepEqual([container.imagePullPolicy, container.command], ["IfNotPresent", ["serve"]]);
  const { pod: plain, container: plainContainer } = podOf(SETTINGS);
  assert.deepEqual(Object.keys(plain).filter((key) => ["nodeSelector", "tolerations"].includes(key)), []);
  assert.deepEqual(Object.keys(plainContainer).filter((key) => ["envFrom", "command"].includes(key)), []);
});

Deno.test("serviceOf() sends the connections of one client to one pod", () => {
  assert.deepEqual(serviceOf({ ...SETTINGS, affinityTimeoutSeconds: 600 }), {
    apiVersion: "v1",
    kind: "Service",
    metadata: METADATA,
    spec: {
      type: "ClusterIP",
      selector: LABELS,
      sessionAffinity: "ClientIP",
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } },
      ports: [{ name: "http", port: 8000, targetPort: "http", protocol: "TCP" }],
    },
  });
});

Deno.test("secretOf() has the environment variables", () => {
  assert.deepEqual(secretOf({ ...SETTINGS, secretName: "echo-env", envVars: { OPENENV_TOKEN: "t0ken" } }), {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { ...METADATA, name: "echo-env" },
    type: "Opaque",
    stringData: { OPENENV_TOKEN: "t0ken" },
  });
});

Deno.test("networkPolicyOf() opens the server's port to its namespace, and lets the server reach DNS alone", () => {
  const { apiVersion, spec } = networkPolicyOf(SETTINGS);
  assert.equal(apiVersion, "networking.k8s.io/v1");
  assert.deepEqual(spec, {
    podSelector: { matchLabels: LABELS },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8000, protocol: "TCP" }] }],
    egress: [{ ports: [{ port: 53, protocol: "UDP" }, { port: 53, protocol: "TCP" }] }],
  });
  const to = [{ to: [{ ipBlock: { cidr: "192.0.2.0/24" } }] }];
  assert.deepEqual((networkPolicyOf(SETTINGS, { to }).spec!.egress as unknown[])[1], to[0]);
});

Deno.test("autoscalerOf() scales the Deployment by its processors, from its replicas on", () => {
  assert.deepEqual(autoscalerOf({ ...SETTINGS, replicas: 2 }, { maxReplicas: 10 }), {
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    metadata: METADATA,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "echo" },
      minReplicas: 2,
      maxReplicas: 10,
      targetCPUUtilizationPercentage: 70,
    },
  });
});
