/**
 * The oracle of board_games: one policy for each game.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import type { GameName } from "./games/all_games.ts";
import type { Position } from "./games/game.ts";
import { listMoves, slide } from "./games/game_2048.ts";
import { createPosition } from "./games/tic_tac_toe.ts";
import type { BoardGamesAction, BoardGamesObservation, BoardGamesState } from "./models.ts";

/** Chooses an action from what the agent knows. */
type Choose = (info: readonly number[], observation: BoardGamesObservation) => number;

const PLAYERS: Readonly<Record<GameName, Choose>> = {
  catch(info) {
    const ball = info.indexOf(1) % 5;
    const paddle = info.lastIndexOf(1) % 5;
    return 1 + Math.sign(ball - paddle);
  },
  tic_tac_toe(info, { current_player_id, legal_actions }) {
    const position = createPosition(Array.from({ length: 9 }, (_, cell) => info[cell] ? 0 : info[9 + cell] ? 1 : 2));
    const after = (action: number) => position.apply(action, Number);
    return best(legal_actions, (action) => valueOf(after(action), current_player_id));
  },
  kuhn_poker(info) {
    const [hasJack, isBet] = [info[2] === 1, info[6] === 1 || info[8] === 1];
    return hasJack && isBet ? 0 : 1; // against random play, a bet pays even with the jack
  },
  cliff_walking(info) {
    const steps = info.filter((bit) => bit === 1).length;
    return steps === 0 ? 1 : steps <= 7 ? 0 : 3;
  },
  "2048": (info, { legal_actions }) => best(legal_actions, (action) => lookAhead(info, action, 2)),
  blackjack(info) {
    const total = info.slice(3, 33).lastIndexOf(1);
    const dealer = (info.indexOf(1, 33) - 33) % 13 + 1; // an ace is 1
    return total >= 17 || (total >= 13 && dealer >= 2 && dealer <= 6) ? 1 : 0;
  },
};

function best(actions: readonly number[], rate: (action: number) => number): number {
  const rated = actions.map((action) => ({ action, value: rate(action) }));
  return rated.reduce((one, other) => other.value > one.value ? other : one).action;
}

/** What perfect play brings a player; the sooner it wins, the better. */
function valueOf(position: Position, player: number): number {
  if (position.legalActions.length === 0) return position.rewards[player]!;
  const values = position.legalActions.map((action) => valueOf(position.apply(action, Number), player));
  return 0.9 * (position.player === player ? Math.max(...values) : Math.min(...values));
}

/** What a slide gains, with those after it: merges, free cells, and high tiles in one corner. */
function lookAhead(tiles: readonly number[], action: number, depth: number): number {
  const next = slide(tiles, action);
  const corner = next.tiles.reduce(
    (sum, tile, cell) => sum + tile * (cell >> 2) * (cell >> 2 & 1 ? cell % 4 : 3 - cell % 4),
    0,
  );
  const free = next.tiles.filter((tile) => tile === 0).length;
  const moves = depth === 0 ? [] : listMoves(next.tiles);
  return next.gain + 20 * free + corner + Math.max(0, ...moves.map((move) => lookAhead(next.tiles, move, depth - 1)));
}

/**
 * Plays the game of the episode: catch and cliff_walking as well as they can be, tic_tac_toe so that it never loses,
 * 2048, blackjack and kuhn_poker by simple rules.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/board-games-env/environment";
 * import oracle from "@openenv/board-games-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const record = await playInNewSession(createLocalSubject(environment), { seed: 7, maxSteps: 20, policy: oracle });
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default async function playWell(
  { state }: PolicyEpisode,
): Promise<Policy<BoardGamesAction, BoardGamesObservation>> {
  const { game_name } = await state() as unknown as BoardGamesState;
  return ({ observation }) => ({ action_id: PLAYERS[game_name](observation.info_state, observation) });
}
