import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";
import { GAME_NAMES, type GameName } from "./games/all_games.ts";
import { OPPONENT_NAMES, type OpponentName } from "./opponents.ts";

/** The agent's action, as callers write it. */
export interface BoardGamesAction {
  /** One of the legal actions of the observation. */
  action_id: number;
  /** Ignored: the reset chooses the game. */
  game_name?: string;
  /** Ignored. */
  game_params?: Record<string, unknown>;
}

/** The agent's action, with defaults filled in. */
export interface ResolvedBoardGamesAction {
  /** See {@linkcode BoardGamesAction}. */
  action_id: number;
  /** See {@linkcode BoardGamesAction}. */
  game_name: string;
  /** See {@linkcode BoardGamesAction}. */
  game_params: Record<string, unknown>;
}

/** The agent's observation. */
export interface BoardGamesObservation {
  /** What the agent knows, in OpenSpiel's layout. */
  info_state: number[];
  /** The actions that are allowed; empty at the end. */
  legal_actions: number[];
  /** `initial` after a reset, `terminal` at the end. */
  game_phase: "initial" | "playing" | "terminal";
  /** The player to move; -4 at the end. */
  current_player_id: number;
  /** What the opponent did last since the agent's move, if anything. */
  opponent_last_action: number | null;
}

/** The environment's own state. */
export interface BoardGamesState {
  /** The moves of all players; absent before the first reset. */
  step_count?: number;
  /** The game. */
  game_name: GameName;
  /** The agent's player, from 0. */
  agent_player: number;
  /** The opponent. */
  opponent_policy: OpponentName;
  /** Always empty. */
  game_params: Record<string, unknown>;
  /** How many play. */
  num_players: number;
}

/** The environment's own reset options, as callers write them. */
export interface BoardGamesResetOptions {
  /** The game. Default: the variable `OPENSPIEL_GAME`, or `catch`. */
  game?: GameName | null;
  /** The opponent in a game of two. Default: the variable `OPENSPIEL_OPPONENT_POLICY`, or `random`. */
  opponent?: OpponentName | null;
  /** The agent's player; player 0 begins. Default: the variable `OPENSPIEL_AGENT_PLAYER`, or 0. */
  agent_player?: number | null;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedBoardGamesResetOptions {
  /** See {@linkcode BoardGamesResetOptions}. */
  game: GameName | null;
  /** See {@linkcode BoardGamesResetOptions}. */
  opponent: OpponentName | null;
  /** See {@linkcode BoardGamesResetOptions}. */
  agent_player: number | null;
}

const params = z.record(z.string(), z.unknown());

/** The schema of {@linkcode BoardGamesAction}. */
export const BoardGamesAction: Schema<BoardGamesAction, ResolvedBoardGamesAction> = exactly<
  ResolvedBoardGamesAction,
  BoardGamesAction
>()(z.object({ action_id: z.int(), game_name: z.string().default("catch"), game_params: params.default({}) }));

/** The schema of {@linkcode BoardGamesObservation}. */
export const BoardGamesObservation: Schema<BoardGamesObservation> = exactly<BoardGamesObservation>()(z.object({
  info_state: z.array(z.number()),
  legal_actions: z.array(z.int()),
  game_phase: z.enum(["initial", "playing", "terminal"]),
  current_player_id: z.int(),
  opponent_last_action: z.int().nullable(),
}));

/** The schema of {@linkcode BoardGamesState}. */
export const BoardGamesState: Schema<BoardGamesState> = exactly<BoardGamesState>()(z.object({
  step_count: z.int().min(0).optional(),
  game_name: z.enum(GAME_NAMES),
  agent_player: z.int(),
  opponent_policy: z.enum(OPPONENT_NAMES),
  game_params: params,
  num_players: z.int(),
}));

/** The schema of {@linkcode BoardGamesResetOptions}. */
export const BoardGamesResetOptions: Schema<BoardGamesResetOptions, ResolvedBoardGamesResetOptions> = exactly<
  ResolvedBoardGamesResetOptions,
  BoardGamesResetOptions
>()(z.object({
  game: z.enum(GAME_NAMES).nullable().default(null),
  opponent: z.enum(OPPONENT_NAMES).nullable().default(null),
  agent_player: z.int().min(0).max(1).nullable().default(null),
}));
