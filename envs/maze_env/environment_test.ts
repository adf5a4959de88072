import { connect } from "@openenv/client";
import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";

const SUBJECT = createLocalSubject(environment);
const [UP, DOWN, LEFT, RIGHT] = [0, 1, 2, 3];

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle });
});

Deno.test("a reset puts the agent at the top left of the fixed maze", async () => {
  await using env = await connect(environment);
  const { observation, reward, info } = await env.reset();
  assert.deepEqual(observation, { legal_actions: [3], current_position: [0, 0], previous_position: [0, 0] });
  assert.equal(reward, 0);
  const { maze, ...rest } = info as { maze: number[][] };
  assert.deepEqual(maze[0], [0, 0, 0, 0, 0, 1, 0, 0]);
  assert.deepEqual(rest, { status: "playing", exit_cell: [7, 7], step: 0 });
});

Deno.test("new cells cost 0.05, known ones 0.25, walls 0.75; the start is new once", async () => {
  await using env = await connect(environment);
  await env.reset();
  const rewards: (number | null)[] = [];
  for (const action of [RIGHT, LEFT, RIGHT, LEFT, UP, DOWN]) rewards.push((await env.step({ action })).reward);
  assert.deepEqual(rewards, [-0.05, -0.05, -0.25, -0.25, -0.75, -0.75]);
});

Deno.test("oracle() walks out in 14 steps, and earns 10 at the exit", async () => {
  const record = await playInNewSession(SUBJECT, { seed: 1, maxSteps: 50, policy: oracle });
  const { observation, terminated, info } = record.exchanges.at(-1)!.result;
  assert.deepEqual([record.actions.length, scoreOf(record, "last_reward"), terminated], [14, 10, true]);
  assert.deepEqual([observation.legal_actions, info.status], [[], "win"]);
});

Deno.test("oracle() walks out of the mazes of many seeds and sizes", async () => {
  for (let seed = 0; seed < 40; seed++) {
    const options = { size: 3 + seed };
    const record = await playInNewSession(SUBJECT, { seed, options, maxSteps: 2000, policy: oracle });
    assert.equal(scoreOf(record, "last_reward"), 10, `size ${options.size}`);
  }
});

Deno.test("an episode is lost when its rewards are less than -0.5 for each cell", async () => {
  await using env = await connect(environment);
  await env.reset();
  let steps = 0;
  let result;
  do {
    result = await env.step({ action: UP });
    steps++;
  } while (!result.done);
  assert.deepEqual([steps, result.info.status, result.terminated, result.reward], [43, "lose", true, -0.75]);
  assert.equal((await env.state()).status, "lose");
});

Deno.test("start_cell starts elsewhere; a wall, the exit and the outside are refused in words", async () => {
  await using env = await connect(environment);
  const { observation } = await env.reset({ start_cell: [4, 4] });
  assert.deepEqual(observation.current_position, [4, 4]);
  const cases = { "a wall": [0, 1], "the exit": [7, 7], "outside of the maze": [8, 0] };
  for (const [why, start_cell] of Object.entries(cases)) {
    const message = `Cannot start at start_cell [${start_cell}]: it is ${why}`;
    await assert.rejects(
      async () => await env.reset({ start_cell }),
      (error: Error & { code: string }) => error.code === "OPTION_REFUSED" && error.message.includes(message),
    );
  }
  for (const start_cell of [[1], [1, 2, 3], [-1, 0], [0.5, 0]]) {
    await assert.rejects(async () => await env.reset({ start_cell }), { code: "VALIDATION_ERROR" });
  }
});

Deno.test("every size that the options allow has a way out", async () => {
  await using env = await connect(environment);
  for (const size of [3, 4, 101]) {
    const { observation, info } = await env.reset({ size, seed: 1 });
    assert.notDeepEqual(info.exit_cell, observation.current_position);
  }
  for (const size of [2, 102]) {
    await assert.rejects(async () => await env.reset({ size }), { code: "VALIDATION_ERROR" });
  }
});

Deno.test("an action that is no direction is refused, and costs nothing", async () => {
  await using env = await connect(environment);
  await env.reset();
  await assert.rejects(async () => await env.step({ action: 4 }), { code: "VALIDATION_ERROR" });
  assert.equal((await env.step({ action: RIGHT })).reward, -0.05);
});

Deno.test("render() draws the maze as text and as a picture", async () => {
  await using env = await connect(environment);
  await env.reset();
  const { text, svg } = (await env.render()).rendering!;
  assert.equal(text!.split("\n")[0], "A . . . . ██. . ");
  assert.equal(text!.split("\n")[7], ". ████. . . . E ");
  assert.match(svg!, /^<svg .*<\/svg>$/);
});

Deno.test("the moves are offered as buttons, in the order of the actions", async () => {
  await using env = await connect(environment);
  await env.reset();
  const { actions } = await env.render();
  assert.deepEqual(actions!.map(({ label, action }) => [label, action]), [
    ["up", { action: UP }],
    ["down", { action: DOWN }],
    ["left", { action: LEFT }],
    ["right", { action: RIGHT }],
  ]);
});
