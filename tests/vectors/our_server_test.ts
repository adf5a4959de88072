import assert from "node:assert/strict";
import { startOurServer } from "../interop/our_server.ts";
import { HTTP_VECTORS } from "./http_vectors.ts";
import { runHttpVectors } from "./run_http_vectors.ts";
import { runSessionVectors } from "./run_session_vectors.ts";
import { runSocketCase, runWsVectors } from "./run_ws_vectors.ts";
import { SESSION_VECTORS } from "./session_vectors.ts";
import { SOCKET_CASES } from "./socket_cases.ts";
import { TOOL_WS_VECTORS } from "./tool_vectors.ts";
import { WS_VECTORS } from "./ws_vectors.ts";

const server = "ours";

Deno.test("our server answers every recorded row of /ws as the reference does, but for the documented differences", async () => {
  await using ours = await startOurServer({ maxSessions: 2 });
  assert.deepEqual(await runWsVectors(ours.url, WS_VECTORS, { server }), []);
});

Deno.test("our server answers every recorded row about tools as the reference does, but for the documented differences", async () => {
  await using ours = await startOurServer({ environment: "echo" });
  assert.deepEqual(await runWsVectors(ours.url, TOOL_WS_VECTORS, { server }), []);
});

for (const socketCase of SOCKET_CASES) {
  Deno.test(`our server answers the case ${socketCase.id} as the reference does, but for the documented differences`, async () => {
    const environment = socketCase.situation.server === "failing" ? "failing" : "note";
    await using ours = await startOurServer({ environment, maxSessions: 2 });
    assert.deepEqual(await runSocketCase(ours.url, socketCase, { server }), []);
  });
}

Deno.test("our server answers every recorded request over HTTP as the reference does, but for the documented differences", async () => {
  await using note = await startOurServer();
  await using failing = await startOurServer({ environment: "failing" });
  await using production = await startOurServer({ mode: "production" });
  await using tasks = await startOurServer({ environment: "tasks" });
  await using form = await startOurServer({ environment: "form" });
  await using echo = await startOurServer({ environment: "echo" });
  const urls = {
    "note": note.url,
    "declared-state": note.url,
    "failing": failing.url,
    "production": production.url,
    "tasks": tasks.url,
    "form": form.url,
    "echo": echo.url,
  };
  assert.deepEqual(await runHttpVectors(HTTP_VECTORS, { server, urls }), []);
  for (const { url } of [note, failing, echo]) assert.equal(await activeSessions(url), 0);
});

Deno.test("our server answers every recorded row about a session as the reference does, but for the documented differences", async () => {
  await using ours = await startOurServer({ maxSessions: 2 });
  for (const vectors of SESSION_VECTORS) assert.deepEqual(await runSessionVectors(ours.url, vectors, { server }), []);
  assert.equal(await activeSessions(ours.url), 0);
});

async function activeSessions(url: string): Promise<number> {
  const response = await fetch(`${url}/metadata`);
  return (await response.json()).active_sessions;
}
