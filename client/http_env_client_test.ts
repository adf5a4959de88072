import { defineEnvironment, type OneShotServerError, type OpenEnvError } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../server/serve_for_test.ts";
import { connect } from "./connect.ts";
import { EnvClient } from "./env_client.ts";
import { HttpEnvClient } from "./http_env_client.ts";
import { contract, makeEnvironment, type Seen } from "./testing_fixtures/everything.ts";
import { type Answer, notFound, raw, rawServer, sessionRequired, standIn, until } from "./testing_fixtures/servers.ts";

const RESULT = { observation: { n: 1 }, reward: null, done: false, metadata: null };

/** A server with one session that answers some routes in its own way. */
function sessionServer(own: Readonly<Record<string, (request: Request) => Response | Promise<Response>>>) {
  const answer: Answer = (route, request) => {
    if (route in own) return own[route]!(request);
    if (route === "POST /reset") return Response.json({ ...RESULT, session_id: "s1" });
    if (request.headers.get("openenv-session") !== "s1") return sessionRequired();
    if (route === "POST /step") return Response.json(RESULT);
    if (route === "GET /state") return Response.json({ episode_id: "e", step_count: 3 });
    return route === "DELETE /session" ? Response.json({ closed: true }) : notFound();
  };
  return standIn(answer);
}

/** The error with which a call rejects when its step is answered like this. */
async function stepError(answer: (request: Request) => Response | Promise<Response>): Promise<OpenEnvError> {
  await using server = sessionServer({ "POST /step": answer });
  await using env = new HttpEnvClient(server.url);
  await env.reset();
  return await rejection(env.step({}));
}

async function rejection(promise: Promise<unknown>): Promise<OpenEnvError> {
  const [outcome] = await Promise.allSettled([promise]);
  assert.equal(outcome.status, "rejected");
  return outcome.reason;
}

Deno.test("HttpEnvClient is an EnvClient over HTTP", async () => {
  await using server = sessionServer({});
  const env = new HttpEnvClient(server.url);
  assert(env instanceof EnvClient);
  assert.deepEqual((await env.reset()).observation, { n: 1 });
  assert.deepEqual((await env.step({})).info, {});
  assert.equal((await env.state()).step_count, 3);
  await env.close();
  assert.deepEqual(server.asked, [
    "GET /state",
    "POST /reset",
    "POST /step",
    "GET /state",
    "DELETE /session",
  ]);
  assert.throws(() => new HttpEnvClient(makeEnvironment() as unknown as string), { code: "INVALID_OPTION" });
});

Deno.test("HttpEnvClient knows a one-shot server by the state that it has without a session", async () => {
  for (const state of [Response.json({ step_count: 0 }), new Response("Internal Server Error", { status: 500 })]) {
    await using server = standIn((route) => route === "GET /state" ? state.clone() : notFound());
    await assert.rejects(connect(server.url, undefined, { transport: "http" }), (error: OneShotServerError) => {
      assert.deepEqual(error.data, { url: server.url });
      return error.code === "ONE_SHOT_SERVER" && error.name === "OneShotServerError";
    });
    assert.deepEqual(server.asked, ["GET /state"]);
  }
});

Deno.test("HttpEnvClient knows a one-shot server by a reset that names no session", async () => {
  await using server = standIn((route) => route === "GET /state" ? sessionRequired() : Response.json(RESULT));
  await using env = new HttpEnvClient(server.url);
  assert.equal((await rejection(env.reset())).code, "ONE_SHOT_SERVER");
  assert.equal((await rejection(env.step({}))).code, "ONE_SHOT_SERVER");
  assert.deepEqual(server.asked, ["GET /state", "POST /reset"]);
});

Deno.test("HttpEnvClient finds no server where there is another one", async () => {
  const answers: readonly [Response, RegExp][] = [
    [notFound(), /404: Not Found; a server in production mode/],
    [new Response("<html>Bad gateway</html>", { status: 502 }), /502: <html>Bad gateway/],
    [new Response(null, { status: 308, headers: { location: "https://elsewhere/state" } }), /https:\/\/elsewhere/],
  ];
  for (const [answer, message] of answers) {
    await using server = standIn(() => answer.clone());
    await assert.rejects(connect(server.url, undefined, { transport: "http" }), { code: "CONNECTION_FAILED", message });
  }
});

Deno.test("HttpEnvClient says by its name why it is not let in", async () => {
  await using server = standIn(() => Response.json({ detail: "Cannot enter", code: "UNAUTHORIZED" }, { status: 401 }));
  const error = { code: "UNAUTHORIZED", message: "Cannot enter" };
  await assert.rejects(connect(server.url, undefined, { transport: "http" }), error);
});

