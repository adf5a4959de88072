import assert from "node:assert/strict";
import { listStarted } from "../started/list_started.ts";
import { ownLabels } from "../docker/labels.ts";
import { type Answers, json, withDaemon } from "../testing_fixtures/with_daemon.ts";
import { DockerSwarmProvider } from "./docker_swarm_provider.ts";
import type { DockerSwarmOptions } from "./swarm_options.ts";

const IMAGE = { "GET /images/echo/json": () => json(200, { Config: { Labels: null } }) };
const NOTHING_LEFT = {
  "DELETE": () => json(404, { message: "no such service" }),
  "GET /tasks": () => json(200, []),
  "GET /containers/json": () => json(200, []),
};

/** The answer of a daemon whose node is in a state. */
function swarm(LocalNodeState: string, ControlAvailable = false): Answers {
  return { "GET /info": () => json(200, { Swarm: { LocalNodeState, ControlAvailable, NodeID: "node1" } }) };
}

/** Starts the image `echo` with a daemon, which must fail; returns the error's text and the requests. */
async function failing(answers: Answers, options: DockerSwarmOptions = {}, envVars = {}) {
  let text = "";
  const requests = await withDaemon({ ...IMAGE, ...NOTHING_LEFT, ...answers }, async (host) => {
    const start = new DockerSwarmProvider({ host, ...options }).startContainer("echo", { envVars });
    await assert.rejects(start, (error: Error & { code: string }) => {
      text = `${error.code}: ${error.message}`.replace(host, "HOST").replace(/echo-[0-9a-f]{8}/, "echo-ID");
      assert.doesNotMatch(Deno.inspect(error), /hunter2/);
      return true;
    });
  });
  return { text, requests };
}

Deno.test("DockerSwarmProvider creates no swarm without autoInitSwarm, and says what to do", async () => {
  const { text, requests } = await failing(swarm("inactive"), { autoInitSwarm: false });
  assert.equal(
    text,
    "PROVIDER_UNAVAILABLE: Cannot start service: Docker at HOST is in no swarm; run docker swarm init, or set the " +
      "option autoInitSwarm",
  );
  assert.deepEqual(requests, ["GET /info"]);
});

