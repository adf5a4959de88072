import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import { GAME_NAMES } from "./games/all_games.ts";
import { readSettings } from "./settings.ts";

Deno.test("BoardGames.reset() starts catch, with no reward", async () => {
  await using env = await connect(environment);
  const { observation, reward } = await env.reset({ seed: 1 });
  const { info_state, ...rest } = observation;
  assert.equal(reward, null);
  assert.deepEqual([info_state.length, info_state[47]], [50, 1]);
  const [legal_actions, opponent_last_action] = [[0, 1, 2], null];
  assert.deepEqual(rest, { legal_actions, game_phase: "initial", current_player_id: 0, opponent_last_action });
});

Deno.test("BoardGames.step() lets the opponent answer, and counts its moves", async () => {
  await using env = await connect(environment);
  await env.reset({ seed: 1, game: "tic_tac_toe", opponent: "first", episode_id: "e" });
  const { observation, reward } = await env.step({ action_id: 4 });
  const legal_actions = [1, 2, 3, 5, 6, 7, 8];
  const empty = [0, 1, 1, 1, 0, 1, 1, 1, 1];
  const info_state = [...empty, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
  assert.equal(reward, 0);
  const game_phase = "playing";
  assert.deepEqual(observation, {
    info_state,
    legal_actions,
    game_phase,
    current_player_id: 0,
    opponent_last_action: 0,
  });
  const { game_name, agent_player, opponent_policy, game_params, num_players, step_count } = await env.state();
  assert.deepEqual(
    [game_name, agent_player, opponent_policy, game_params, num_players, step_count],
    ["tic_tac_toe", 0, "first", {}, 2, 2],
  );
});

Deno.test("BoardGames plays as the second player", async () => {
  await using env = await connect(environment);
  const options = { game: "tic_tac_toe", opponent: "last", agent_player: 1 } as const;
  const { observation } = await env.reset(options);
  assert.deepEqual([observation.opponent_last_action, observation.current_player_id], [8, 1]);
  await env.step({ action_id: 0 }); // the opponent takes 7
  const { observation: end, reward, terminated } = await env.step({ action_id: 1 });
  assert.deepEqual([end.opponent_last_action, reward, terminated], [6, -1, true]);
  assert.deepEqual([end.game_phase, end.current_player_id, end.legal_actions], ["terminal", -4, []]);
});

Deno.test("the middle opponent takes the middle action", async () => {
  await using env = await connect(environment);
  await env.reset({ game: "tic_tac_toe", opponent: "middle" });
  assert.equal((await env.step({ action_id: 0 })).observation.opponent_last_action, 5); // of 1 to 8
});

Deno.test("an illegal action changes nothing, and says what is legal", async () => {
  await using env = await connect(environment);
  await env.reset({ game: "tic_tac_toe", opponent: "first" });
  await env.step({ action_id: 8 });
  const message = /Cannot play action 8: the legal actions are 1, 2, 3, 4, 5, 6, 7/;
  await assert.rejects(env.step({ action_id: 8 }), (error: Error & { code: string }) => {
    assert.match(error.message, message);
    return error.code === "EXECUTION_ERROR";
  });
  assert.equal((await env.step({ action_id: 4 })).observation.opponent_last_action, 1);
  assert.equal((await env.state()).step_count, 4);
});

Deno.test("each game has the same trajectory for the same seed, and another for another", async () => {
  await using env = await connect(environment);
  const play = async (game: typeof GAME_NAMES[number], seed: number) => {
    const seen = [];
    let result = await env.reset({ game, seed });
    for (let step = 0; !result.done && step < 6; step++) {
      seen.push(result);
      result = await env.step({ action_id: result.observation.legal_actions.at(-1)! });
    }
    return JSON.stringify([...seen, result]);
  };
  for (const game of GAME_NAMES) {
    assert.equal(await play(game, 1), await play(game, 1), game);
    const trajectories = new Set<string>();
    for (let seed = 2; seed < 8; seed++) trajectories.add(await play(game, seed));
    assert.equal(trajectories.size > 1, game !== "cliff_walking", game);
  }
});

Deno.test("a game of one has no second player", async () => {
  await using env = await connect(environment);
  const message = "Cannot play catch as player 1: it has one player, player 0";
  await assert.rejects(
    env.reset({ game: "catch", agent_player: 1 }),
    (error: Error) => error.message.includes(message),
  );
});

Deno.test("readSettings() reads the variables of the server", () => {
  const variables: Record<string, string> = {
    OPENSPIEL_GAME: "2048",
    OPENSPIEL_OPPONENT_POLICY: "middle",
    OPENSPIEL_AGENT_PLAYER: "1",
  };
  assert.deepEqual(readSettings((name) => variables[name]), { game: "2048", opponent: "middle", agentPlayer: 1 });
  assert.deepEqual(readSettings(() => undefined), { game: "catch", opponent: "random", agentPlayer: 0 });
  const message = 'Cannot use OPENSPIEL_GAME "go": it is none of ' + GAME_NAMES.join(", ");
  assert.throws(() => readSettings((name) => name === "OPENSPIEL_GAME" ? "go" : ""), { name: "RangeError", message });
});

Deno.test("BoardGames.webActions() offers the legal moves, by their names", async () => {
  await using env = await connect(environment);
  const offered = async () =>
    (await env.render()).actions!.map(({ label, action }) => [label, action as { action_id: number }] as const);
  await env.reset({ game: "catch" });
  assert.deepEqual(await offered(), ["left", "stay", "right"].map((name, action_id) => [name, { action_id }]));
  await env.reset({ game: "tic_tac_toe", opponent: "first" });
  await env.step({ action_id: 8 });
  const cells = await offered();
  assert.deepEqual([cells.length, cells[0]], [7, ["row 1, column 2", { action_id: 1 }]]);
  for (const game of GAME_NAMES) {
    const { observation } = await env.reset({ game, seed: 1 });
    assert.deepEqual((await offered()).map(([, { action_id }]) => action_id), observation.legal_actions, game);
  }
});

Deno.test("BoardGames.render() draws boards, and describes cards", async () => {
  await using env = await connect(environment);
  await env.reset({ game: "tic_tac_toe", opponent: "first" });
  await env.step({ action_id: 4 });
  const { text, svg } = (await env.render()).rendering!;
  assert.equal(text, "o . .\n. x .\n. . .");
  assert.match(svg!, />x<\/text>/);
  await env.reset({ game: "blackjack", seed: 1 });
  const cards = (await env.render()).rendering!;
  assert.match(cards.text!, /^You: .+ \(\d+\)\nDealer: \?\? \w\w$/);
  assert.equal(cards.svg, undefined);
});
