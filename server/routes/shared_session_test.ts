import { connect } from "@openenv/client";
import { defineEnvironment, InvalidOptionError } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "../app.ts";
import type { AppOptions } from "../options.ts";
import { serve } from "../serve.ts";
import { serveForTest } from "../serve_for_test.ts";
import { silent } from "../testdata/silent.ts";
import { createLogger } from "../log/create_logger.ts";

let instances = 0;

const environment = defineEnvironment({
  name: "counter",
  action: z.object({ by: z.int() }),
  observation: z.object({ count: z.int() }),
}).implement(async () => {
  await Promise.resolve();
  instances++;
  let count = 0;
  return {
    reset: () => ({ observation: { count: count = 0 } }),
    step: ({ by }) => ({ observation: { count: count += by }, reward: by, terminated: count >= 10 }),
  };
});

/** A program that never sends the session's header. */
function plainProgram(options: AppOptions = {}) {
  const app = createApp(environment, { httpSession: "shared", log: silent, ...options });
  return {
    app,
    async ask(line: string, body?: unknown, headers: Record<string, string> = {}) {
      const [method, path] = line.split(" ");
      const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
      const response = await app.fetch(new Request(`http://localhost${path}`, init));
      return { status: response.status, id: response.headers.get("OpenEnv-Session"), body: await response.json() };
    },
  };
}

Deno.test("httpSession: shared lets a program that names no session play whole episodes", async () => {
  const { app, ask } = plainProgram();
  for (let episode = 0; episode < 2; episode++) {
    const reset = await ask("POST /reset", { episode_id: `e${episode}` });
    assert.deepEqual([reset.status, reset.body.session_id], [200, reset.id]);
    assert.equal((await ask("POST /step", { action: { by: 4 } })).body.observation.count, 4);
    const { body, id } = await ask("GET /state");
    assert.deepEqual([body.episode_id, body.step_count, id], [`e${episode}`, 1, reset.id]);
    assert.equal((await ask("POST /step", { action: { by: 6 } })).body.done, true);
    assert.equal((await ask("POST /step", { action: { by: 1 } })).body.code, "EPISODE_OVER");
    assert.equal(app.sessionCount, 1);
  }
  const { id } = await ask("GET /state");
  assert.deepEqual((await ask("DELETE /session")).body, { session_id: id, closed: true });
  assert.equal(app.sessionCount, 0);
  assert.equal((await ask("DELETE /session")).body.code, "SESSION_REQUIRED");
  await app.close();
});

Deno.test("httpSession: shared opens the session at the first call of any kind, once", async () => {
  const { app, ask } = plainProgram();
  assert.deepEqual((await ask("GET /state")).body, { episode_id: null, step_count: 0 });
  assert.equal((await ask("POST /step", { action: { by: 1 } })).body.code, "NOT_RESET");
  assert.equal((await ask("POST /step", { action: { by: "x" } })).status, 422);
  assert.equal(app.sessionCount, 1);
  await ask("DELETE /session");
  instances = 0;
  const resets = await Promise.all([ask("POST /reset"), ask("POST /reset"), ask("POST /reset")]);
  assert.deepEqual(resets.map(({ status }) => status), [200, 200, 200]);
  assert.deepEqual([new Set(resets.map(({ id }) => id)).size, app.sessionCount, instances], [1, 1, 1]);
  await app.close();
});

Deno.test("httpSession: shared leaves sessions alone that are named, or asked for with new", async () => {
  const { app, ask } = plainProgram();
  const shared = await ask("POST /reset");
  const own = await ask("POST /reset", {}, { "OpenEnv-Session": "new" });
  assert.notEqual(own.id, shared.id);
  const named = { "OpenEnv-Session": own.id! };
  assert.equal((await ask("POST /step", { action: { by: 3 } }, named)).body.observation.count, 3);
  assert.equal((await ask("POST /step", { action: { by: 1 } })).body.observation.count, 1);
  assert.equal((await ask("GET /state", undefined, { "OpenEnv-Session": "new" })).body.code, "SESSION_REQUIRED");
  assert.equal((await ask("GET /state", undefined, { "OpenEnv-Session": "nope" })).body.code, "SESSION_LOST");
  assert.equal((await ask("DELETE /session", undefined, named)).body.closed, true);
  assert.equal((await ask("POST /step", { action: { by: 1 } })).body.observation.count, 2);
  assert.equal((await ask("DELETE /session", undefined, { "OpenEnv-Session": shared.id! })).body.closed, true);
  assert.notEqual((await ask("POST /reset")).id, shared.id, "a closed session is replaced");
  await app.close();
});

