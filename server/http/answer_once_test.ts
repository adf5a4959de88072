import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../serve_for_test.ts";
import { RawHttp } from "../testdata/raw_http.ts";

const environment = defineEnvironment({
  name: "counting",
  action: z.object({ fail: z.boolean().default(false) }),
  observation: z.object({ steps: z.int() }),
  maxSessions: 4,
}).implement(() => {
  let steps = 0;
  return {
    reset: () => ({ observation: { steps } }),
    step({ fail }) {
      steps++;
      if (fail) throw new Error(`step ${steps} failed`);
      return { observation: { steps } };
    },
  };
});

/** A request, with an id if one is given, in a session if one is. */
function makeAsk(url: string) {
  return async (line: string, { id, session, body }: { id?: string; session?: string; body?: unknown } = {}) => {
    const [method, path] = line.split(" ");
    const headers = new Headers();
    if (id !== undefined) headers.set("openenv-request-id", id);
    if (session !== undefined) headers.set("openenv-session", session);
    const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
    const response = await fetch(url + path, init);
    // deno-lint-ignore no-explicit-any -- whatever the server says
    const answer: any = await response.json();
    return { status: response.status, session: response.headers.get("openenv-session")!, ...answer };
  };
}

Deno.test("a repeated request id is answered from the memory of its session (#12)", async () => {
  await using server = await serveForTest(environment);
  const ask = makeAsk(server.url);
  const [first, second] = [(await ask("POST /reset")).session, (await ask("POST /reset")).session];
  const step = { id: "1", body: { action: {} } };
  const stepsOf = async (options: object) => (await ask("POST /step", { ...step, ...options })).observation.steps;
  assert.deepEqual([await stepsOf({ session: first }), await stepsOf({ session: first })], [1, 1]);
  assert.equal(await stepsOf({ session: second }), 1);
  assert.deepEqual([await stepsOf({ session: first, id: "2" }), await stepsOf({ session: first, id: "" })], [2, 3]);
  assert.equal((await ask("GET /state", { session: first, id: "1" })).step_count, 3);

  const failing = { session: first, id: "3", body: { action: { fail: true } } };
  const answers = [await ask("POST /step", failing), await ask("POST /step", failing)];
  for (const { status, code, detail } of answers) {
    assert.deepEqual([status, code, detail], [500, "EXECUTION_ERROR", "step 4 failed"]);
  }
});

Deno.test("a repeated request id opens and closes one session (#12)", async () => {
  await using server = await serveForTest(environment);
  const ask = makeAsk(server.url);
  const create = { id: "m", body: { jsonrpc: "2.0", id: 1, method: "openenv/session/create" } };
  const opened = [await ask("POST /mcp", create), await ask("POST /mcp", create)];
  assert.equal(opened[0].result.session_id, opened[1].result.session_id);
  const { session } = await ask("POST /reset", { id: "r" });
  assert.equal((await ask("POST /reset", { id: "r" })).session, session);
  assert.equal(server.app.sessionCount, 2);
  for (let attempts = 0; attempts < 2; attempts++) {
    assert.deepEqual((await ask("DELETE /session", { id: "d", session })).closed, true);
  }
  assert.equal((await ask("DELETE /session", { id: "e", session })).code, "SESSION_LOST");
});

Deno.test("a request that was refused before anything was executed may come again with its id (#12)", async () => {
  await using server = await serveForTest(environment);
  const ask = makeAsk(server.url);
  const { port } = new URL(server.url);
  {
    using connection = await RawHttp.connect(Number(port));
    const head = "POST /reset HTTP/1.1\r\nHost: 127.0.0.1\r\nOpenEnv-Request-Id: 1\r\nContent-Length: 20\r\n\r\n";
    await connection.send(`${head}{"seed":`);
  }
  const { session } = await ask("POST /reset", { id: "1", body: { seed: 7 } });
  assert.equal((await ask("GET /state", { session })).seed, 7);
  assert.equal((await ask("POST /step", { session, id: "2", body: { action: { fail: 3 } } })).status, 422);
  assert.equal((await ask("POST /step", { session, id: "2", body: { action: {} } })).observation.steps, 1);
});

Deno.test("a request id has at most 128 characters (#12)", async () => {
  await using server = await serveForTest(environment);
  const ask = makeAsk(server.url);
  assert.equal((await ask("POST /reset", { id: "x".repeat(128) })).status, 200);
  const { status, detail } = await ask("POST /reset", { id: "x".repeat(129) });
  assert.deepEqual([status, detail[0].type, detail[0].loc], [422, "string_too_long", ["header", "OpenEnv-Request-Id"]]);
});
