/**
 * The contract of board_games: play one of six small games.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { boardGames } from "@openenv/board-games-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", boardGames);
 * await env.reset({ game: "tic_tac_toe", opponent: "first" });
 * ```
 *
 * @module
 */
export { boardGames } from "./contract.ts";
export type { GameName } from "./games/all_games.ts";
export {
  BoardGamesAction,
  BoardGamesObservation,
  BoardGamesResetOptions,
  BoardGamesState,
  type ResolvedBoardGamesAction,
  type ResolvedBoardGamesResetOptions,
} from "./models.ts";
export type { OpponentName } from "./opponents.ts";
