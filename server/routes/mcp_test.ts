import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../serve_for_test.ts";

Deno.test("GET /mcp answers frames in order, those that come before the session is open included", async () => {
  const opening = Promise.withResolvers<void>();
  const environment = defineEnvironment({
    name: "late_env",
    action: z.object({}),
    observation: z.object({}),
  }).implement(async () => {
    await opening.promise;
    return { reset: () => ({ observation: {} }), step: () => ({ observation: {} }) };
  });
  await using server = await serveForTest(environment);
  const socket = new WebSocket(server.url.replace("http", "ws") + "/mcp");
  const answers: { id: unknown; error?: { code: number }; result?: { session_id: string } }[] = [];
  const answered = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  socket.onclose = () => closed.resolve();
  socket.onmessage = ({ data }) => void (answers.push(JSON.parse(data)) === 4 && answered.resolve());
  await new Promise((resolve) => socket.onopen = resolve);
  const create = (id: number) => JSON.stringify({ jsonrpc: "2.0", id, method: "openenv/session/create" });
  for (const frame of [create(1), "{bad", create(2), new Uint8Array([1])]) socket.send(frame);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(answers.length, 0, "nothing is answered before the session is open");
  opening.resolve();
  await answered.promise;
  assert.deepEqual(answers.map(({ id, error }) => [id, error?.code]), [
    [1, undefined],
    [null, -32700],
    [2, undefined],
    [null, -32700],
  ]);
  assert.equal(answers[0]!.result!.session_id, answers[2]!.result!.session_id);
  socket.close();
  await closed.promise;
});

Deno.test("GET /mcp says why there is no session, then closes with 1000", async () => {
  const environment = defineEnvironment({
    name: "broken_env",
    action: z.object({}),
    observation: z.object({}),
  }).implement(() => Promise.reject(new Error("no disk")));
  await using server = await serveForTest(environment);
  const socket = new WebSocket(server.url.replace("http", "ws") + "/mcp");
  const answer = new Promise<string>((resolve) => socket.onmessage = ({ data }) => resolve(data));
  const closed = new Promise<number>((resolve) => socket.onclose = ({ code }) => resolve(code));
  const { id, error } = JSON.parse(await answer);
  assert.deepEqual([id, error.data.reason], [null, "no disk"]);
  assert.equal(await closed, 1000);
  assert.equal(server.app.sessionCount, 0);
});
