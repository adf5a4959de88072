import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { runInProcess } from "../../testdata/run_in_process.ts";

// deno-lint-ignore no-explicit-any -- what a cluster reads
type Objects = Readonly<Record<string, any>>;

/** Runs the command; returns the objects by their kind, and the text. */
async function print(...args: string[]): Promise<{ readonly objects: Objects; readonly text: string }> {
  const { code, printed, warned } = await runInProcess("manifests", ...args);
  assert.deepEqual([code, warned], [0, []]);
  const text = printed.join("\n");
  const documents = parseAllDocuments(text).map((document) => (document.toJS() as { kind?: string } | null) ?? {});
  return { objects: Object.fromEntries(documents.map((object) => [object.kind, object])), text };
}

const LABELS = { "app.kubernetes.io/name": "grid-world", "app.kubernetes.io/managed-by": "openenv" };

Deno.test("openenv manifests prints a Deployment, a Service and a NetworkPolicy from the manifest", async () => {
  const { objects } = await print("grid_world");
  const { Deployment, Service, NetworkPolicy } = objects;
  assert.deepEqual(Object.keys(objects), ["Deployment", "Service", "NetworkPolicy"]);
  const { replicas, selector, template: { spec: pod } } = Deployment.spec;
  assert.deepEqual([replicas, selector.matchLabels, Deployment.metadata.namespace], [1, LABELS, undefined]);
  assert.equal(Deployment.metadata.labels["app.kubernetes.io/version"], "0.1.0");
  assert.equal(pod.terminationGracePeriodSeconds, 80, "episodes of 60 s");
  const [{ image, imagePullPolicy, resources, env, envFrom }] = pod.containers;
  assert.deepEqual([image, imagePullPolicy], ["openenv-grid_world:latest", "IfNotPresent"]);
  const amounts = { cpu: "1", memory: "256Mi" };
  assert.deepEqual(resources, { requests: amounts, limits: amounts });
  assert.deepEqual([env, envFrom], [[{ name: "OPENENV_DRAIN_S", value: "60" }], undefined]);
  assert.deepEqual(pod.volumes, [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }]);
  assert.deepEqual([Service.spec.sessionAffinity, Service.spec.ports[0].port], ["ClientIP", 8000]);
  assert.deepEqual(NetworkPolicy.spec, {
    podSelector: { matchLabels: LABELS },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8000, protocol: "TCP" }] }],
    egress: [],
  });
});