Deno.test("httpSession: shared takes a slot like any other session", async () => {
  const { app, ask } = plainProgram({ maxSessions: 2 });
  assert.equal((await ask("POST /reset", {}, { "OpenEnv-Session": "new" })).status, 200);
  for (const line of ["POST /reset", "GET /state"]) {
    const { status, body } = await ask(line);
    assert.deepEqual([status, body.code], [503, "CAPACITY_REACHED"], line);
  }
  await app.close();
});

Deno.test("httpSession: shared says that an idle session has expired, until the next reset", async () => {
  const { app, ask } = plainProgram({ httpIdleTimeoutMs: 100 });
  const first = await ask("POST /reset");
  while (app.sessionCount > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const [line, body] of [["POST /step", { action: { by: 1 } }], ["GET /state"], ["DELETE /session"]] as const) {
    const { status, body: answer } = await ask(line, body);
    assert.deepEqual([status, answer.code], [410, "SESSION_EXPIRED"], line);
  }
  const second = await ask("POST /reset");
  assert.deepEqual([second.status, second.id === first.id], [200, false]);
  assert.equal((await ask("POST /step", { action: { by: 1 } })).body.observation.count, 1);
  await app.close();
});

Deno.test("httpSession: shared does not keep a session whose environment cannot be made", async () => {
  const failing = defineEnvironment({ name: "failing", action: z.object({}), observation: z.object({}) })
    .implement((): never => {
      throw new Error("not today");
    });
  const app = createApp(failing, { httpSession: "shared", log: silent });
  for (let attempt = 0; attempt < 2; attempt++) {
    const response = await app.fetch(new Request("http://localhost/reset", { method: "POST" }));
    assert.equal((await response.json()).code, "FACTORY_ERROR");
    assert.equal(app.sessionCount, 0);
  }
});

Deno.test("our client has a session of its own over HTTP, also where others share one", async () => {
  await using server = await serveForTest(environment, { httpSession: "shared" });
  const shared = async (path: string, body: unknown) => {
    const response = await fetch(server.url + path, { method: "POST", body: JSON.stringify(body) });
    return (await response.json()).observation;
  };
  await shared("/reset", {});
  await using env = await connect(server.url, undefined, { transport: "http" });
  await env.reset();
  await env.step({ by: 5 });
  assert.deepEqual(await shared("/step", { action: { by: 1 } }), { metadata: {}, count: 1 });
  assert.equal((await env.step({ by: 1 })).observation.count, 6);
});

Deno.test("a server with a shared session says so at start, and no other server does", async () => {
  for (const [options, count] of [[{ httpSession: "shared" }, 1], [{}, 0]] as const) {
    const logged: unknown[] = [];
    const app = createApp(environment, options);
    await using _server = await serve(app, {
      port: 0,
      handleSignals: false,
      onListen: () => {},
      log: createLogger({ write: (entry) => logged.push(entry) }),
    });
    assert.equal(logged.length, count);
    if (count > 0) assert.match(String(logged[0]), /^Warning: HTTP callers that name no session share one/);
  }
  assert.throws(() => createApp(environment, { httpSession: "common" as never }), InvalidOptionError);
});

Deno.test("without a shared session, the refusal names the option", async () => {
  const { ask } = plainProgram({ httpSession: "per-client" });
  const { status, body } = await ask("POST /step", { action: { by: 1 } });
  assert.equal(status, 409);
  assert.match(body.detail, /openenv serve --http-session shared/);
});

Deno.test("the OpenAPI document of a server with a shared session asks for no header", async () => {
  const { ask } = plainProgram();
  const { body } = await ask("GET /openapi.json");
  const [header] = body.paths["/step"].post.parameters;
  assert.deepEqual([header.name, header.required], ["OpenEnv-Session", false]);
  assert.ok("503" in body.paths["/step"].post.responses);
});
