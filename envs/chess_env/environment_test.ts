import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import environment from "./environment.ts";

const FOOLS_MATE = ["f2f3", "e7e5", "g2g4", "d8h4"];
const BACK_RANK = "6k1/5ppp/8/8/8/8/5PPP/R5K1 w - - 0 1";

Deno.test("reset() starts a game, and repeats the reward in the observation", async () => {
  await using env = await connect(environment);
  const result = await env.reset({ seed: 1, agent_color: "white" });
  assert.deepEqual({ ...result, observation: { ...result.observation, legal_moves: [] } }, {
    observation: {
      fen: "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1",
      legal_moves: [],
      is_check: false,
      result: null,
      done: false,
      reward: 0,
    },
    reward: 0,
    terminated: false,
    truncated: false,
    done: false,
    info: { evaluation: 0, fullmove_number: 1, halfmove_clock: 0 },
  });
  assert.equal(result.observation.legal_moves.length, 20);
});

Deno.test("reset() lets the opponent begin if the agent is black, and the seed decides the side", async () => {
  await using env = await connect(environment);
  const { observation } = await env.reset({ agent_color: "black" });
  assert.match(observation.fen, / b /);
  const { step_count, move_history, current_player } = await env.state();
  assert.deepEqual([step_count, move_history.length, current_player], [1, 1, "black"]);
  const sides = [];
  for (let seed = 0; seed < 10; seed++) {
    await env.reset({ seed, opponent: "random" });
    sides.push((await env.state()).agent_color);
  }
  assert.deepEqual(new Set(sides), new Set(["white", "black"]));
});

Deno.test("step() refuses a malformed or illegal move, which costs 0.1 and changes nothing", async () => {
  await using env = await connect(environment);
  const { observation: before } = await env.reset({ agent_color: "white" });
  for (const [move, error] of [["e2e5", "Illegal move: e2e5"], ["e4", /^Malformed move/]] as const) {
    const { observation, reward, done, info } = await env.step({ move });
    assert.deepEqual([observation, reward, done], [{ ...before, reward: -0.1 }, -0.1, false]);
    assert.match(info.error as string, new RegExp(error));
  }
  assert.deepEqual([(await env.state()).step_count, (await env.state()).move_history], [0, []]);
  const { info } = await env.step({ move: "e2e4" });
  assert.equal("error" in info, false);
});

Deno.test("step() ends a won game with 1 and a lost one with -1, discounted over the agent's moves", async () => {
  await using env = await connect(environment);
  for (const [agent_color, reward] of [["black", 1], ["white", -1]] as const) {
    let last = await env.reset({ opponent: "none", agent_color, gamma: 0.5 });
    for (const move of ["e2e5", ...FOOLS_MATE]) last = await env.step({ move });
    const { observation, info } = last;
    assert.deepEqual([last.reward, last.terminated, observation.result], [reward, true, "0-1"]);
    assert.deepEqual([observation.done, observation.reward], [true, reward]);
    assert.deepEqual([info.gamma, info.discounted_rewards], [0.5, [0.125, 0.25, 0.5, 1].map((r) => r * reward)]);
  }
});

Deno.test("step() counts the opponent's moves, and only the agent's are discounted", async () => {
  await using env = await connect(environment);
  await env.reset({ agent_color: "white", opponent: "random", max_half_moves: 5, seed: 1 });
  await env.step({ move: "e2e4" });
  await env.step({ move: "d2d4" });
  const { step_count, move_history } = await env.state();
  assert.deepEqual([step_count, move_history.length, move_history[0], move_history[2]], [4, 4, "e2e4", "d2d4"]);
  const { observation: { legal_moves } } = await env.step({ move: "a2a4" }).then((result) => {
    assert.deepEqual([result.reward, result.truncated, result.observation.result], [0, true, "1/2-1/2"]);
    assert.deepEqual(result.info.discounted_rewards, [0, 0, 0]);
    return result;
  });
  assert.ok(legal_moves.length > 0);
});

Deno.test("step() loses to an engine that can mate", async () => {
  await using env = await connect(environment);
  const fen = "1r4k1/5ppp/8/8/8/P7/5PPP/6K1 w - - 0 1";
  await env.reset({ fen, agent_color: "white", opponent_depth: 1 });
  const { observation, reward, terminated } = await env.step({ move: "h2h4" });
  assert.deepEqual([reward, terminated, observation.result], [0, false, null]);
  await env.reset({ fen, agent_color: "white", opponent_depth: 1 });
  const lost = await env.step({ move: "a3a4" });
  assert.deepEqual([lost.reward, lost.terminated, lost.observation.result], [-1, true, "0-1"]);
});

Deno.test("a game cut off by max_steps has no result and the reward 0", async () => {
  await using env = await connect(environment);
  await env.reset({ agent_color: "white", max_steps: 1 });
  const { observation, reward, truncated } = await env.step({ move: "e2e4" });
  assert.deepEqual([observation.done, observation.result, reward, truncated], [true, null, 0, true]);
});

Deno.test("reset() starts where it is told; an invalid position is an error, a finished one is over", async () => {
  await using env = await connect(environment);
  await assert.rejects(env.reset({ fen: "8/8/8/8/8/8/8/8 w - - 0 1" }), /Cannot use option fen: .*king/);
  await env.reset({ fen: BACK_RANK, agent_color: "white" });
  assert.deepEqual((await env.step({ move: "a1a8" })).reward, 1);
  const over = await env.reset({ fen: "R5k1/5ppp/8/8/8/8/5PPP/6K1 b - - 0 1", agent_color: "black" });
  assert.deepEqual([over.done, over.observation.result, over.info.discounted_rewards], [true, "1-0", undefined]);
  const opponent = await env.reset({ fen: BACK_RANK, agent_color: "black" });
  assert.deepEqual([opponent.done, opponent.observation.done, opponent.observation.result], [true, true, "1-0"]);
});

Deno.test("a task is a position with as many moves as it takes to mate", async () => {
  await using env = await connect(environment);
  const { observation, info } = await env.reset({ split: "train", index: 1 });
  assert.match(info.instruction as string, /to move and mate in 2\.$/);
  const waiting = observation.legal_moves.length;
  assert.ok(waiting > 0);
  await assert.rejects(env.reset({ split: "train", index: 1, agent_color: "white" }), /the task decides it/);
  const game = await env.reset();
  assert.equal(game.info.instruction, undefined);
  assert.equal("task_id" in await env.state(), false);
});

Deno.test("the same seed and actions give the same game", async () => {
  const games = [];
  for (let run = 0; run < 2; run++) {
    await using env = await connect(environment);
    let { observation } = await env.reset({ seed: 5 });
    for (let index = 0; index < 6; index++) ({ observation } = await env.step({ move: observation.legal_moves[0]! }));
    games.push((await env.state()).move_history);
  }
  assert.deepEqual(games[0], games[1]);
});

Deno.test("render() draws the board, and webActions() lists the legal moves", async () => {
  await using env = await connect(environment);
  await env.reset({ agent_color: "white" });
  const { rendering, actions } = await env.render();
  assert.match(rendering!.text!, /^8 r n b q k b n r\n(.*\n)*white to move; the agent plays white against engine$/);
  assert.equal(actions!.length, 20);
});
