/** The output of `openenv manifests` in a real cluster: accepted by its API server, and run. */

import { connect } from "@openenv/client";
import { gridWorld } from "@openenv/grid-world-env";
import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { until } from "../../server/testdata/serving_child.ts";
import { runPage } from "../../_tools/readme/run_page.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { buildImage, docker } from "../docker/ship_docker.ts";
import { kubectl } from "./kubectl.ts";

/** Returns what the command prints. */
async function printManifests(...args: string[]): Promise<string> {
  const { code, printed, warned } = await runInProcess("manifests", ...args);
  assert.deepEqual([code, warned], [0, []]);
  return printed.join("\n");
}

/** Makes a namespace, which is deleted at the end with all that is in it. */
async function makeNamespace(): Promise<{ readonly name: string } & AsyncDisposable> {
  const name = `manifests-${crypto.randomUUID()}`;
  await kubectl("create", "namespace", name);
  return {
    name,
    async [Symbol.asyncDispose]() {
      await kubectl("delete", "namespace", name, "--wait=false"); // that takes the cluster a minute
    },
  };
}

Deno.test("a cluster accepts what openenv manifests prints for every environment", async () => {
  const names = (await Array.fromAsync(Deno.readDir(join(ROOT, "envs")))).filter(({ isDirectory }) => isDirectory);
  const flags = ["--autoscale", "2..6", "--host", "env.example.com", "--secret", "token"];
  const texts = await Promise.all(
    names.map(({ name }) =>
      printManifests(join(ROOT, "envs", name), ...flags, "--allow-from", "app=trainer,namespace:team=ml,10.0.0.0/8")
    ),
  );
  await using folder = await makeTempFolder({ "all.yaml": texts.join("\n") });
  const printed = await kubectl("apply", "--dry-run=server", "-f", join(folder.path, "all.yaml"));
  assert.equal(printed.match(/ created \(server dry run\)$/gm)?.length, names.length * 5, printed);
});

Deno.test("an episode goes on when its pod is deleted, and the pod ends after it", async () => {
  await using image = await buildImage("grid_world");
  await using namespace = await makeNamespace();
  const inNamespace = (...args: string[]) => kubectl("--namespace", namespace.name, ...args);
  const resources = ["--cpu", "500m", "--memory", "128Mi"];
  const text = await printManifests("grid_world", "--image", image.name, ...resources, "--namespace", namespace.name);
  await using folder = await makeTempFolder({ "grid_world.yaml": text });
  await kubectl("apply", "-f", join(folder.path, "grid_world.yaml"));
  await inNamespace("rollout", "status", "deployment/grid-world", "--timeout=300s");
  const [pod, address] = (await inNamespace(
    ...["get", "pods", "--output", "jsonpath={.items[0].metadata.name} {.items[0].status.podIP}"],
  )).split(" ");
  const url = `http://${address}:8000`;
  const container = await docker(
    ...["ps", "--quiet", "--filter", `label=io.kubernetes.pod.name=${pod}`],
    ...["--filter", "label=io.kubernetes.container.name=server"],
  );
  await using env = await connect(url, gridWorld);
  let result = await env.reset({ seed: 7 });
  const ended = docker("wait", container);
  await inNamespace("delete", "pod", pod!, "--wait=false");
  await until(async () => {
    const response = await fetch(`${url}/health`);
    await response.body?.cancel();
    return response.status === 503;
  });
  await assert.rejects(connect(url, gridWorld).then((other) => other.reset()), { code: "CAPACITY_REACHED" });
  while (!result.done) result = await env.step({ action: result.observation.x < 4 ? "DOWN" : "RIGHT" });
  assert.equal(result.reward, 1);
  assert.match(await inNamespace("get", "pod", pod!, "--output", "jsonpath={.metadata.deletionTimestamp}"), /^\d/);
  await env.close();
  assert.equal(await ended, "0", "the server's exit code");
  await inNamespace("wait", "--for=delete", `pod/${pod}`, "--timeout=120s");
});

Deno.test("the section about a cluster of docs/deploy.md does what it says", async () => {
  const page = await Deno.readTextFile(join(ROOT, "docs", "deploy.md"));
  const program = /^```ts ignore\n\/\/ play\.ts\n.*?^```$/ms.exec(page)![0];
  const section = /^## A Kubernetes cluster$.*?(?=^## )/ms.exec(page)![0];
  await using image = await buildImage("grid_world");
  const namespace = `deploy-${crypto.randomUUID()}`;
  const replace = { "ghcr.io/me/openenv-grid_world:0.1.0": image.name, games: namespace, 8002: String(findFreePort()) };
  try {
    const written = await runPage(`${program}\n\n${section}`, { root: ROOT, replace });
    assert.deepEqual(written.map((path) => basename(path)), ["play.ts"]);
  } finally {
    await kubectl("delete", "namespace", namespace, "--ignore-not-found"); // the page has deleted it
  }
});

function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
