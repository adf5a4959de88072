import { EnvClient, HttpEnvClient } from "@openenv/client";
import type { OpenEnvError } from "@openenv/core";
import { LocalDockerProvider } from "@openenv/providers";
import { AutoEnv } from "@openenv/registry";
import assert from "node:assert/strict";
import { openGate } from "./gate.ts";
import { buildTestImage, containersOf, run, TEST_IMAGE } from "./test_image.ts";

/** Defines a test that leaves no container behind, whatever it does. */
function dockerTest(name: string, body: () => Promise<void>): void {
  Deno.test(name, async () => {
    await buildTestImage();
    try {
      await body();
    } finally {
      assert.deepEqual(await containersOf(Deno.pid), [], "a container is left");
    }
  });
}

/** The error of a start in one of the modes of the image. */
async function failureIn(mode: string, options: ConstructorParameters<typeof LocalDockerProvider>[0] = {}) {
  const provider = new LocalDockerProvider(options);
  const start = EnvClient.fromDockerImage(TEST_IMAGE, { provider, envVars: { MODE: mode } });
  return await start.then(() => assert.fail("it started"), (thrown) => thrown as OpenEnvError<{ logs?: string }>);
}

dockerTest("fromDockerImage() plays an episode, and closing the client removes the container", async () => {
  const env = await AutoEnv.fromDockerImage(TEST_IMAGE);
  assert.equal((await containersOf(Deno.pid)).length, 1);
  await env.reset({ seed: 7 });
  assert.equal(await env.callTool("echo_message", { message: "hello" }), "hello");
  assert.equal((await env.state()).seed, 7);
  await env.reconnect();
  assert.equal((await env.reset()).reward, null);
  await env.close();
  assert.deepEqual(await containersOf(Deno.pid), []);
  await assert.rejects(env.reconnect(), {
    code: "CONNECTION_CLOSED",
    message: /^Cannot reconnect: the server was stopped/,
  });
});

dockerTest("fromDockerImage() works over HTTP, and blocking", async () => {
  {
    await using env = await HttpEnvClient.fromDockerImage(TEST_IMAGE);
    assert.ok(env instanceof HttpEnvClient);
    await env.reset();
    assert.equal(await env.callTool("echo_message", { message: "hello" }), "hello");
  }
  using env = (await EnvClient.fromDockerImage(TEST_IMAGE, { connect: false })).sync();
  env.reset();
  assert.equal(env.callTool("echo_message", { message: "hello" }), "hello");
});

dockerTest("an image of ours gets a token that nobody else knows", async () => {
  await using provider = new LocalDockerProvider();
  const url = await provider.startContainer(TEST_IMAGE);
  await provider.waitForReady(url);
  assert.match(provider.token ?? "", /^[\w-]{43}$/);
  await using stranger = new EnvClient(url);
  await assert.rejects(stranger.reset());
  await using client = new HttpEnvClient(url, undefined, { token: provider.token });
  await client.reset();
});

dockerTest("a container that uses too much memory is killed, and the error says so", async () => {
  const provider = new LocalDockerProvider({ memoryBytes: 256 * 1024 ** 2 });
  await using env = await EnvClient.fromDockerImage(TEST_IMAGE, { provider });
  await env.reset();
  await assert.rejects(env.callTool("use_memory", { mebibytes: 1024 }), {
    code: "CONNECTION_CLOSED",
    message: new RegExp(`; ${provider.name} has ended: it ran out of memory \\(limit 256 MiB\\)$`),
  });
  assert.deepEqual((await provider.status()).outOfMemory, true);
});

dockerTest("a crash in an episode is an error that names the exit code, and the log is still there", async () => {
  const provider = new LocalDockerProvider();
  await using env = await EnvClient.fromDockerImage(TEST_IMAGE, { provider });
  await env.reset();
  await assert.rejects(env.callTool("exit", { code: 5 }), {
    code: "CONNECTION_CLOSED",
    message: /has ended: it exited with code 5$/,
  });
  assert.match(await provider.logs(), /exiting with 5/);
});