Deno.test("openenv manifests prints what the flags say", async () => {
  const { objects: { Deployment, NetworkPolicy, ...others }, text } = await print(
    "grid_world",
    ...["--image", "ghcr.io/me/grid:1.0", "--name", "grid", "--namespace", "games", "--replicas", "3"],
    ...["--secret", "grid-token", "--drain", "600", "--cpu", "250m", "--memory", "1Gi"],
    ...["--allow-from", "app=trainer,namespace:team=ml,10.0.0.0/8"],
  );
  const { metadata, spec: { replicas, template: { spec: pod } } } = Deployment;
  assert.deepEqual([metadata.name, metadata.namespace, replicas], ["grid", "games", 3]);
  assert.deepEqual([others.Service.metadata.namespace, NetworkPolicy.metadata.namespace], ["games", "games"]);
  assert.equal(pod.terminationGracePeriodSeconds, 620);
  const [{ image, imagePullPolicy, envFrom, env, resources }] = pod.containers;
  assert.deepEqual([image, imagePullPolicy], ["ghcr.io/me/grid:1.0", undefined]);
  assert.deepEqual([envFrom, env[0].value], [[{ secretRef: { name: "grid-token" } }], "600"]);
  assert.deepEqual(resources.limits, { cpu: "250m", memory: "1Gi" });
  assert.deepEqual(NetworkPolicy.spec.ingress[0].from, [
    { podSelector: { matchLabels: { app: "trainer" } } },
    { namespaceSelector: { matchLabels: { team: "ml" } } },
    { ipBlock: { cidr: "10.0.0.0/8" } },
  ]);
  assert.match(text, /^# .*\n# {3}kubectl create secret generic grid-token --from-literal=OPENENV_TOKEN=\.\.\.$/m);
});

Deno.test("openenv manifests leaves the number of pods to the autoscaler", async () => {
  const { objects: { Deployment, HorizontalPodAutoscaler } } = await print("grid_world", "--autoscale", "2..6");
  assert.equal("replicas" in Deployment.spec, false);
  const { scaleTargetRef, minReplicas, maxReplicas } = HorizontalPodAutoscaler.spec;
  assert.deepEqual([scaleTargetRef.name, minReplicas, maxReplicas], ["grid-world", 2, 6]);
  assert.equal(HorizontalPodAutoscaler.apiVersion, "autoscaling/v1");
});

Deno.test("openenv manifests adds an Ingress that keeps a client at one pod", async () => {
  const { objects: { Ingress } } = await print("grid_world", "--host", "grid.example.com");
  assert.equal(Ingress.metadata.annotations["nginx.ingress.kubernetes.io/upstream-hash-by"], "$remote_addr");
  assert.deepEqual(Ingress.spec.tls, [{ hosts: ["grid.example.com"], secretName: "grid-world-tls" }]);
  const [{ host, http: { paths: [{ backend }] } }] = Ingress.spec.rules;
  assert.deepEqual([host, backend.service], ["grid.example.com", { name: "grid-world", port: { name: "http" } }]);
});

Deno.test("openenv manifests says in comments what an admin may wonder about", async () => {
  const { text } = await print("grid_world", "--host", "grid.example.com");
  assert.match(text, /^# No token is needed: /m);
  const places: readonly (readonly [comment: string, key: string])[] = [
    ["A WebSocket stays at its pod by itself.", "sessionAffinity: ClientIP"],
    ["Does not fail while the server drains.", "livenessProbe:"],
    ["The environment needs no network.", "egress: []"],
    ["What openenv build makes; the nodes must have it.", "image: openenv-grid_world:latest"],
  ];
  for (const [comment, key] of places) {
    assert.match(text, RegExp(`# ${RegExp.escape(comment)}.*\\n( +#.*\\n)* +${RegExp.escape(key)}`), comment);
  }
});

const MISUSES: readonly [args: readonly string[], error: RegExp][] = [
  [["nowhere"], /nowhere/],
  [["grid_world", "--replicas", "0"], /'0' is invalid\. expected a positive number$/],
  [["grid_world", "--replicas", "9999999999"], /'9999999999' is invalid/],
  [["grid_world", "--replicas", "2", "--autoscale", "1..2"], /'--replicas <number>' cannot be used with .*--autoscale/],
  [["grid_world", "--autoscale", "5..2"], /expected two positive numbers that go up, such as 2\.\.10$/],
  [["grid_world", "--autoscale", "1..2..3"], /expected two positive numbers/],
  [["grid_world", "--cpu", "0"], /expected processors, such as 2 or 500m$/],
  [["grid_world", "--memory", "512"], /expected an amount with its unit, such as 512Mi$/],
  [["grid_world", "--namespace", "My_Games"], /expected at most 63 lower-case letters, digits and dashes/],
  [["grid_world", "--name", "-x"], /expected at most 63 lower-case letters/],
  [["grid_world", "--host", "https://a.example"], /expected a name of lower-case letters, digits, dashes and dots$/],
  [["grid_world", "--image", "my image"], /expected a name such as/],
  [["grid_world", "--drain", "1m"], /expected a number of seconds from 0 to 1000000$/],
  [
    ["grid_world", "--allow-from", "trainer"],
    /expected app=trainer, namespace:team=ml or 10\.0\.0\.0\/8, .*got "trainer"$/,
  ],
  [["grid_world", "--allow-from", "10.0.0.0/33"], /got "10\.0\.0\.0\/33"$/],
];

for (const [args, error] of MISUSES) {
  Deno.test(`openenv manifests ${args.join(" ")} is an error of one line`, async () => {
    const { code, printed, warned } = await runInProcess("manifests", ...args);
    assert.deepEqual([code, printed, warned.length], [1, [], 1]);
    assert.match(warned[0]!, error);
  });
}
