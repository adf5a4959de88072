import type { KubernetesOptions } from "@openenv/providers/kubernetes";
import assert from "node:assert/strict";
import { buildTestImage, run } from "../docker/test_image.ts";

/** The label of everything that one run of these tests starts. */
const LABEL = "org.openenv.test";
/** How long the cluster may take to remove what has been deleted. */
const GONE_MS = 90_000;

// The cluster that .ci/kubernetes/up has started, unless the environment names another one.
const { HOME, PATH, KUBECONFIG = "/run/openenv-ci-kubernetes/kubeconfig.yaml" } = Deno.env.toObject();
Deno.env.set("KUBECONFIG", KUBECONFIG);
Deno.env.set("PATH", `${PATH}:${HOME}/.cache/openenv-ci-kubernetes/bin`);

/** Runs `kubectl`; returns what it prints. */
export async function kubectl(...args: string[]): Promise<string> {
  return (await run("kubectl", args)).trim();
}

/** Gives `kubectl` a manifest on standard input; returns what it prints. */
export async function apply(manifest: string, ...args: string[]): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await Deno.writeTextFile(path, manifest);
    return await kubectl("apply", "--filename", path, ...args);
  } finally {
    await Deno.remove(path);
  }
}

/** Options for a provider whose pods start at once on a small node, and can be found by the process that started them. */
export function podOptions(options: KubernetesOptions = {}): KubernetesOptions {
  return {
    imagePullPolicy: "IfNotPresent",
    probePeriodSeconds: 1,
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "1", memory: "1Gi" } },
    ...options,
    labels: { [LABEL]: String(Deno.pid), ...options.labels },
  };
}

/** The names of the Deployments that a process has started, as `kubectl` sees them. */
export async function deploymentsOf(pid: number): Promise<string[]> {
  const names = await kubectl("get", "deployments", "--all-namespaces", ...of(pid), "--output", "name");
  return names.split("\n").filter(Boolean).map((name) => name.replace(/^.*\//, ""));
}

/** Waits until nothing is left of what a process has started: `kubectl get all,secrets`. */
export async function untilGone(pid: number): Promise<void> {
  const end = performance.now() + GONE_MS;
  let left = "";
  do {
    left = await kubectl("get", "all,secrets", "--all-namespaces", ...of(pid), "--output", "name");
    if (left === "") return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  } while (performance.now() < end);
  assert.fail(`left in the cluster: ${left}`);
}

/** Defines a test that leaves no Deployment behind, whatever it does. */
export function clusterTest(name: string, body: () => Promise<void>): void {
  // The library's HTTP client has a timer of its own, which it shares among requests.
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false }, async () => {
    await buildTestImage();
    try {
      await body();
    } finally {
      assert.deepEqual(await deploymentsOf(Deno.pid), [], "a Deployment is left");
    }
  });
}

function of(pid: number): string[] {
  return ["--selector", `${LABEL}=${pid}`];
}