Deno.test("HttpEnvClient reads errors that are not JSON, and goes on", async () => {
  const answers = { "POST /step": () => new Response("Internal Server Error", { status: 500 }) };
  await using server = sessionServer(answers);
  await using env = new HttpEnvClient(server.url);
  await env.reset();
  const error = await rejection(env.step({}));
  assert.equal(error.code, "INVALID_REPLY");
  assert.equal(error.message, "Cannot step: POST /step was answered with 500: Internal Server Error");
  assert.deepEqual(error.data, { status: 500, body: "Internal Server Error" });
  assert.equal((await env.state()).step_count, 3);
});

Deno.test("HttpEnvClient keeps what a server says of trying again", async () => {
  const headers = { "retry-after": "7" };
  const coded = { detail: "Full", code: "CAPACITY_REACHED", active_sessions: 2, max_sessions: 2 };
  await using server = sessionServer({ "POST /reset": () => Response.json(coded, { status: 503, headers }) });
  await using env = new HttpEnvClient(server.url);
  const error = await rejection(env.reset());
  assert.equal(error.name, "CapacityError");
  assert.deepEqual(error.data, { active_sessions: 2, max_sessions: 2, retry_after_ms: 7000 });

  const plain = await stepError(() => new Response("busy", { status: 503, headers }));
  assert.deepEqual(plain.data, { status: 503, body: "busy", retry_after_ms: 7000 });
  const date = { "retry-after": new Date(Date.now() + 60_000).toUTCString() };
  const dated = await stepError(() => new Response("", { status: 503, headers: date }));
  const { retry_after_ms: waitMs } = dated.data as { retry_after_ms: number };
  assert(waitMs > 50_000 && waitMs <= 60_000, String(waitMs));
  const odd = await stepError(() => new Response("", { status: 503, headers: { "retry-after": "soon" } }));
  assert.deepEqual(odd.data, { status: 503, body: "" });
});

Deno.test("HttpEnvClient follows no redirect", async () => {
  const elsewhere = { location: "/elsewhere" };
  for (const status of [301, 302, 303, 307, 308]) {
    const error = await stepError(() => new Response(null, { status, headers: elsewhere }));
    assert.equal(error.code, "INVALID_REPLY");
    assert.match(
      error.message,
      /POST \/step was redirected to \/elsewhere; use the address that the server ends up at/,
    );
  }
});

Deno.test("HttpEnvClient ends the connection when an answer breaks off", async () => {
  const cut = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"observation":';
  await using server = rawServer({ "GET /state": raw(409, { code: "SESSION_REQUIRED" }), "POST /step": cut });
  await using env = new HttpEnvClient(server.url);
  await env.reset();
  assert.equal((await rejection(env.step({}))).code, "CONNECTION_CLOSED");
  assert.equal((await rejection(env.state())).code, "CONNECTION_CLOSED");
  await env.reconnect();
  assert.equal((await env.reset()).done, false);
});

Deno.test("HttpEnvClient refuses answers that are no JSON objects", async () => {
  for (const text of ["", "{", "[]", '"x"', "<html>"]) {
    assert.equal((await stepError(() => new Response(text))).code, "INVALID_REPLY", text);
  }
  const wrong = await stepError(() => Response.json({ observation: 3 }));
  assert.deepEqual([wrong.code, wrong.message], [
    "INVALID_REPLY",
    "Cannot read reply: observation is a number, expected object",
  ]);
});

Deno.test("HttpEnvClient refuses an answer about another session", async () => {
  const headers = { "openenv-session": "s2" };
  const named = { "POST /reset": () => Response.json(RESULT, { headers: { "openenv-session": "s1" } }) };
  for (const answer of [() => Response.json(RESULT, { headers }), () => Response.json(RESULT)]) {
    await using server = sessionServer({ ...named, "POST /step": answer });
    await using env = new HttpEnvClient(server.url);
    await env.reset();
    assert.equal((await rejection(env.step({}))).code, "INVALID_REPLY");
  }
});

Deno.test("HttpEnvClient reads failed validations, with a code and without", async () => {
  const items = [{ type: "missing", loc: ["body", "seed"], msg: "Field required", input: {} }];
  for (const code of [{ code: "VALIDATION_ERROR" }, {}]) {
    const answer = () => Response.json({ detail: items, ...code }, { status: 422 });
    await using server = sessionServer({ "POST /reset": answer, "POST /step": answer });
    await using env = new HttpEnvClient(server.url);
    const reset = await rejection(env.reset());
    assert.equal(reset.name, "ValidationError");
    assert.deepEqual((reset.data as { errors: unknown }).errors, [{ ...items[0], loc: ["seed"] }]);
  }
});

Deno.test("HttpEnvClient says so when the server opens sessions at a reset only", async () => {
  await using server = sessionServer({});
  await using env = new HttpEnvClient(server.url);
  assert.equal((await rejection(env.step({}))).code, "SESSION_REQUIRED");
  assert.equal((await rejection(env.state())).code, "SESSION_REQUIRED");
  assert.equal((await env.reset()).done, false);
});

