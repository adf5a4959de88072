import assert from "node:assert/strict";
import { type Answers, json, withDaemon } from "../testing_fixtures/with_daemon.ts";
import { LocalDockerProvider } from "./local_docker_provider.ts";

const IMAGE = { "GET /images/echo/json": () => json(200, { Config: { Labels: null } }) };
const NOTHING_LEFT = { "DELETE": () => json(404, { message: "no such container" }) };

Deno.test("LocalDockerProvider says where no daemon answers", async () => {
  await using provider = new LocalDockerProvider({ host: "unix:///nowhere/docker.sock" });
  await assert.rejects(provider.startContainer("echo"), {
    code: "PROVIDER_UNAVAILABLE",
    message: "Cannot look for image echo: Docker does not answer at unix:///nowhere/docker.sock: there is no such " +
      "socket; start Docker, or set DOCKER_HOST",
    data: { provider: "docker" },
  });
  assert.equal(provider.name, undefined);
});

Deno.test("LocalDockerProvider reports a pull that fails after it began", async () => {
  const events = [{ status: "Pulling from echo" }, { error: "manifest unknown" }].map((event) => JSON.stringify(event));
  const pull = { "POST /images/create": () => new Response(events.join("\n") + "\n") };
  const requests = await withDaemon({ ...NOTHING_LEFT, ...pull }, async (host) => {
    await assert.rejects(new LocalDockerProvider({ host }).startContainer("echo"), {
      code: "IMAGE_NOT_FOUND",
      message: "Cannot find image echo: it is not on this machine, and pulling it failed: manifest unknown",
      data: { image: "echo" },
    });
    await assert.rejects(new LocalDockerProvider({ host, pull: "never" }).startContainer("echo"), {
      code: "IMAGE_NOT_FOUND",
      message: 'Cannot find image echo: it is not on this machine, and the option pull is "never"',
    });
  });
  assert.deepEqual(requests.slice(0, 2), ["GET /images/echo/json", "POST /images/create?fromImage=echo&tag=latest"]);
});

Deno.test("LocalDockerProvider gives up a pull at once when it is aborted", async () => {
  const begun = Promise.withResolvers<void>();
  const stream = () => {
    begun.resolve();
    return new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("{}\n")) });
  };
  await withDaemon({ "POST /images/create": () => new Response(stream()) }, async (host) => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const starting = new LocalDockerProvider({ host }).startContainer("echo", { signal: controller.signal });
    const rejected = assert.rejects(starting, reason);
    await begun.promise;
    controller.abort(reason);
    await rejected;
  });
});

Deno.test("LocalDockerProvider hides values that the daemon quotes", async () => {
  const refuse = async (request: Request) => json(500, { message: `cannot use ${(await request.json()).Env.join()}` });
  await withDaemon({ ...IMAGE, ...NOTHING_LEFT, "POST /containers/create": refuse }, async (host) => {
    const start = new LocalDockerProvider({ host }).startContainer("echo", { envVars: { KEY: 'hunter2"quoted' } });
    await assert.rejects(start, (error: Error) => {
      assert.match(error.message, /^Cannot start container openenv-echo-[0-9a-f]{8} of echo: cannot use KEY=\[KEY\]$/);
      assert.doesNotMatch(Deno.inspect(error), /hunter2/);
      return true;
    });
  });
});

Deno.test("LocalDockerProvider gives up a start that is closed, and removes what it created", async () => {
  const created = Promise.withResolvers<void>();
  const [slow, removed] = [Promise.withResolvers<void>(), [] as string[]];
  const answers: Answers = {
    ...IMAGE,
    "POST /containers/create": async () => {
      created.resolve();
      await slow.promise;
      return json(201, { Id: "1" });
    },
    "DELETE": ({ url }) => {
      removed.push(new URL(url).search);
      return removed.length === 1 ? new Response(null, { status: 204 }) : json(404, {});
    },
  };
  const requests = await withDaemon(answers, async (host) => {
    const provider = new LocalDockerProvider({ host });
    const starting = provider.startContainer("echo");
    const rejected = assert.rejects(starting, { message: "Cannot start container: the provider was closed" });
    await created.promise;
    const closing = provider.close();
    slow.resolve();
    await Promise.all([rejected, closing]);
    assert.equal(provider.name, undefined);
  });
  assert.deepEqual(removed, ["?force=true&v=true"]);
  assert.ok(!requests.includes("POST /containers/NAME/start"), "it was not started");
});

Deno.test("LocalDockerProvider can be closed again after its daemon was away", async () => {
  let isAway = false;
  const info = {
    Created: "",
    Config: { Image: "echo", Labels: {} },
    State: { Status: "running", Running: true, ExitCode: 0, OOMKilled: false, Error: "" },
    NetworkSettings: { Ports: { "8000/tcp": [{ HostIp: "127.0.0.1", HostPort: "49153" }] } },
  };
  const answers: Answers = {
    ...IMAGE,
    "POST /containers/create": () => json(201, { Id: "1" }),
    "POST /containers/NAME/start": () => new Response(null, { status: 204 }),
    "POST /containers/NAME/stop": () => isAway ? json(500, { message: "away" }) : new Response(null, { status: 304 }),
    "GET /containers/NAME/json": () => json(200, info),
    "DELETE /containers/NAME": () => new Response(null, { status: 204 }),
  };
  await withDaemon(answers, async (host) => {
    const provider = new LocalDockerProvider({ host });
    assert.equal(await provider.startContainer("echo"), "http://127.0.0.1:49153");
    isAway = true;
    await assert.rejects(provider.close(), {
      code: "PROVIDER_UNAVAILABLE",
      message: /^Cannot stop container .*: away$/,
    });
    assert.match(provider.name ?? "", /^openenv-echo-/);
    isAway = false;
    await provider.close();
    assert.equal(provider.name, undefined);
  });
});

Deno.test("LocalDockerProvider refuses what is no image, and a loopback that is not of this machine", async () => {
  await using provider = new LocalDockerProvider({ host: "unix:///nowhere" });
  for (const image of ["", "-v", "a b", "../x"]) {
    await assert.rejects(provider.startContainer(image), { code: "INVALID_OPTION", data: { option: "image" } });
  }
  assert.throws(() => new LocalDockerProvider({ host: "tcp://10.0.0.5" }), {
    code: "INVALID_OPTION",
    message:
      "Cannot use option hostIp: Docker runs on 10.0.0.5, whose 127.0.0.1 cannot be reached from here; set it to " +
      "an address of that machine",
  });
  new LocalDockerProvider({ host: "tcp://10.0.0.5", hostIp: "0.0.0.0" });
});
