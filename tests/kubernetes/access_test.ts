import { EnvClient } from "@openenv/client";
import { KubernetesProvider } from "@openenv/providers/kubernetes";
import assert from "node:assert/strict";
import { openGate } from "../docker/gate.ts";
import { buildImage } from "../docker/ship_docker.ts";
import { TEST_IMAGE } from "../docker/test_image.ts";
import { clusterTest, podOptions } from "./kubectl.ts";

/** Plays one step; returns what the environment echoed. */
async function echo(env: EnvClient, message: string): Promise<unknown> {
  await env.reset({ seed: 7 });
  return await env.callTool("echo_message", { message });
}

clusterTest("an image that openenv build makes plays an episode through a port-forward", async () => {
  await using image = await buildImage("echo");
  const provider = new KubernetesProvider(podOptions());
  await using env = await EnvClient.fromDockerImage(image.name, { provider });
  const [url = ""] = await provider.podUrls();
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(await echo(env, "hello"), "hello");
  await using stranger = new EnvClient(url);
  await assert.rejects(stranger.reset(), "the server has a token");
});

clusterTest("a port-forward carries many sessions at once, and large messages", async () => {
  await using provider = new KubernetesProvider(podOptions());
  const url = await provider.startContainer(TEST_IMAGE, { envVars: { SESSIONS: "20" } });
  await provider.waitForReady(url);
  const large = "x".repeat(300_000);
  await Promise.all(Array.from({ length: 20 }, async (_, index) => {
    await using env = new EnvClient(url, undefined, { token: provider.token });
    assert.equal(await echo(env, `${index}`), `${index}`);
    assert.equal(await env.callTool("echo_message", { message: large }), large);
  }));
});

for (
  const [title, options] of [
    ["a pod is reached by its address, and three of them one by one", { access: "pod" }],
    ["three pods are reached one by one through port-forwards", {}],
  ] as const
) {
  clusterTest(title, async () => {
    await using provider = new KubernetesProvider(podOptions({ ...options, replicas: 3 }));
    const url = await provider.startContainer(TEST_IMAGE);
    await provider.waitForReady(url);
    const urls = await provider.podUrls();
    assert.deepEqual([urls.length, new Set(urls).size, urls[0]], [3, 3, url]);
    // Each has one slot: three sessions at once need three pods.
    const clients = urls.map((url) => new EnvClient(url, undefined, { token: provider.token }));
    assert.deepEqual(await Promise.all(clients.map((env, index) => echo(env, `${index}`))), ["0", "1", "2"]);
    await Promise.all(clients.map((env) => env.close()));
  });
}

clusterTest("a Service has a name that the cluster's DNS knows", async () => {
  await using provider = new KubernetesProvider(podOptions({ access: "service", name: "openenv-service" }));
  const url = await provider.startContainer(TEST_IMAGE);
  assert.equal(url, "http://openenv-service.default.svc:8000");
});

clusterTest("a given URL is the base URL of the client", async () => {
  await using pod = new KubernetesProvider(podOptions({ access: "pod" }));
  const address = await pod.startContainer(TEST_IMAGE);
  // A port of this machine stands for an Ingress; it leads to the other pod, which has the same token.
  const gate = openGate({ hostname: new URL(address).hostname, port: 8000 });
  const access = { url: `http://${gate.address}/`, allowInsecure: true };
  await using provider = new KubernetesProvider(podOptions({ access }));
  try {
    const url = await provider.startContainer(TEST_IMAGE, { envVars: { OPENENV_TOKEN: pod.token! } });
    assert.equal(url, `http://${gate.address}`);
    await provider.waitForReady(url);
    await using env = new EnvClient(url, undefined, { token: provider.token });
    assert.equal(await echo(env, "hello"), "hello");
  } finally {
    gate.shut();
  }
});