Deno.test("HttpEnvClient reports a session that is gone, and does not begin another one by itself", async () => {
  await using server = await serveForTest(makeEnvironment());
  await using env = new HttpEnvClient(server.url, contract);
  let id = "";
  const { fetch: realFetch } = globalThis;
  globalThis.fetch = async (...args) => {
    const response = await realFetch(...args);
    id = response.headers.get("openenv-session") ?? id;
    return response;
  };
  try {
    await env.reset();
  } finally {
    globalThis.fetch = realFetch;
  }
  const closed = await fetch(`${server.url}/session`, { method: "DELETE", headers: { "openenv-session": id } });
  await closed.body?.cancel();
  assert.equal((await rejection(env.step({}))).code, "SESSION_LOST");
  assert.equal((await rejection(env.reset())).code, "SESSION_LOST");
  await env.reconnect();
  assert.equal((await env.reset()).done, false);
});

Deno.test("HttpEnvClient aborts the request of a call that is given up, and ends its session", async () => {
  const given = Promise.withResolvers<void>();
  let aborted = false;
  await using server = sessionServer({
    "POST /step": async (request) => {
      request.signal.addEventListener("abort", () => {
        aborted = true;
        given.resolve();
      });
      await given.promise;
      return Response.json(RESULT);
    },
  });
  const env = new HttpEnvClient(server.url);
  await env.reset();
  const controller = new AbortController();
  const step = env.step({}, { signal: controller.signal });
  await until(() => server.asked.includes("POST /step"));
  controller.abort(new Error("enough"));
  await assert.rejects(step, { message: "enough" });
  await until(() => aborted && server.asked.includes("DELETE /session"));
  assert.equal((await rejection(env.step({}))).code, "CONNECTION_POISONED");
  await env.close();
  assert.equal(server.asked.filter((route) => route === "DELETE /session").length, 1);
});

Deno.test("HttpEnvClient.close() waits no longer than it may for a server that does not answer", async () => {
  const given = Promise.withResolvers<Response>();
  await using server = sessionServer({ "DELETE /session": () => given.promise });
  const env = new HttpEnvClient(server.url, undefined, { closeTimeoutMs: 40 });
  await env.reset();
  await env.close();
  given.resolve(notFound());
});

Deno.test("HttpEnvClient tells the server how long a step may take, if the caller says it", async () => {
  const seen: Seen = { aborted: [], timeouts: [] };
  await using server = await serveForTest(makeEnvironment(seen));
  await using env = new HttpEnvClient(server.url, contract);
  await env.reset({}, { timeoutMs: 5000 });
  await env.step({});
  await env.step({}, { timeoutMs: 1500 });
  await env.step({}, { timeoutMs: Infinity });
  assert.deepEqual(seen.timeouts.slice(1, 2), [1500]);
  assert.notEqual(seen.timeouts[0], 1500);
  assert.equal(seen.timeouts[2], seen.timeouts[0]);
});

Deno.test("HttpEnvClient poisons its session whoever notices first that a step took too long", async () => {
  const answer = async (request: Request) => {
    assert.deepEqual(await request.json(), { action: {}, timeout_s: 0.06 });
    return Response.json({ detail: "Cannot finish step", code: "TIMEOUT", timeout_ms: 60 }, { status: 504 });
  };
  await using server = sessionServer({ "POST /step": answer });
  await using env = new HttpEnvClient(server.url);
  await env.reset();
  const error = await rejection(env.step({}, { timeoutMs: 60 }));
  assert.deepEqual([error.code, error.data], ["TIMEOUT", { timeout_ms: 60 }]);
  assert.equal((await rejection(env.step({}))).code, "CONNECTION_POISONED");
});

Deno.test("HttpEnvClient plays on after the server's own limit", async () => {
  await using server = await serveForTest(makeEnvironment(), { limits: { stepMs: 60 } });
  await using env = new HttpEnvClient(server.url, contract);
  await env.reset();
  await assert.rejects(env.step({ do: "hang" }), { code: "TIMEOUT" });
  await assert.rejects(env.step({}), { code: "SESSION_BROKEN" });
  await env.reset();
  assert.equal((await env.step({})).reward, 0.5);
});

Deno.test("HttpEnvClient carries large messages, and reports those that the server does not take", async () => {
  const large = defineEnvironment({
    name: "large",
    action: z.object({ text: z.string() }),
    observation: z.object({ text: z.string() }),
  });
  const environment = large.implement(() => ({
    reset: () => ({ observation: { text: "" } }),
    step: ({ text }) => ({ observation: { text } }),
  }));
  await using server = await serveForTest(environment, { messages: { maxInboundBytes: 1_000_000 } });
  await using env = new HttpEnvClient(server.url, large);
  await env.reset();
  const text = "x".repeat(900_000);
  assert.equal((await env.step({ text })).observation.text, text);
  assert.equal((await rejection(env.step({ text: text + text }))).code, "TOO_LARGE");
  assert.equal((await env.step({ text: "on" })).observation.text, "on");
});
