import assert from "node:assert/strict";
import { GAMES } from "./all_games.ts";
import { totalOf } from "./blackjack.ts";
import type { Draw, Game, Position } from "./game.ts";
import { createGame2048, slide } from "./game_2048.ts";

/** Chance that draws these outcomes, one after the other. */
function drawing(...outcomes: readonly number[]): Draw {
  const rest = [...outcomes];
  return (possible) => {
    const outcome = rest.shift()!;
    assert.ok(possible.includes(outcome), `${outcome} of ${possible}`);
    return outcome;
  };
}

function play(game: Game, actions: readonly number[], draw: Draw): Position {
  return actions.reduce((position, action) => position.apply(action, draw), game.start(draw));
}

const placesOf = (numbers: readonly number[]) => numbers.flatMap((number, place) => number === 0 ? [] : [place]);

Deno.test("catch: the paddle wins under the ball, and stays on the board", () => {
  const stay = [1, 1, 1, 1, 1, 1, 1, 1];
  const won = play(GAMES.catch, [...stay, 0], drawing(1));
  assert.deepEqual([won.player, won.rewards, placesOf(won.observe(0))], [-4, [1], [46]]);
  const lost = play(GAMES.catch, [...stay, 1], drawing(1));
  assert.deepEqual([lost.rewards, placesOf(lost.observe(0))], [[-1], [46, 47]]);
  assert.deepEqual(placesOf(play(GAMES.catch, [2, 2, 2], drawing(0)).observe(0)), [15, 49]);
});

Deno.test("tic_tac_toe: three in a row win, a full board is a draw", () => {
  const won = play(GAMES.tic_tac_toe, [0, 3, 1, 4, 2], drawing());
  assert.deepEqual([won.player, won.rewards, won.legalActions], [-4, [1, -1], []]);
  const draw = play(GAMES.tic_tac_toe, [0, 1, 2, 4, 3, 5, 7, 6, 8], drawing());
  assert.deepEqual([draw.player, draw.rewards], [-4, [0, 0]]);
});

Deno.test("kuhn_poker: passes and bets decide the stake", () => {
  const endings: readonly [number[], number[]][] = [
    [[0, 0], [-1, 1]],
    [[0, 1, 0], [-1, 1]],
    [[0, 1, 1], [-2, 2]],
    [[1, 0], [1, -1]],
    [[1, 1], [-2, 2]],
  ];
  for (const [actions, rewards] of endings) {
    assert.deepEqual(play(GAMES.kuhn_poker, actions, drawing(0, 1)).rewards, rewards);
  }
  assert.deepEqual(placesOf(play(GAMES.kuhn_poker, [1], drawing(0, 2)).observe(1)), [1, 4, 6]);
});

Deno.test("cliff_walking: falling costs 100, and the way along the cliff 9", () => {
  assert.deepEqual(play(GAMES.cliff_walking, [0], drawing()).rewards, [-100]);
  const end = play(GAMES.cliff_walking, [1, 0, 0, 0, 0, 0, 0, 0, 3], drawing());
  assert.deepEqual([end.player, end.rewards], [-4, [-1]]);
  assert.equal(play(GAMES.cliff_walking, new Array(99).fill(2), drawing()).player, 0);
  assert.equal(play(GAMES.cliff_walking, new Array(100).fill(2), drawing()).player, -4);
});

Deno.test("2048: equal tiles that meet merge, once for each slide", () => {
  const rows = [2, 2, 2, 2, 0, 4, 0, 4, 2, 0, 2, 4, 8, 4, 4, 8];
  assert.deepEqual(slide(rows, 3), { tiles: [4, 4, 0, 0, 8, 0, 0, 0, 4, 4, 0, 0, 8, 8, 8, 0], gain: 28 });
  assert.deepEqual(slide(rows, 1).tiles, [0, 0, 4, 4, 0, 0, 0, 8, 0, 0, 4, 4, 0, 8, 8, 8]);
  assert.deepEqual(slide([2, ...new Array(11).fill(0), 2, 0, 0, 0], 2).tiles[12], 4);
  const end = play(createGame2048(4), [3], drawing(0, 2));
  assert.deepEqual([end.player, end.rewards, end.legalActions], [-4, [4], []]);
});

Deno.test("blackjack: an ace counts 11 or 1, the dealer draws to 17, and its first card is hidden", () => {
  assert.deepEqual([totalOf([0, 12]), totalOf([0, 13]), totalOf([0, 12, 11]), totalOf([9, 10, 11])], [21, 12, 21, 30]);
  const start = GAMES.blackjack.start(drawing(12, 28, 19, 32));
  assert.equal(start.show(0), "You: CK H3 (13)\nDealer: ?? H7");
  assert.ok(!placesOf(start.observe(0)).includes(137 + 19));
  const lost = play(GAMES.blackjack, [1], drawing(12, 28, 19, 32, 45));
  assert.deepEqual([lost.rewards, lost.show(0)], [[-1], "You: CK H3 (13)\nDealer: D7 H7 S7 (21)"]);
  assert.deepEqual(play(GAMES.blackjack, [0], drawing(12, 28, 19, 32, 11)).rewards, [-1]);
  assert.deepEqual(play(GAMES.blackjack, [1], drawing(12, 9, 26, 30, 10, 8)).rewards, [1]); // 16 with a hard ace, then bust
});
