import { autoscalerOf, deploymentOf, networkPolicyOf, secretOf, serviceOf } from "@openenv/providers/kubernetes";
import assert from "node:assert/strict";
import { apply } from "./kubectl.ts";

const SETTINGS = {
  name: "openenv-dry-run",
  image: "echo-env:1.0",
  imagePullPolicy: "Always",
  imagePullSecrets: ["registry"],
  secretName: "openenv-dry-run",
  envVars: { OPENENV_TOKEN: "t0ken" },
  replicas: 3,
  nodeSelector: { pool: "envs" },
  tolerations: [{ key: "gpu", operator: "Exists", effect: "NoSchedule" }],
  annotations: { note: "a" },
  labels: { team: "games" },
  affinityTimeoutSeconds: 600,
} as const;

const { stringData: _, ...secret } = secretOf(SETTINGS);
const OBJECTS = {
  Deployment: deploymentOf(SETTINGS),
  Service: serviceOf(SETTINGS),
  Secret: secret,
  NetworkPolicy: networkPolicyOf(SETTINGS, { to: [{ to: [{ ipBlock: { cidr: "192.0.2.0/24" } }] }] }),
  HorizontalPodAutoscaler: autoscalerOf(SETTINGS, { maxReplicas: 10 }),
};

for (const [kind, object] of Object.entries(OBJECTS)) {
  Deno.test(`the cluster takes a ${kind} as it is built`, async () => {
    const taken = JSON.parse(await apply(JSON.stringify(object), "--dry-run=server", "--output", "json"));
    assertPart(taken, JSON.parse(JSON.stringify(object)), kind);
  });
}

/** Asserts that a value has all that another one has: the server drops the fields that it does not know. */
function assertPart(actual: unknown, part: unknown, path: string): void {
  if (typeof part !== "object" || part === null) return assert.deepEqual(actual, part, path);
  for (const [key, value] of Object.entries(part)) {
    assertPart((actual as Record<string, unknown> | undefined)?.[key], value, `${path}.${key}`);
  }
}
