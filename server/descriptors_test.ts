import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { IdleConnections } from "./testdata/idle_connections.ts";
import { RawHttp } from "./testdata/raw_http.ts";
import { upgradeRequest } from "./testdata/raw_websocket.ts";
import { ServingChild, until } from "./testdata/serving_child.ts";

const CLI = new URL("../cli/main.ts", import.meta.url).pathname;
const ENVIRONMENT = new URL("./testdata/environment.ts", import.meta.url).pathname;
const FEW = 100;

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Opens idle connections until the server has said that it accepts no more. */
async function exhaust(server: ServingChild, idle: IdleConnections): Promise<void> {
  await until(async () => {
    await idle.open(10);
    return server.stderr.includes("Cannot accept connections");
  });
}

for (const handleSignals of [true, false]) {
  Deno.test(`serve() survives that descriptors run out, and its sockets go on (handleSignals: ${handleSignals})`, async () => {
    await using server = await ServingChild.start({ descriptors: FEW, handleSignals });
    using idle = new IdleConnections(server.port);
    await using env = await connect(server.url);
    await env.reset();
    await exhaust(server, idle);
    assert.deepEqual((await env.step({ do: "wait" })).observation, { text: "done" });
    idle[Symbol.dispose]();
    await until(() => isHealthy(server.url));
    assert.deepEqual((await env.step({ do: "wait" })).observation, { text: "done" });
    assert.equal(server.stderr.split("Cannot accept connections").length, 2, server.stderr);
    await env.close();
    server.kill("SIGTERM");
    if (handleSignals) assert.equal(await server.end(), 0);
  });
}

Deno.test("serve() says at start that sessions need more descriptors than there are", async () => {
  await using server = await ServingChild.start({ descriptors: FEW });
  await until(() => server.stderr !== "");
  assert.match(server.stderr, /may have 100 files and sockets open, but 1024 sessions need 1088/);
});

for (
  const [what, args] of [["serve()", undefined], ["openenv serve", [CLI, "serve", ENVIRONMENT, "--port", "0"]]] as const
) {
  Deno.test(`${what} ends with a failure when it can't listen any more`, async () => {
    await using server = await ServingChild.start({ descriptors: FEW, args });
    using idle = new IdleConnections(server.port);
    await exhaust(server, idle);
    using _taken = await takePort(server.port, idle);
    assert.equal(await server.end(), 1);
    assert.match(server.stderr, RegExp(`Cannot listen on 127.0.0.1:${server.port}: the port is taken`));
  });
}

/** Listens on a port as soon as the server does not. */
async function takePort(port: number, idle: IdleConnections): Promise<Deno.Listener> {
  let taken: Deno.Listener | undefined;
  await until(async () => {
    try {
      taken = Deno.listen({ hostname: "127.0.0.1", port });
    } catch (thrown) {
      if (!(thrown instanceof Deno.errors.AddrInUse)) throw thrown;
      await idle.open(1);
    }
    return taken !== undefined;
  });
  return taken!;
}

Deno.test("a client that resets its connection at once after an upgrade request leaves no descriptor behind", async () => {
  const count = 200;
  await using server = await ServingChild.start({ shutdownTimeoutMs: 500 });
  const before = server.descriptors;
  for (let index = 0; index < count; index++) await resetAfterUpgrade(server.port);
  await until(() => isHealthy(server.url));
  // The runtime can't see a client that goes at the very moment of the upgrade.
  await until(() => server.descriptors - before < count / 4);
  server.kill("SIGTERM");
  assert.equal(await server.end(), 0);
});

/** Asks for a WebSocket and hangs up with an answer unread, which makes the system reset the connection. */
async function resetAfterUpgrade(port: number): Promise<void> {
  using http = await RawHttp.connect(port);
  await http.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  await http.firstByte();
  await http.send(upgradeRequest("/ws"));
}
