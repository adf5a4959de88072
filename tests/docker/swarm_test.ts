import { EnvClient } from "@openenv/client";
import type { OpenEnvError } from "@openenv/core";
import {
  type DockerSwarmOptions,
  DockerSwarmProvider,
  type StartContainerOptions,
  startReplicas,
} from "@openenv/providers";
import { providerCases } from "@openenv/providers/conformance";
import { listStarted } from "@openenv/providers/started";
import assert from "node:assert/strict";
import { openenv, startOwner } from "./start_owner.ts";
import { buildTestImage, containersOf, run, TEST_IMAGE } from "./test_image.ts";

const stateOfSwarm = async () => (await run("docker", ["info", "--format", "{{.Swarm.LocalNodeState}}"])).trim();

/** The machine's own swarm, if it has one, is not left. */
let before: string;
Deno.test.beforeAll(async () => {
  before = await stateOfSwarm();
  await buildTestImage();
});
Deno.test.afterAll(async () => {
  if (before === "inactive") await run("docker", ["swarm", "leave", "--force"]);
});

/** Ports in host mode: the routing mesh needs a kernel with IPVS, which not every machine has. */
function create(options: DockerSwarmOptions = {}): DockerSwarmProvider {
  return new DockerSwarmProvider({ publishMode: "host", replicas: 1, stopTimeoutMs: 1000, ...options });
}

const startIn = (mode: string) => (provider: DockerSwarmProvider, options: StartContainerOptions = {}) =>
  provider.startContainer(TEST_IMAGE, { ...options, envVars: { MODE: mode, ...options.envVars } });

/** The services that a process has started, as the `docker` command sees them. */
async function services(pid: number = Deno.pid): Promise<string[]> {
  const filter = `label=org.openenv.owner.pid=${pid}`;
  const listed = await run("docker", ["service", "ls", "--filter", filter, "--format", "{{.Name}}"]);
  return listed.split("\n").filter(Boolean);
}

/** Defines a test that leaves no service and no container behind, whatever it does. */
function swarmTest(name: string, body: () => Promise<void>): void {
  Deno.test(name, async () => {
    try {
      await body();
    } finally {
      if (await stateOfSwarm() === "active") assert.deepEqual(await services(), [], "a service is left");
      assert.deepEqual(await containersOf(Deno.pid), [], "a container is left");
    }
  });
}

swarmTest("two starts at once create the swarm, if there is none, and each has a service of its own", async () => {
  await using first = create();
  await using second = create();
  const urls = await Promise.all([first.startContainer(TEST_IMAGE), second.startContainer(TEST_IMAGE)]);
  await Promise.all([first.waitForReady(urls[0]), second.waitForReady(urls[1])]);
  assert.equal(await stateOfSwarm(), "active");
  assert.equal((await services()).length, 2);
});

const cases = providerCases<DockerSwarmProvider>({
  create,
  start: startIn("serve"),
  startBroken: startIn("broken"),
  startSilent: startIn("silent"),
  count: async () => (await services()).length,
});

for (const { name, run } of cases) swarmTest(`DockerSwarmProvider: ${name}`, run);

swarmTest("a service has its replicas, limits, labels and no privileges", async () => {
  const labels = { "com.example.team": "rl" };
  const limits = { memoryBytes: 300 * 1024 ** 2, cpus: 0.5, pids: 77, reservedMemoryBytes: 10 * 1024 ** 2 };
  await using provider = create({ replicas: 2, constraints: ["node.role==manager"], labels, ...limits });
  const url = await provider.startContainer(TEST_IMAGE);
  await provider.waitForReady(url);
  const addresses = await provider.addresses();
  assert.deepEqual([new Set(addresses).size, addresses.includes(url)], [2, true]);
  for (const address of addresses) {
    await using env = new EnvClient(address, undefined, { token: provider.token });
    await env.reset();
  }
  const [container] = JSON.parse(await run("docker", ["inspect", (await containersOf(Deno.pid))[0]!]));
  const { Memory, NanoCpus, PidsLimit, ReadonlyRootfs, CapDrop, Init } = container.HostConfig;
  assert.deepEqual([Memory, NanoCpus, PidsLimit], [300 * 1024 ** 2, 5e8, 77]);
  assert.deepEqual([ReadonlyRootfs, CapDrop, Init], [true, ["ALL"], true]);
  assert.equal(container.Config.Labels["com.example.team"], "rl");
  const [service] = JSON.parse(await run("docker", ["service", "inspect", provider.name!]));
  assert.equal(service.Spec.Labels["com.example.team"], "rl");
  assert.equal(service.Spec.TaskTemplate.Resources.Reservations.MemoryBytes, 10 * 1024 ** 2);
  const listed = (await listStarted()).started.filter(({ owner }) => owner.pid === Deno.pid);
  assert.deepEqual(listed.map(({ name, provider, state, url }) => [name, provider, state, url]), [
    [provider.name, "swarm", "running", addresses[0]],
  ]);
  assert.match(await listed[0]!.logs({ tail: 1 }), /^Listening on .*\n$/);
  await listed[0]!.stop();
  assert.deepEqual(await provider.status(), { state: "ended", reason: "it was removed" });
  await assert.rejects(provider.waitForReady(url), { code: "START_FAILED", message: /: it was removed$/ });
});

