import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";
import { GAME_IDS, type GameId } from "./games/all_games.ts";

/** The agent's action. */
export interface WordGamesAction {
  /** What the agent says. The guess stands in square brackets, such as `[apple]`. */
  message: string;
}

/** One message of the game or the agent. */
export interface WordGamesMessage {
  /** The agent is 0, the game -1. */
  sender_id: number;
  /** The text. */
  content: string;
  /** `PROMPT` for the rules, `PLAYER_ACTION` for the agent, `GAME_MESSAGE` and `GAME_ADMIN` for the game. */
  category: "PROMPT" | "PLAYER_ACTION" | "GAME_MESSAGE" | "GAME_ADMIN";
}

/** The agent's observation. */
export interface WordGamesObservation {
  /** The rules after a reset; later the name of the game. */
  prompt: string;
  /** The messages since the last observation. */
  messages: WordGamesMessage[];
  /** The player whose turn it is: always 0, the agent. */
  current_player_id: number;
  /** The players: `[0]`. */
  legal_players: number[];
  /** `reason` at the end, `invalid_move` after one, and in Wordle `reward_signals`. */
  info: Record<string, unknown>;
}

/** The environment's own state. */
export interface WordGamesState {
  /** The game. */
  env_id: string;
  /** The number of players: 1. */
  num_players: number;
  /** The turns after which the game ends; `null` before the first reset. */
  max_turns: number | null;
  /** The number of valid moves. */
  turn: number;
  /** The reward of the last step. */
  last_reward: number;
  /** The `info` of the last observation. */
  last_info: Record<string, unknown>;
  /** The game from within: `game_state` has the secret, `logs` all messages. */
  raw_state: Record<string, unknown>;
}

/** The environment's own reset options, as callers write them. */
export interface WordGamesResetOptions {
  /** The game. Default: the variable `TEXTARENA_ENV_ID`, or `Wordle-v0`. */
  env_id?: GameId | null;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedWordGamesResetOptions {
  /** See {@linkcode WordGamesResetOptions}. */
  env_id: GameId | null;
}

const info = z.record(z.string(), z.unknown());

/** The schema of {@linkcode WordGamesAction}. */
export const WordGamesAction: Schema<WordGamesAction> = exactly<WordGamesAction>()(z.object({ message: z.string() }));

/** The schema of {@linkcode WordGamesObservation}. */
export const WordGamesObservation: Schema<WordGamesObservation> = exactly<WordGamesObservation>()(z.object({
  prompt: z.string(),
  messages: z.array(z.object({
    sender_id: z.int(),
    content: z.string(),
    category: z.enum(["PROMPT", "PLAYER_ACTION", "GAME_MESSAGE", "GAME_ADMIN"]),
  })),
  current_player_id: z.int(),
  legal_players: z.array(z.int()),
  info,
}));

/** The schema of {@linkcode WordGamesState}. */
export const WordGamesState: Schema<WordGamesState> = exactly<WordGamesState>()(z.object({
  env_id: z.string(),
  num_players: z.int(),
  max_turns: z.int().nullable(),
  turn: z.int(),
  last_reward: z.number(),
  last_info: info,
  raw_state: info,
}));

/** The schema of {@linkcode WordGamesResetOptions}. */
export const WordGamesResetOptions: Schema<WordGamesResetOptions, ResolvedWordGamesResetOptions> = exactly<
  ResolvedWordGamesResetOptions,
  WordGamesResetOptions
>()(z.object({ env_id: z.enum(GAME_IDS).nullable().default(null) }));
