/**
 * The contract of word_games: play Wordle, or another guessing game, in words.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { wordGames } from "@openenv/word-games-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", wordGames);
 * ```
 *
 * @module
 */
export { wordGames } from "./contract.ts";
export type { GameId } from "./games/all_games.ts";
export {
  type ResolvedWordGamesResetOptions,
  WordGamesAction,
  type WordGamesMessage,
  WordGamesObservation,
  WordGamesResetOptions,
  WordGamesState,
} from "./models.ts";
