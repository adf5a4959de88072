// An environment behind a WebSocket: a server on a free port, and four concurrent episodes, each in its own session.
//
// In practice the server is another process: `deno task openenv serve examples/guess.ts`.

import { connect } from "@openenv/client";
import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import environment, { guess } from "./guess.ts";

const app = createApp(environment, { maxSessions: 4 });
await using server = await serve(app, { port: 0 });

async function play(seed: number): Promise<number | null> {
  await using env = await connect(server.url, guess);
  let [low, high, result] = [1, 100, await env.reset({ seed })];
  while (!result.done) {
    const number = (low + high) >> 1;
    result = await env.step({ number });
    if (result.observation.hint === "higher") low = number + 1;
    else high = number - 1;
  }
  assert.equal((await env.state()).seed, seed);
  return result.reward;
}

const rewards = await Promise.all([1, 2, 3, 4].map(play));
assert.deepEqual(rewards, [1, 1, 1, 1]);
console.log(`played ${rewards.length} episodes at once`);