dockerTest("an image that does not exist is an error of its own", async () => {
  await assert.rejects(EnvClient.fromDockerImage("127.0.0.1:1/none:latest"), {
    code: "IMAGE_NOT_FOUND",
    message: /^Cannot find image 127\.0\.0\.1:1\/none:latest: it is not on this machine, and pulling it failed: /,
    data: { image: "127.0.0.1:1/none:latest" },
  });
});

dockerTest("a container that never gets ready is stopped, and the error has its last lines", async () => {
  const error = await failureIn("silent", { readyTimeoutMs: 1500 });
  assert.equal(error.code, "NOT_READY");
  assert.match(error.data.logs ?? "", /silent on purpose/);
});

dockerTest("a container may not write to its files, and the error names the option that lets it", async () => {
  const error = await failureIn("write");
  assert.equal(error.code, "START_FAILED");
  assert.match(error.message, /it may only write where the option tmpfs says, unless readOnly is false/);
  const loosened = await failureIn("write", { readOnly: false, user: "0", capabilities: "default" });
  assert.match(loosened.message, /it exited with code 0/);
});

dockerTest("a port that is taken is an error that names it", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  await assert.rejects(EnvClient.fromDockerImage(TEST_IMAGE, { port }), {
    code: "START_FAILED",
    message: new RegExp(`: port ${port} of 127\\.0\\.0\\.1 is taken$`),
  });
});

dockerTest("a container keeps the limits and has no privileges", async () => {
  await using provider = new LocalDockerProvider({ memoryBytes: 300 * 1024 ** 2, cpus: 0.5, pids: 77 });
  await provider.startContainer(TEST_IMAGE);
  const [container] = JSON.parse(await run("docker", ["inspect", provider.name!]));
  const { Memory, NanoCpus, PidsLimit, ReadonlyRootfs, CapDrop, SecurityOpt, PortBindings } = container.HostConfig;
  assert.deepEqual([Memory, NanoCpus, PidsLimit, ReadonlyRootfs], [300 * 1024 ** 2, 5e8, 77, true]);
  assert.deepEqual([CapDrop, SecurityOpt], [["ALL"], ["no-new-privileges"]]);
  assert.deepEqual(PortBindings["8000/tcp"][0].HostIp, "127.0.0.1");
});

dockerTest("eight containers start at once", async () => {
  const clients = await Promise.all(Array.from({ length: 8 }, () => EnvClient.fromDockerImage(TEST_IMAGE)));
  assert.equal((await containersOf(Deno.pid)).length, 8);
  const answers = await Promise.all(clients.map(async (env, index) => {
    await env.reset();
    return await env.callTool("echo_message", { message: String(index) });
  }));
  assert.deepEqual(answers, ["0", "1", "2", "3", "4", "5", "6", "7"]);
  await Promise.all(clients.map((env) => env.close()));
});

dockerTest("a daemon that goes away is an error, and the container is removed once it is back", async () => {
  const gate = openGate({ transport: "unix", path: "/var/run/docker.sock" });
  const provider = new LocalDockerProvider({ host: `tcp://${gate.address}` });
  const env = await EnvClient.fromDockerImage(TEST_IMAGE, { provider });
  await env.reset();
  gate.shut();
  await assert.rejects(provider.status(), { code: "PROVIDER_UNAVAILABLE" });
  await assert.rejects(new LocalDockerProvider({ host: `tcp://${gate.address}` }).startContainer(TEST_IMAGE), {
    code: "PROVIDER_UNAVAILABLE",
    message: /Docker does not answer at tcp:.*: nothing listens there; start Docker, or set DOCKER_HOST$/,
  });
  await assert.rejects(env.close(), { code: "PROVIDER_UNAVAILABLE" });
  assert.equal((await containersOf(Deno.pid)).length, 1);
  gate.open();
  await env.close();
  gate.shut();
});

dockerTest("a start that is aborted, or closed, leaves no container", async () => {
  for (const delayMs of [0, 5, 50, 150]) {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const starting = EnvClient.fromDockerImage(TEST_IMAGE, { signal: controller.signal });
    const rejected = assert.rejects(starting, reason);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    controller.abort(reason);
    await rejected;
    assert.deepEqual(await containersOf(Deno.pid), []);
  }
});
