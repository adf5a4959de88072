import { defineEnvironment } from "@openenv/core";
import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import { z } from "zod";
import { connect } from "./connect.ts";
import { EnvClient } from "./env_client.ts";
import drawn from "./testing_fixtures/drawn_environment.ts";

const MODULE = import.meta.resolve("./testing_fixtures/drawn_environment.ts");
const VIEW = {
  rendering: { text: "n is 3", png: Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 3]) },
};

Deno.test("render() returns the drawing in this process, with and without copies, and of a module", async () => {
  for (const env of [new EnvClient(drawn), new EnvClient(drawn, { copy: false }), new EnvClient({ module: MODULE })]) {
    await env.reset();
    await env.step({ n: 3 });
    assert.deepEqual(await env.render(), VIEW);
    await env.close();
  }
});

Deno.test("render() of a synchronous client returns the drawing", () => {
  using env = new EnvClient({ module: MODULE }).sync();
  env.reset();
  env.step({ n: 3 });
  assert.deepEqual(env.render(), VIEW);
});

Deno.test("render() says that an environment draws nothing, and the session goes on", async () => {
  const plain = defineEnvironment({ name: "plain", action: z.object({}), observation: z.object({}) })
    .implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));
  await using env = await connect(plain);
  await env.reset();
  await assert.rejects(env.render(), { code: "NOT_RENDERABLE" });
  await env.step({});
});

const REFUSAL = {
  code: "NOT_RENDERABLE",
  message: "Cannot render session: the server has no drawings, as those of Python and those without the page",
};

Deno.test("render() says that a server does not know the message, as Python's, and the session goes on", async () => {
  const onListen = () => {};
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => {
      const { type } = JSON.parse(data);
      if (type === "close") return socket.close();
      const error = { message: `Unknown message type: ${type}`, code: "UNKNOWN_TYPE" };
      socket.send(JSON.stringify(type === "state" ? { type, data: {} } : { type: "error", data: error }));
    };
    return response;
  });
  await using env = await connect(`http://127.0.0.1:${server.addr.port}`);
  await assert.rejects(env.render(), REFUSAL);
  assert.deepEqual(await env.state(), {});
});

Deno.test("render() over HTTP says that a server has no page", async () => {
  const app = createApp(drawn, { web: false });
  await using server = await serve(app, { port: 0, handleSignals: false, crashGuard: false, onListen() {} });
  await using env = await connect(server.url, undefined, { transport: "http" });
  await env.reset();
  await assert.rejects(env.render(), REFUSAL);
  await env.step({ n: 1 });
});
