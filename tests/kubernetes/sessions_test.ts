import { EnvClient } from "@openenv/client";
import { KubernetesProvider } from "@openenv/providers/kubernetes";
import assert from "node:assert/strict";
import { TEST_IMAGE } from "../docker/test_image.ts";
import { clusterTest, kubectl, podOptions } from "./kubectl.ts";

const SESSIONS = 200;

clusterTest("200 sessions on 3 replicas lose only those of a pod that is killed", async () => {
  await using provider = new KubernetesProvider(podOptions({ access: "pod", replicas: 3 }));
  const first = await provider.startContainer(TEST_IMAGE, { envVars: { SESSIONS: String(SESSIONS) } });
  await provider.waitForReady(first);
  const urls = await provider.podUrls();
  const clients = Array.from({ length: SESSIONS }, (_, index) => {
    return new EnvClient(urls[index % urls.length]!, undefined, { token: provider.token });
  });
  await Promise.all(clients.map((env) => env.reset()));
  const echo = (env: EnvClient, index: number) => env.callTool("echo_message", { message: `${index}` });
  assert.deepEqual(await Promise.all(clients.map(echo)), clients.map((_, index) => `${index}`));

  const ip = new URL(first).hostname;
  const found = ["--selector", `app.kubernetes.io/name=${provider.name}`, "--field-selector", `status.podIP=${ip}`];
  await kubectl("delete", await kubectl("get", "pods", ...found, "--output", "name"), "--grace-period=0", "--force");
  await untilSilent(first);
  const outcomes = await Promise.allSettled(clients.map(echo));

  for (const [index, outcome] of outcomes.entries()) {
    if (index % urls.length !== 0) {
      assert.deepEqual(outcome, { status: "fulfilled", value: `${index}` });
    } else {
      const { code } = (outcome as PromiseRejectedResult).reason;
      assert.ok(["CONNECTION_CLOSED", "CONNECTION_FAILED", "SESSION_LOST"].includes(code), code);
    }
  }
  await Promise.all(clients.map((env) => env.close().catch(() => {})));
});

/** Waits until no server answers any more. */
async function untilSilent(url: string): Promise<void> {
  const end = performance.now() + 30_000;
  for (;;) {
    const answers = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) })
      .then(async (response) => (await response.body?.cancel(), true), () => false);
    if (!answers) return;
    assert.ok(performance.now() < end, "the server still answers");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
