import { connect } from "@openenv/client";
import { Random } from "@openenv/core";
import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import { type Board, EMPTY_BOARD } from "./board.ts";
import environment from "./environment.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";
import randomPolicy from "./random_policy.ts";
import { chooseColumn } from "./search.ts";

const SUBJECT = createLocalSubject(environment);

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle, randomPolicy });
});

Deno.test("without an opponent the turns alternate, whoever calls, as in the reference", async () => {
  await using env = await connect(environment);
  const { observation, info, reward } = await env.reset();
  assert.deepEqual([observation.board.flat().every((cell) => cell === 0), reward], [true, 0]);
  assert.deepEqual([observation.legal_actions, info], [[0, 1, 2, 3, 4, 5, 6], { next_player: 1 }]);
  const first = await env.step({ column: 3 });
  const second = await env.step({ column: 3 });
  assert.deepEqual([first.observation.board[5], first.info.next_player], [[0, 0, 0, 1, 0, 0, 0], -1]);
  assert.deepEqual([second.observation.board[4], second.info.next_player], [[0, 0, 0, -1, 0, 0, 0], 1]);
  assert.deepEqual((await env.state()).agent, null);
});

Deno.test("four in a row earns 1 and ends the game", async () => {
  await using env = await connect(environment);
  await env.reset();
  let result;
  for (const column of [0, 1, 0, 1, 0, 1, 0]) result = await env.step({ column });
  assert.deepEqual([result!.reward, result!.terminated], [1, true]);
});

Deno.test("a column without room, or none at all, costs 1 and ends the game", async () => {
  await using env = await connect(environment);
  for (const wrong of [7, -1, 0]) {
    await env.reset();
    if (wrong === 0) { for (let disc = 0; disc < 6; disc++) await env.step({ column: 0 }); }
    const { reward, terminated, info } = await env.step({ column: wrong });
    assert.deepEqual([reward, terminated, info.next_player], [-1, true, -1]);
  }
});

Deno.test("a full board is a draw", async () => {
  await using env = await connect(environment);
  await env.reset();
  const columns: number[] = [];
  // Columns in pairs, which change places every two rows: no four discs are in a row.
  for (const [one, other] of [[0, 1], [2, 3], [4, 5]] as const) {
    for (let row = 0; row < 6; row++) columns.push(...row % 4 < 2 ? [one, other] : [other, one]);
  }
  for (let row = 0; row < 6; row++) columns.push(6);
  let result;
  for (const column of columns) {
    result = await env.step({ column });
    if (result.done) break;
  }
  assert.deepEqual([result!.terminated, result!.reward, columns.length], [true, 0, 42]);
});

Deno.test("an opponent replies at once, and a loss against it costs 1", async () => {
  await using env = await connect(environment);
  const { observation } = await env.reset({ opponent: "random", agent_begins: false, seed: 3 });
  assert.equal(observation.board.flat().filter((cell) => cell !== 0).length, 1);
  assert.equal((await env.state()).agent, -1);
  await env.reset({ opponent: "engine", agent_begins: true, seed: 1 });
  let result;
  for (const column of [0, 6, 0, 6, 1, 5, 0, 6]) {
    result = await env.step({ column });
    if (result.done) break;
  }
  assert.deepEqual([result!.reward, result!.terminated], [-1, true]);
});

Deno.test("the seed decides who begins and what a random opponent plays", async () => {
  const play = async (seed: number) => {
    await using env = await connect(environment);
    await env.reset({ opponent: "random", seed });
    return (await env.step({ column: 3 })).observation.board;
  };
  assert.deepEqual(await play(5), await play(5));
  const boards = new Set(await Promise.all([1, 2, 3, 4, 5, 6].map(async (seed) => JSON.stringify(await play(seed)))));
  assert.ok(boards.size > 2);
});

Deno.test("oracle() beats a random opponent, whoever begins", async () => {
  for (let seed = 0; seed < 10; seed++) {
    const options = { opponent: "random", agent_begins: seed % 2 === 0 };
    const record = await playInNewSession(SUBJECT, { seed, options, maxSteps: 42, policy: oracle });
    assert.equal(scoreOf(record, "last_reward"), 1, `seed ${seed}`);
  }
});

Deno.test("chooseColumn() wins at once, and prevents a loss", () => {
  const random = new Random(1);
  const rows = (...last: number[][]) => [...EMPTY_BOARD.slice(0, 6 - last.length), ...last] as unknown as Board;
  assert.equal(chooseColumn(rows([1, 1, 1, 0, -1, -1, -1]), 1, { depth: 3, random }), 3);
  assert.equal(chooseColumn(rows([0, -1, -1, 0, 1, 0, 0], [0, -1, -1, -1, 1, 1, 0]), 1, { depth: 3, random }), 0);
  assert.equal(chooseColumn(EMPTY_BOARD, 1, { depth: 5, random }), 3);
});
