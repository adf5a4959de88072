import { EnvClient } from "@openenv/client";
import type { OpenEnvError } from "@openenv/core";
import { type KubernetesOptions, KubernetesProvider } from "@openenv/providers/kubernetes";
import assert from "node:assert/strict";
import { join } from "node:path";
import { openGate } from "../docker/gate.ts";
import { TEST_IMAGE } from "../docker/test_image.ts";
import { apply, clusterTest, kubectl, podOptions } from "./kubectl.ts";

/** The error of a start in one of the modes of the image. */
async function failureIn(mode: string, options: KubernetesOptions = {}, image: string = TEST_IMAGE) {
  const provider = new KubernetesProvider(podOptions(options));
  const start = EnvClient.fromDockerImage(image, { provider, envVars: { MODE: mode } });
  return await start.then(() => assert.fail("it started"), (thrown) => thrown as OpenEnvError<{ logs?: string }>);
}

/** The name of the one pod of a provider. */
async function podOf(provider: KubernetesProvider): Promise<string> {
  const name = await kubectl(
    "get",
    "pods",
    "--selector",
    `app.kubernetes.io/name=${provider.name}`,
    "--output",
    "name",
  );
  return name.replace("pod/", "");
}

clusterTest("an image that does not exist is an error of its own", async () => {
  const { code, message } = await failureIn("serve", {}, "127.0.0.1:1/none:1.0");
  assert.equal(code, "IMAGE_NOT_FOUND");
  assert.match(
    message,
    /^Cannot find image 127\.0\.0\.1:1\/none:1\.0: no node can pull it: pod openenv-none-\S+: (ErrImagePull|ImagePull)/,
  );
});

clusterTest("a name that no image can have is named", async () => {
  const { code, message } = await failureIn("serve", {}, "Upper/Case:1.0");
  assert.equal(code, "IMAGE_NOT_FOUND");
  assert.match(message, /: InvalidImageName: /);
});

clusterTest("a server that ends at its start again and again is an error with its last lines", async () => {
  const { code, message, data } = await failureIn("broken");
  assert.equal(code, "START_FAILED");
  assert.match(message, /: pod openenv-providers-\S+ exited with code 3.*; its last lines:\nbroken on purpose/);
  assert.equal((data as { exit_code?: number }).exit_code, 3);
});

clusterTest("a pod that no node has room for is not ready, and the error says why", async () => {
  const asked: string[] = [];
  const provider = new KubernetesProvider(podOptions({ nodeSelector: { disk: "none" }, readyTimeoutMs: 2_000 }));
  await assert.rejects(provider.startContainer(TEST_IMAGE, { onProgress: (line) => asked.push(line) }), {
    code: "NOT_READY",
    message:
      /^Cannot use Deployment \S+ of \S+: it was not ready within 2000 ms \(pod \S+: Unschedulable: 0\/1 nodes .*\)$/,
  });
  assert.match(asked.join("\n"), /Unschedulable/);
});

clusterTest("a server may not write to its files", async () => {
  const { code, data } = await failureIn("write");
  assert.equal(code, "START_FAILED");
  assert.match(data.logs ?? "", /Read-only file system/);
});