swarmTest("a constraint that no node satisfies is an error that says so", async () => {
  await assert.rejects(create({ constraints: ["node.labels.moon==1"] }).startContainer(TEST_IMAGE), {
    code: "START_FAILED",
    message: /: no node takes replica 1: no suitable node \(scheduling constraints not satisfied on 1 node\)$/,
  });
});

swarmTest("an image that does not exist is an error of its own", async () => {
  await assert.rejects(create().startContainer("127.0.0.1:1/none:latest"), {
    code: "IMAGE_NOT_FOUND",
    message: /^Cannot find image 127\.0\.0\.1:1\/none:latest: it is not on this machine, and pulling it failed: /,
  });
});

swarmTest("a port that is taken is an error that names it", async () => {
  await using first = create();
  const { port } = new URL(await first.startContainer(TEST_IMAGE));
  const failure: OpenEnvError = await create().startContainer(TEST_IMAGE, { port: Number(port) })
    .then(() => assert.fail("it started"), (thrown) => thrown);
  assert.equal(failure.code, "START_FAILED");
  assert.match(failure.message, /port/);
});

swarmTest("a killed replica is seen by its client and by status(), and Swarm starts another", async () => {
  await using provider = create({ replicas: 2 });
  const url = await provider.startContainer(TEST_IMAGE);
  await provider.waitForReady(url);
  const env = new EnvClient(url, undefined, { token: provider.token });
  await env.reset();
  await run("docker", ["kill", ...await containersAt(new URL(url).port)]);
  await assert.rejects(env.callTool("echo_message", { message: "hello" }), { code: "CONNECTION_CLOSED" });
  await until(async () => (await provider.status()).reason === "1 of 2 replicas run; of another, it was killed");
  assert.equal((await provider.status()).state, "running");
  await until(async () => (await provider.status()).reason === undefined);
  await provider.waitForReady((await provider.addresses())[0]!);
  assert.equal((await provider.addresses()).length, 2);
});

swarmTest("startReplicas() starts services, names the one that is lost, and replaces it", async () => {
  const replicas = await startReplicas(2, {
    provider: () => create(),
    image: TEST_IMAGE,
    connect: async (url, options) => {
      const env = new EnvClient(url, undefined, options);
      await env.connect();
      return env;
    },
  });
  try {
    const { name, url } = (await replicas.status())[0]!;
    const clients = [await replicas.connect(), await replicas.connect()];
    for (const env of clients) await env.reset();
    await run("docker", ["kill", ...await containersAt(new URL(url).port)]);
    await assert.rejects(clients[0]!.state(), { code: "CONNECTION_CLOSED" });
    await clients[1]!.state();
    for (const env of clients) await env.close();
    await (await replicas.connect()).close();
    await (await replicas.connect()).close();
    const [first, second] = await replicas.status();
    assert.deepEqual([first!.name, first!.state, second!.state], [name, "lost", "running"]);
    await replicas.replaceLost();
    assert.deepEqual((await replicas.status()).map(({ state }) => state), ["running", "running"]);
    assert.equal((await services()).includes(name), false);
  } finally {
    await replicas.close();
  }
});

swarmTest("a service joins an overlay network, which is made if there is none", async () => {
  const overlayNetwork = `openenv-test-${Deno.pid}`;
  try {
    await using provider = create({ overlayNetwork });
    await provider.waitForReady(await provider.startContainer(TEST_IMAGE));
    const [network] = JSON.parse(await run("docker", ["network", "inspect", overlayNetwork]));
    assert.deepEqual([network.Driver, network.Attachable], ["overlay", true]);
  } finally {
    await run("docker", ["network", "rm", overlayNetwork]);
  }
});

for (const end of ["exit", "SIGTERM"] as const) {
  swarmTest(`a program that ends by ${end} leaves no service`, async () => {
    const { child, name, ended } = await startOwner(end === "exit" ? end : "wait", "service");
    if (end !== "exit") {
      assert.deepEqual(await services(child.pid), [name]);
      child.kill(end);
    }
    assert.equal((await ended()).code, end === "exit" ? 4 : 143);
    assert.deepEqual(await services(child.pid), []);
    await until(async () => (await containersOf(child.pid)).length === 0); // those of an exit go soon after
  });
}

swarmTest("openenv ps --prune removes the service of a killed program", async () => {
  const { child, name, ended } = await startOwner("wait", "service");
  child.kill("SIGKILL");
  await ended();
  assert.match(await openenv("logs", name, "--tail", "1"), /\S/);
  assert.match(await openenv("ps", "--prune"), new RegExp(`^Removed ${name} `, "m"));
  assert.deepEqual([await services(child.pid), await containersOf(child.pid)], [[], []]);
});

/** The containers of this process that publish a port. */
async function containersAt(port: string): Promise<string[]> {
  const filters = [`label=org.openenv.owner.pid=${Deno.pid}`, `publish=${port}`].flatMap((one) => ["--filter", one]);
  return (await run("docker", ["ps", "--quiet", ...filters])).split("\n").filter(Boolean);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!await holds()) {
    assert.ok(performance.now() < deadline, "waited for 60 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
