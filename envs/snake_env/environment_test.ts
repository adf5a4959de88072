import { connect } from "@openenv/client";
import { Random } from "@openenv/core";
import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import { type Direction, Game, isSame, step, turn } from "./game.ts";
import { SIZE } from "./models.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";

const SUBJECT = createLocalSubject(environment);

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle });
});

Deno.test("a reset shows a snake of three cells, a fruit, and a frame of walls", async () => {
  await using env = await connect(environment);
  const { observation: { grid, observation, ...rest }, reward } = await env.reset({ seed: 1 });
  const codes = [...grid].flatMap((row) => [...row]);
  const count = (code: number) => codes.filter((found) => found === code).length;
  assert.deepEqual([1, 2, 3, 4, 5].map(count), [4 * SIZE - 4, 1, 1, 1, 1]);
  assert.deepEqual([observation.length, observation[0]!.length, [...observation[0]![0]!]], [20, 20, [
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ]]);
  assert.equal(reward, 0);
  assert.deepEqual(rest, { episode_score: 0, episode_steps: 0, episode_fruits: 0, episode_kills: 0, alive: true });
});

Deno.test("straight on, the snake reaches a wall: each step earns 0.001, dying costs 1", async () => {
  await using env = await connect(environment);
  await env.reset({ seed: 1 });
  const rewards: number[] = [];
  let result;
  do {
    result = await env.step({ action: 0 });
    rewards.push(result.reward!);
  } while (!result.done && rewards.length < SIZE);
  assert.deepEqual([rewards.at(-1), result.terminated, result.observation.alive], [-1, true, false]);
  assert.ok(rewards.slice(0, -1).every((reward) => reward === 0.001 || reward === 1.001));
  const { episode_scores: [score], ...rest } = result.info.info as { episode_scores: number[] };
  const fruits = rewards.filter((reward) => reward > 1).length;
  assert.deepEqual(rest, {
    rank: [1],
    episode_steps: [rewards.length],
    episode_fruits: [fruits],
    episode_kills: [0],
  });
  assert.ok(Math.abs(score! - rewards.reduce((sum, reward) => sum + reward)) < 1e-9);
});

Deno.test("oracle() eats; the last step tells how many fruits", async () => {
  for (let seed = 0; seed < 10; seed++) {
    const options = { fruits_to_win: 5 };
    const record = await playInNewSession(SUBJECT, { seed, options, maxSteps: 400, policy: oracle });
    const { observation } = record.exchanges.at(-1)!.result as { observation: Record<string, unknown> };
    assert.deepEqual([scoreOf(record, "last_reward"), observation.episode_fruits], [1.001, 5], `seed ${seed}`);
  }
});

Deno.test("the step limit ends the episode, and the snake is not alive any more", async () => {
  await using env = await connect(environment);
  await env.reset({ seed: 1, max_steps: 2 });
  const first = await env.step({ action: 1 });
  const last = await env.step({ action: 2 });
  assert.deepEqual([first.observation.alive, last.observation.alive], [true, false]);
  assert.deepEqual(first.info, { info: {} });
  assert.deepEqual([last.terminated, last.truncated, last.reward], [false, true, 0.001]);
});

Deno.test("absolute actions are directions; the opposite one goes straight on", async () => {
  await using env = await connect(environment);
  for (let seed = 0; seed < 8; seed++) {
    await env.reset({ seed, mode: "absolute" });
    const { snake: [[row, column] = []] } = await env.state();
    await env.step({ action: 3 });
    const { snake: [next] } = await env.state();
    const down = [row! + 1, column];
    const up = [row! - 1, column];
    assert.ok([String(down), String(up)].includes(String(next)), `seed ${seed}`);
  }
  await env.reset({ seed: 1 });
  const { snake: [head] } = await env.state();
  await env.step({ action: 3 }); // in relative mode
  assert.deepEqual((await env.state()).snake[1], head);
  await assert.rejects(async () => await env.step({ action: 5 }), { code: "VALIDATION_ERROR" });
});

Deno.test("the same seed and actions give the same episode", async () => {
  const play = async () => {
    await using env = await connect(environment);
    const results = [await env.reset({ seed: 9 })];
    for (const action of [0, 1, 1, 0, 2]) results.push(await env.step({ action }));
    return JSON.stringify(results.map(({ observation, reward }) => [observation.grid, reward]));
  };
  assert.equal(await play(), await play());
});

Deno.test("Game moves, grows where it eats, and may follow its own tail", () => {
  for (let seed = 0; seed < 50; seed++) {
    const game = new Game(8, new Random(seed));
    const start = game.snake.length;
    for (let moves = 0; moves < 200; moves++) {
      const before = game.snake;
      const ways = ([0, 1, 2, 3] as Direction[]).filter((way) => way !== turn(game.direction, 2));
      const way = ways.find((way) => isSame(step(before[0]!, way), game.fruit)) ??
        ways.find((way) => game.isFree(step(before[0]!, way)));
      if (way === undefined) {
        assert.equal(game.move(game.direction), "died");
        break;
      }
      const outcome = game.move(way);
      assert.equal(game.snake.length, before.length + (outcome === "ate" ? 1 : 0));
      assert.equal(new Set(game.snake.map(String)).size, game.snake.length);
    }
    assert.ok(game.snake.length >= start);
  }
  const ring = new Game(8, new Random(1));
  for (let moves = 0; moves < 8; moves++) {
    if (ring.snake.length === 4) assert.notEqual(ring.move(turn(ring.direction, 1)), "died");
    else ring.move(turn(ring.direction, moves % 2));
  }
});

Deno.test("render() draws the grid", async () => {
  await using env = await connect(environment);
  await env.reset({ seed: 1 });
  const { text, svg } = (await env.render()).rendering!;
  assert.equal(text!.split("\n")[0], Array(SIZE).fill("#").join(" "));
  assert.match(text!, /@/);
  assert.match(svg!, /^<svg /);
});

Deno.test("webActions() are the moves of the mode", async () => {
  await using env = await connect(environment);
  for (
    const [mode, moves] of [
      ["relative", { left: 1, forward: 0, right: 2 }],
      ["absolute", { up: 4, down: 3, left: 1, right: 2 }],
    ] as const
  ) {
    await env.reset({ mode, seed: 1 });
    const { actions } = await env.render();
    assert.deepEqual(actions, Object.entries(moves).map(([label, action]) => ({ label, action: { action } })));
  }
});
