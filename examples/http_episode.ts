// An episode over plain HTTP, without a client: three routes, and one header that names the session.
//
// Shows what `curl` or another language would send.

import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import guess from "./guess.ts";

await using server = await serve(createApp(guess), { port: 0 });

// A reset without a session opens one; its id is in the header, and in the body as `session_id`.
const opened = await call("POST", "/reset", { seed: 7 });
const session = opened.headers.get("OpenEnv-Session")!;
assert.equal(opened.body.observation.hint, "start");
assert.equal(opened.body.session_id, session);

let [low, high, done, reward, steps] = [1, 100, false, 0, 0];
while (!done) {
  const number = (low + high) >> 1;
  const { body } = await call("POST", "/step", { action: { number } }, session);
  if (body.observation.hint === "higher") low = number + 1;
  else high = number - 1;
  ({ done, reward } = body);
  steps++;
}
assert.equal(reward, 1);

const state = await call("GET", "/state", undefined, session);
assert.deepEqual([state.body.seed, state.body.step_count], [7, steps]);

// Errors are JSON too, each with a code.
const over = await call("POST", "/step", { action: { number: 1 } }, session);
assert.deepEqual([over.status, over.body.code], [409, "EPISODE_OVER"]);

assert.equal((await call("DELETE", "/session", undefined, session)).status, 200);
assert.equal((await call("GET", "/state", undefined, session)).status, 404);
console.log(`an episode of ${steps} steps over HTTP`);

async function call(method: string, path: string, data?: unknown, session?: string) {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (session !== undefined) headers.set("OpenEnv-Session", session);
  const response = await fetch(server.url + path, { method, headers, body: JSON.stringify(data) });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
