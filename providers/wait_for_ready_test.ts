import echo from "@openenv/echo-env/environment";
import assert from "node:assert/strict";
import { serveForTest } from "../server/serve_for_test.ts";
import { waitForReady } from "./wait_for_ready.ts";

const subject = "server x";

/** Serves plain HTTP on a free port while a function runs. */
async function withServer(answer: (request: Request) => Response, run: (url: string) => Promise<void>): Promise<void> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  await run(`http://127.0.0.1:${server.addr.port}`);
}

Deno.test("waitForReady() gives back the only slot of a server before it resolves", async () => {
  await using server = await serveForTest(echo, { maxSessions: 1, token: "letmein" });
  for (let round = 0; round < 3; round++) await waitForReady(server.url, { subject, token: "letmein" });
  assert.equal(server.app.sessionCount, 0);
});

Deno.test("waitForReady() waits until a slot is free", async () => {
  await using server = await serveForTest(echo, { maxSessions: 1 });
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws`);
  await new Promise((resolve) => socket.onopen = resolve);
  const ready = waitForReady(server.url, { subject });
  const winner = await Promise.race([
    ready.then(() => "ready"),
    new Promise((resolve) => setTimeout(resolve, 300, "busy")),
  ]);
  assert.equal(winner, "busy");
  socket.close();
  await ready;
  await new Promise((resolve) => socket.readyState === WebSocket.CLOSED ? resolve(0) : socket.onclose = resolve);
});

Deno.test("waitForReady() says what was wrong when the time is over", async () => {
  await withServer(() => new Response("starting", { status: 503 }), async (url) => {
    const describe = () => Promise.resolve({ name: "x", logs: "loading" });
    await assert.rejects(waitForReady(url, { subject, timeoutMs: 250, describe }), {
      code: "NOT_READY",
      message: "Cannot use server x: it was not ready within 250 ms (GET /health has status 503)",
      data: { name: "x", logs: "loading", timeout_ms: 250 },
    });
  });
  await withServer(({ url }) => new Response(null, { status: url.endsWith("/health") ? 200 : 404 }), async (url) => {
    await assert.rejects(waitForReady(url, { subject, timeoutMs: 250 }), {
      code: "NOT_READY",
      message: /\/ws opens no WebSocket: /,
    });
  });
});

Deno.test("waitForReady() does not take a server for ready that refuses the token", async () => {
  await using server = await serveForTest(echo, { token: "letmein" });
  await assert.rejects(waitForReady(server.url, { subject, timeoutMs: 250, token: "wrong" }), { code: "NOT_READY" });
});

Deno.test("waitForReady() leaves a server that does not close the socket", async () => {
  const upgrade = (request: Request) =>
    request.url.endsWith("/ws") ? Deno.upgradeWebSocket(request).response : new Response();
  await withServer(upgrade, (url) => waitForReady(url, { subject, timeoutMs: 10_000 }));
});

Deno.test("waitForReady() stops waiting when the server has ended, or the signal is aborted", async () => {
  const ended = new Error("it exited");
  const assertRunning = () => Promise.reject(ended);
  await assert.rejects(waitForReady("http://127.0.0.1:1", { subject, assertRunning }), ended);
  const reason = new Error("changed my mind");
  const controller = new AbortController();
  const waiting = waitForReady("http://127.0.0.1:1", { subject, signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(waiting, reason);
});
