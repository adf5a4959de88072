import { connect } from "@openenv/client";
import type { ValidationError } from "@openenv/core";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import type { Direction } from "./models.ts";

const TO_THE_GOAL: readonly Direction[] = ["DOWN", "DOWN", "DOWN", "DOWN", "RIGHT", "RIGHT", "RIGHT", "RIGHT"];

Deno.test("GridWorld.reset() starts at (0, 0) with reward 0", async () => {
  await using env = await connect(environment);
  assert.deepEqual(await env.reset({ seed: 1 }), {
    observation: { x: 0, y: 0, message: "Welcome to Grid World! Goal is at [4, 4]." },
    reward: 0,
    terminated: false,
    truncated: false,
    done: false,
    info: {},
  });
});

Deno.test("GridWorld.step() moves by one cell and costs 0.1", async () => {
  await using env = await connect(environment);
  await env.reset();
  const moves: readonly [Direction, number, number][] = [["DOWN", 1, 0], ["RIGHT", 1, 1], ["UP", 0, 1], ["LEFT", 0, 0]];
  for (const [action, x, y] of moves) {
    const { observation, reward, done } = await env.step({ action });
    assert.deepEqual([observation, reward, done], [{ x, y, message: "Keep going..." }, -0.1, false]);
  }
});

Deno.test("GridWorld.step() stays inside the border", async () => {
  await using env = await connect(environment);
  await env.reset();
  const { observation } = await env.step({ action: "UP" });
  assert.deepEqual([observation.x, observation.y], [0, 0]);
});

Deno.test("GridWorld.step() terminates with reward 1 at the goal", async () => {
  await using env = await connect(environment);
  let result = await env.reset();
  for (const action of TO_THE_GOAL) result = await env.step({ action });
  assert.deepEqual(result.observation, { x: 4, y: 4, message: "You found the goal!" });
  assert.deepEqual([result.reward, result.terminated, result.truncated], [1, true, false]);
  await assert.rejects(env.step({ action: "UP" }), { code: "EPISODE_OVER" });
});

Deno.test("GridWorld.step() truncates after max_steps", async () => {
  await using env = await connect(environment);
  await env.reset({ max_steps: 2 });
  assert.equal((await env.step({ action: "UP" })).done, false);
  const { terminated, truncated, done } = await env.step({ action: "UP" });
  assert.deepEqual({ terminated, truncated, done }, { terminated: false, truncated: true, done: true });
});

Deno.test("GridWorld.reset() with random_start is decided by the seed and never the goal", async () => {
  await using env = await connect(environment);
  const start = async (seed: number) => (await env.reset({ seed, random_start: true })).observation;
  const cells = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const { x, y } = await start(seed);
    assert.notDeepEqual([x, y], [4, 4]);
    cells.add(`${x},${y}`);
  }
  assert.equal(cells.size, 24);
  assert.deepEqual(await start(7), await start(7));
});

Deno.test("GridWorld.state() has the grid beside the episode", async () => {
  await using env = await connect(environment);
  await env.reset({ seed: 5, episode_id: "e1" });
  await env.step({ action: "DOWN" });
  assert.deepEqual(await env.state(), { episode_id: "e1", step_count: 1, seed: 5, size: 5, goal: { x: 4, y: 4 } });
});

Deno.test("GridWorld refuses another direction, and another reset option", async () => {
  await using env = await connect(environment);
  await env.reset();
  await assert.rejects(env.step({ action: "up" as Direction }), (error: ValidationError) => {
    assert.deepEqual(error.data.errors[0]?.loc, ["action"]);
    return error.code === "VALIDATION_ERROR";
  });
  await assert.rejects(env.reset({ randomStart: true } as Record<string, unknown>), { code: "VALIDATION_ERROR" });
});

Deno.test("GridWorld.render() draws the agent and the goal", async () => {
  await using env = await connect(environment);
  await env.reset();
  await env.step({ action: "DOWN" });
  const { text, svg } = (await env.render()).rendering!;
  assert.equal(text, [". . . . .", "A . . . .", ". . . . .", ". . . . .", ". . . . G"].join("\n"));
  assert.match(svg!, /<circle cx="0.5" cy="1.5"/);
});