Deno.test("DockerSwarmProvider does not start where the node is a worker, or locked", async () => {
  const worker = await failing(swarm("active"));
  assert.match(worker.text, /HOST is a worker of its swarm; set the option host to a manager's address$/);
  const locked = await failing(swarm("locked"));
  assert.match(locked.text, /^PROVIDER_UNAVAILABLE: .* the node of Docker at HOST is locked$/);
  assert.deepEqual([...worker.requests, ...locked.requests], ["GET /info", "GET /info"]);
});

Deno.test("DockerSwarmProvider creates a swarm that only this machine can reach, even if another start does", async () => {
  const bodies: unknown[] = [];
  const answers: Answers = {
    ...swarm("inactive"),
    "POST /swarm/init": async (request) => {
      bodies.push(await request.json());
      return json(503, { message: "This node is already part of a swarm" });
    },
    "POST /services/create": () => json(500, { message: "enough" }),
  };
  const { text, requests } = await failing(answers);
  assert.equal(text, "START_FAILED: Cannot start service openenv-echo-ID of echo: enough");
  assert.deepEqual(bodies, [{ ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" }]);
  assert.deepEqual(requests.slice(0, 5), [
    "GET /info",
    "POST /swarm/init",
    "GET /images/echo/json",
    "POST /services/create",
    "DELETE /services/NAME",
  ]);
});

Deno.test("DockerSwarmProvider hides values that the daemon quotes", async () => {
  const refuse = async (request: Request) =>
    json(500, { message: `cannot use ${(await request.json()).TaskTemplate.ContainerSpec.Env.join()}` });
  const { text } = await failing({ ...swarm("active", true), "POST /services/create": refuse }, {}, {
    KEY: 'hunter2"quoted',
  });
  assert.match(text, /: cannot use KEY=\[KEY\]$/);
});

Deno.test("DockerSwarmProvider says what a task without a container failed with, and removes the service", async () => {
  const created = Date.now();
  const task = (minutes: number, Status: object) => ({
    ...{ ID: `t${minutes}`, CreatedAt: new Date(created + minutes * 60_000).toISOString(), Slot: 1, Status },
    DesiredState: "running",
  });
  let tasks = [
    task(0, { State: "rejected", Err: "No such image: echo for KEY=hunter2-secret" }),
    task(1, { State: "ready" }),
  ];
  const { text, requests } = await failing(
    {
      ...swarm("active", true),
      "POST /services/create": () => json(201, { ID: "s1" }),
      "GET /tasks": () => json(200, tasks),
      "GET /tasks/t0/logs": () => json(404, { message: "no logs" }),
      "DELETE /services/NAME": () => {
        tasks = [];
        return json(200, {});
      },
    },
    {},
    { KEY: "hunter2-secret" },
  );
  assert.equal(
    text,
    "START_FAILED: Cannot use service openenv-echo-ID of echo: replica 1 failed: No such image: echo for KEY=[KEY]; " +
      "it printed nothing",
  );
  assert.ok(requests.includes("DELETE /services/NAME"));
});

Deno.test("DockerSwarmProvider finds replicas of other nodes by the address of their node", async () => {
  const ports = { Ports: [{ Protocol: "tcp", TargetPort: 8000, PublishedPort: 32768, PublishMode: "host" }] };
  const task = (Slot: number, NodeID: string) => ({
    ...{ ID: `t${Slot}`, CreatedAt: new Date().toISOString(), Slot, NodeID, DesiredState: "running" },
    Status: { State: "running", PortStatus: ports },
  });
  let tasks = [task(2, "node2"), task(1, "node1")];
  await withDaemon({
    ...IMAGE,
    ...NOTHING_LEFT,
    ...swarm("active", true),
    "POST /services/create": () => json(201, { ID: "s1" }),
    "GET /services/NAME": () => json(200, { Endpoint: { Ports: [{ PublishMode: "host" }] } }),
    "GET /tasks": () => json(200, tasks),
    "GET /nodes/node2": () => json(200, { Status: { Addr: "10.0.0.2" } }),
    "DELETE /services/NAME": () => {
      tasks = [];
      return json(200, {});
    },
  }, async (host) => {
    await using provider = new DockerSwarmProvider({ host, publishMode: "host" });
    assert.equal(await provider.startContainer("echo"), "http://127.0.0.1:32768");
    assert.deepEqual(await provider.addresses(), ["http://127.0.0.1:32768", "http://10.0.0.2:32768"]);
    await assert.rejects(provider.startContainer("echo"), { code: "START_FAILED" });
  });
});

Deno.test("DockerSwarmProvider waits for all replicas, and names the routing mesh if all run and none answers", async () => {
  const task = (Slot: number, State: string) => ({
    ...{ ID: `t${Slot}`, CreatedAt: new Date().toISOString(), Slot, DesiredState: "running", Status: { State } },
  });
  let tasks: object[] = [];
  await withDaemon({
    ...IMAGE,
    ...NOTHING_LEFT,
    ...swarm("active", true),
    "POST /services/create": () => json(201, { ID: "s1" }),
    "GET /services/NAME": () => json(200, { Endpoint: { Ports: [{ PublishMode: "ingress", PublishedPort: 1 }] } }),
    "GET /tasks": () => json(200, tasks),
    "DELETE /services/NAME": () => {
      tasks = [];
      return json(200, {});
    },
  }, async (host) => {
    await using provider = new DockerSwarmProvider({ host });
    const url = await provider.startContainer("echo");
    assert.equal(url, "http://127.0.0.1:1");
    assert.deepEqual(await provider.status(), { state: "running" }); // before there are tasks
    tasks = [task(1, "running"), task(2, "preparing")];
    await assert.rejects(provider.waitForReady(url, { timeoutMs: 150 }), {
      code: "NOT_READY",
      message: /^Cannot use service \S+ of echo: 1 of 2 replicas ran after 150 ms, another is preparing$/,
    });
    tasks = [task(1, "running"), task(2, "running")];
    await assert.rejects(provider.waitForReady(url, { timeoutMs: 150 }), {
      code: "NOT_READY",
      message: /; all replicas run; if Swarm's routing mesh does not work there, set publishMode to "host"$/,
    });
  });
});

Deno.test("listStarted() finds services, and none where the daemon manages no swarm", async () => {
  const service = {
    CreatedAt: new Date().toISOString(),
    Spec: { Name: "openenv-a", Labels: ownLabels("swarm"), TaskTemplate: { ContainerSpec: { Image: "echo" } } },
    Endpoint: { Ports: [{ PublishMode: "ingress", PublishedPort: 30000 }] },
    ServiceStatus: { RunningTasks: 1, DesiredTasks: 2 },
  };
  const look = async (answers: Answers) => {
    let found: unknown[] = [];
    await withDaemon({ ...NOTHING_LEFT, ...answers }, async (host) => {
      const { started, problems } = await listStarted({ host });
      assert.deepEqual(problems, []);
      found = started.filter(({ provider }) => provider === "swarm").map(({ name, runs, state, url }) => [
        ...[name, runs, state, url],
      ]);
    });
    return found;
  };
  const answers = { "GET /services": () => json(200, [service]), "GET /services/openenv-a": () => json(200, service) };
  assert.deepEqual(await look(answers), [["openenv-a", "echo", "1 of 2 running", "http://127.0.0.1:30000"]]);
  const none = { "GET /services": () => json(503, { message: "This node is not a swarm manager" }) };
  assert.deepEqual(await look(none), []);
});

Deno.test("DockerSwarmProvider refuses options that can't be used", () => {
  const invalid: [DockerSwarmOptions, RegExp][] = [
    [{ replicas: 0 }, /^Cannot use option replicas: 0 is not a positive integer$/],
    [{ publishMode: "mesh" as "host" }, /^Cannot use option publishMode: mesh is not ingress or host$/],
    [{ cpus: -1 }, /^Cannot use option cpus: /],
    [{ reservedCpus: -1 }, /^Cannot use option reservedCpus: -1 is not a number from 0$/],
    [{ tmpfs: { "/tmp": 0 } }, /^Cannot use option tmpfs: 0 is no size of \/tmp in bytes$/],
  ];
  for (const [options, message] of invalid) {
    assert.throws(() => new DockerSwarmProvider(options), { code: "INVALID_OPTION", message });
  }
});
