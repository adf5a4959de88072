import { running, ServedProvider } from "../../providers/testing_fixtures/served_provider.ts";
import echo from "@openenv/echo-env/environment";
import { gridWorld } from "@openenv/grid-world-env";
import assert from "node:assert/strict";
import { EnvClient } from "../env_client.ts";
import { HttpEnvClient } from "../http_env_client.ts";
import { findProviders } from "./load_provider.ts";

Deno.test("fromDockerImage() connects a client whose end is the container's", async () => {
  const provider = new ServedProvider();
  const env = await EnvClient.fromDockerImage("echo-env:latest", { provider, contract: echo.contract });
  assert.deepEqual(provider.images, ["echo-env:latest"]);
  assert.equal(await env.callTool("echo_message", { message: "hello" }), "hello");
  await env.reconnect();
  assert.equal(provider.closings, 0);
  await env.close();
  await env.close();
  assert.deepEqual([provider.name, running.size], [undefined, 0]);
  await assert.rejects(env.reconnect(), {
    code: "CONNECTION_CLOSED",
    message: "Cannot reconnect: the server was stopped when the client was closed; start another one",
  });
});

Deno.test("HttpEnvClient.fromDockerImage() talks HTTP, and subclasses stay what they are", async () => {
  await using http = await HttpEnvClient.fromDockerImage("echo", { provider: new ServedProvider() });
  assert.ok(http instanceof HttpEnvClient);
  class Mine extends EnvClient {}
  await using mine = await Mine.fromDockerImage("echo", { provider: new ServedProvider() });
  assert.ok(mine instanceof Mine);
});

Deno.test("fromDockerImage() stops the container if no client can connect to it", async () => {
  const provider = new ServedProvider();
  const start = EnvClient.fromDockerImage("echo", { provider, contract: gridWorld });
  await assert.rejects(start, { code: "SCHEMA_MISMATCH" });
  assert.deepEqual([provider.closings, running.size], [1, 0]);
});

Deno.test("fromDockerImage() stops the container that is never ready, or ends before", async () => {
  for (const [image, code] of [["silent", "NOT_READY"], ["broken", "START_FAILED"]]) {
    const provider = new ServedProvider();
    await assert.rejects(EnvClient.fromDockerImage(image!, { provider, readyTimeoutMs: 100 }), { code });
    assert.equal(provider.closings, 1);
  }
});

Deno.test("fromDockerImage() leaves the connection to sync() with connect: false", async () => {
  const provider = new ServedProvider();
  const env = await EnvClient.fromDockerImage("echo", { provider, connect: false });
  assert.notEqual(provider.name, undefined);
  const sync = env.sync();
  sync.close();
  assert.equal(provider.closings, 1);
  await provider.close();
});

Deno.test("the error of a lost connection says how the server ended", async () => {
  const provider = new ServedProvider();
  await using env = await EnvClient.fromDockerImage("echo", { provider });
  await provider.crash();
  await assert.rejects(env.state(), { code: "CONNECTION_CLOSED" });
  await assert.rejects(env.reconnect(), {
    code: "CONNECTION_FAILED",
    message: new RegExp(`; ${provider.name} has ended: it exited with code 5$`),
  });
});

Deno.test("fromEnv() runs the image of a Space, or connects to its server", async () => {
  const provider = new ServedProvider();
  await using _ = await EnvClient.fromEnv("Openenv/Echo_env.v2", { provider, tag: "v1" });
  assert.deepEqual(provider.images, ["registry.hf.space/openenv-echo-env-v2:v1"]);
  await using remote = await EnvClient.fromEnv("https://huggingface.co/spaces/a/b/", {
    useDocker: false,
    connect: false,
  });
  assert.ok(remote instanceof EnvClient);
  await assert.rejects(EnvClient.fromEnv("echo"), { code: "INVALID_OPTION", message: /expected user\/space$/ });
});

Deno.test("findProviders() takes the package from where the client comes from", () => {
  const file = "container/load_provider.ts";
  assert.equal(findProviders(`file:///srv/checkout/client/${file}`), "file:///srv/checkout/providers/mod.ts");
  assert.equal(findProviders(`file:///srv/node_modules/@openenv/client/${file}`), "@openenv/providers");
  assert.equal(findProviders("file:///srv/dist/bundle.js"), "@openenv/providers");
  assert.equal(findProviders(`https://jsr.io/@openenv/client/0.1.0/${file}`), "jsr:@openenv/providers@0.1.0");
});
