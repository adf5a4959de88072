import assert from "node:assert/strict";
import { HTTP_VECTORS } from "../vectors/http_vectors.ts";
import { runHttpVectors } from "../vectors/run_http_vectors.ts";
import { runSessionVectors } from "../vectors/run_session_vectors.ts";
import { runSocketCase, runWsVectors } from "../vectors/run_ws_vectors.ts";
import { SESSION_VECTORS } from "../vectors/session_vectors.ts";
import { SOCKET_CASES } from "../vectors/socket_cases.ts";
import { TOOL_WS_VECTORS } from "../vectors/tool_vectors.ts";
import { WS_VECTORS } from "../vectors/ws_vectors.ts";
import { startPythonServer } from "./python.ts";

const server = "theirs";

Deno.test("the reference server answers as recorded", async (t) => {
  await using python = await startPythonServer("every_server.py");
  const at = (path: string) => `${python.url}/${path}`;
  await t.step("every row of /ws", async () => {
    assert.deepEqual(await runWsVectors(at("note"), WS_VECTORS, { server }), []);
  });
  await t.step("every row about tools", async () => {
    assert.deepEqual(await runWsVectors(at("echo"), TOOL_WS_VECTORS, { server }), []);
  });
  await t.step("every case that needs a socket of its own", async () => {
    for (const socketCase of SOCKET_CASES) {
      const url = at(socketCase.situation.server === "failing" ? "failing" : "full");
      assert.deepEqual(await runSocketCase(url, socketCase, { server }), []);
    }
  });
  await t.step("every request over HTTP", async () => {
    const urls = {
      "note": at("note"),
      "declared-state": at("declared-note"),
      "failing": at("failing"),
      "production": at("production-note"),
      "tasks": at("task-note"),
      "form": at("form"),
      "echo": at("echo"),
    };
    assert.deepEqual(await runHttpVectors(HTTP_VECTORS, { server, urls }), []);
  });
  await t.step("every row about a session", async () => {
    for (const vectors of SESSION_VECTORS) {
      assert.deepEqual(await runSessionVectors(at("note"), vectors, { server }), []);
    }
  });
});