clusterTest("a pod that is deleted in an episode is named, and so is a port-forward that breaks", async () => {
  const provider = new KubernetesProvider(podOptions());
  await using env = await EnvClient.fromDockerImage(TEST_IMAGE, { provider });
  await env.reset();
  const pod = await podOf(provider);
  await kubectl("delete", "pod", pod, "--grace-period=0", "--force");
  await assert.rejects(
    async () => {
      for (;;) {
        await env.callTool("echo_message", { message: "hello" });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    (thrown: OpenEnvError) => {
      assert.ok(["CONNECTION_CLOSED", "CONNECTION_FAILED", "SESSION_LOST"].includes(thrown.code), thrown.message);
      return true;
    },
  );
  const { state, reason } = await provider.status();
  assert.deepEqual([state, reason], ["ended", `pod ${pod} was deleted`]);
  // The Deployment has another pod by now, but this address leads to the one that is gone.
  await assert.rejects(env.reconnect());
});

clusterTest("a crash in an episode is an error that names the exit code, and the log is still there", async () => {
  const provider = new KubernetesProvider(podOptions());
  await using env = await EnvClient.fromDockerImage(TEST_IMAGE, { provider });
  await env.reset();
  await assert.rejects(env.callTool("exit", { code: 5 }), {
    code: "CONNECTION_CLOSED",
    message: /has ended: pod \S+ exited with code 5/,
  });
  assert.match(await provider.logs(), /exiting with 5/);
});

clusterTest("a server that uses too much memory is killed, and the error says so", async () => {
  const resources = { requests: { cpu: "10m" }, limits: { memory: "256Mi" } };
  const provider = new KubernetesProvider(podOptions({ resources }));
  await using env = await EnvClient.fromDockerImage(TEST_IMAGE, { provider });
  await env.reset();
  await assert.rejects(env.callTool("use_memory", { mebibytes: 1024 }), {
    message: /has ended: pod \S+ ran out of memory \(limit 256Mi\)/,
  });
});

clusterTest("a namespace that does not exist is an error that says so", async () => {
  const { code, message } = await failureIn("serve", { namespace: "nowhere" });
  assert.equal(code, "START_FAILED");
  assert.match(message, /: namespace nowhere does not exist; create it, or set the option namespace$/);
});

clusterTest("pods that a quota refuses are an error that says so", async () => {
  const namespace = `openenv-quota-${Deno.pid}`;
  await kubectl("create", "namespace", namespace);
  try {
    await kubectl("create", "quota", "small", "--hard=pods=0", "--namespace", namespace);
    const { code, message } = await failureIn("serve", { namespace });
    assert.equal(code, "START_FAILED");
    assert.match(message, /the cluster refuses its pods: .*exceeded quota: small/);
  } finally {
    await kubectl("delete", "namespace", namespace, "--wait=false");
  }
});

clusterTest("a name that is taken is an error, and what has the name stays", async () => {
  await using first = new KubernetesProvider(podOptions({ name: "openenv-taken" }));
  await first.startContainer(TEST_IMAGE);
  const { code, message } = await failureIn("serve", { name: "openenv-taken" });
  assert.deepEqual([code, message.includes(`"openenv-taken" already exists (409)`)], ["START_FAILED", true]);
  assert.deepEqual(await first.status(), { state: "running" });
});

clusterTest("a port that is taken is an error that names it", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  await assert.rejects(new KubernetesProvider(podOptions()).startContainer(TEST_IMAGE, { port }), {
    code: "START_FAILED",
    message: `Cannot forward a port to the cluster: port ${port} of 127.0.0.1 is taken`,
  });
});

clusterTest("a start that is aborted leaves nothing", async () => {
  for (const delayMs of [0, 50, 400, 1500]) {
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const provider = new KubernetesProvider(podOptions());
    const outcome = provider.startContainer(TEST_IMAGE, { signal: controller.signal }).catch((thrown) => thrown);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    controller.abort(reason);
    if (await outcome === reason) assert.equal(provider.name, undefined);
    else await provider.close(); // it had started before
  }
});

clusterTest("a user who may do nothing is told what is missing", async () => {
  const account = `openenv-nobody-${Deno.pid}`;
  await kubectl("create", "serviceaccount", account);
  try {
    const token = await tokenOf(account);
    const { code, message } = await withToken(token, (kubeconfig) => failureIn("serve", { kubeconfig }));
    assert.equal(code, "PROVIDER_UNAVAILABLE");
    assert.match(
      message,
      /: this user may not \(403\): deployments.apps is forbidden: User .*; ask for a Role in namespace/,
    );
    const wrong = await withToken("wrong", (kubeconfig) => failureIn("serve", { kubeconfig }));
    assert.match(wrong.message, /refuses the credentials of the kubeconfig \(401\); log in to the cluster again$/);
  } finally {
    await kubectl("delete", "serviceaccount", account);
  }
});

clusterTest("the permissions that the docs list are enough", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/clusters.md", import.meta.url));
  const [, role = ""] = /```yaml\n(# role.yaml\n[\s\S]*?)```/.exec(page) ?? [];
  const account = `openenv-trainer-${Deno.pid}`;
  await apply(role);
  await kubectl("create", "serviceaccount", account);
  await kubectl("create", "rolebinding", account, "--role=openenv", `--serviceaccount=default:${account}`);
  try {
    await withToken(await tokenOf(account), async (kubeconfig) => {
      const provider = new KubernetesProvider(podOptions({ kubeconfig }));
      await using env = await EnvClient.fromDockerImage(TEST_IMAGE, { provider });
      await env.reset();
      assert.equal(await env.callTool("echo_message", { message: "hello" }), "hello");
      assert.match(await provider.logs(), /\S/);
    });
  } finally {
    await kubectl("delete", `rolebinding/${account}`, `serviceaccount/${account}`, "role/openenv");
  }
});

clusterTest("an API server that goes away is an error, and all is deleted once it is back", async () => {
  const { clusters: [{ cluster }] } = JSON.parse(await kubectl("config", "view", "--raw", "--output", "json"));
  const gate = openGate({ hostname: "127.0.0.1", port: Number(new URL(cluster.server).port) });
  await withKubeconfig({ server: `https://${gate.address}` }, async (kubeconfig) => {
    const provider = new KubernetesProvider(podOptions({ kubeconfig }));
    const env = await EnvClient.fromDockerImage(TEST_IMAGE, { provider });
    await env.reset();
    gate.shut();
    await assert.rejects(provider.status(), { code: "PROVIDER_UNAVAILABLE" });
    await assert.rejects(env.callTool("echo_message", { message: "hello" }), { code: "CONNECTION_CLOSED" });
    await assert.rejects(env.reconnect(), /the port-forward to pod \S+ broke: /);
    await assert.rejects(env.close(), { code: "PROVIDER_UNAVAILABLE", message: /^Cannot delete Deployment / });
    gate.open();
    await provider.close();
    gate.shut();
  });
});

/** The token of a service account, which the cluster makes a moment later. */
async function tokenOf(account: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const path = ["--output", "jsonpath={.secrets[0].name}"];
    const secret = await kubectl("get", "serviceaccount", account, ...path);
    if (secret !== "") return atob(await kubectl("get", "secret", secret, "--output", "jsonpath={.data.token}"));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`service account ${account} has no token`);
}

const withToken = <T>(token: string, use: (kubeconfig: string) => Promise<T>) =>
  withKubeconfig({ user: { token } }, use);

/** Writes the kubeconfig of these tests with another server, or another user. */
async function withKubeconfig<T>(
  change: { readonly server?: string; readonly user?: object },
  use: (kubeconfig: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "openenv_kubeconfig_" });
  try {
    const config = JSON.parse(await kubectl("config", "view", "--raw", "--flatten", "--minify", "--output", "json"));
    if (change.server !== undefined) config.clusters[0].cluster.server = change.server;
    if (change.user !== undefined) config.users[0].user = change.user;
    await Deno.writeTextFile(join(folder, "config"), JSON.stringify(config));
    return await use(join(folder, "config"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
