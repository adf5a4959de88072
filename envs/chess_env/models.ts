import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";

/** A side. */
export type Color = "white" | "black";

/** The result of a game, White's score first. */
export type GameResult = "1-0" | "0-1" | "1/2-1/2";

/** The player of the other side; with `"none"`, the agent moves both sides. */
export type Opponent = "engine" | "random" | "none";

/** The agent's action. */
export interface ChessAction {
  /** The move in UCI's form, such as `e2e4`, and `e7e8q` for a pawn that becomes a queen. */
  move: string;
}

/** The agent's observation. */
export interface ChessObservation {
  /** The position in Forsyth-Edwards Notation. */
  fen: string;
  /** The legal moves of the side to move, in UCI's form. */
  legal_moves: string[];
  /** `true` if the side to move is in check. */
  is_check: boolean;
  /** The result of the game; `null` while it goes on. */
  result: GameResult | null;
  /** The same as beside the observation, for clients that look here. */
  done: boolean;
  /** The same as beside the observation, for clients that look here. */
  reward: number | null;
}

/** The environment's own state. */
export interface ChessState {
  /** The number of half-moves, those of the opponent included. */
  step_count: number;
  /** The position in Forsyth-Edwards Notation. */
  fen: string;
  /** The side to move. */
  current_player: Color;
  /** All moves so far, in UCI's form. */
  move_history: string[];
  /** The agent's side, whose reward is counted. */
  agent_color: Color;
  /** The player of the other side. */
  opponent: Opponent;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedChessResetOptions {
  /** The first position. Default: `null`, the usual one. */
  fen: string | null;
  /** The player of the other side. Default: `"engine"`. */
  opponent: Opponent;
  /** How many half-moves the engine looks ahead, 1 to 4. Default: 2. */
  opponent_depth: number;
  /** The agent's side. Default: `null`, the seed decides; White if there is no opponent. */
  agent_color: Color | null;
  /** The half-moves after which the game is a draw. Default: 500. */
  max_half_moves: number;
  /** The discount of the rewards that come with the end of the game, 0 to 1. Default: 0.99. */
  gamma: number;
}

/** The environment's own reset options, as callers write them. */
export type ChessResetOptions = Partial<ResolvedChessResetOptions>;

/** The schema of {@linkcode ChessAction}. */
export const ChessAction: Schema<ChessAction> = exactly<ChessAction>()(
  z.object({ move: z.string().meta({ description: "A move in UCI's form, such as e2e4 or e7e8q" }) }),
);

/** The schema of {@linkcode ChessObservation}. */
export const ChessObservation: Schema<ChessObservation> = exactly<ChessObservation>()(
  z.object({
    fen: z.string(),
    legal_moves: z.array(z.string()),
    is_check: z.boolean(),
    result: z.enum(["1-0", "0-1", "1/2-1/2"]).nullable(),
    done: z.boolean(),
    reward: z.number().nullable(),
  }),
);

/** The schema of {@linkcode ChessState}. */
export const ChessState: Schema<ChessState> = exactly<ChessState>()(
  z.object({
    step_count: z.int().min(0),
    fen: z.string(),
    current_player: z.enum(["white", "black"]),
    move_history: z.array(z.string()),
    agent_color: z.enum(["white", "black"]),
    opponent: z.enum(["engine", "random", "none"]),
  }),
);

/** The schema of {@linkcode ChessResetOptions}. */
export const ChessResetOptions: Schema<ChessResetOptions, ResolvedChessResetOptions> = exactly<
  ResolvedChessResetOptions,
  ChessResetOptions
>()(
  z.object({
    fen: z.string().nullable().default(null),
    opponent: z.enum(["engine", "random", "none"]).default("engine"),
    opponent_depth: z.int().min(1).max(4).default(2),
    agent_color: z.enum(["white", "black"]).nullable().default(null),
    max_half_moves: z.int().min(1).max(10_000).default(500),
    gamma: z.number().min(0).max(1).default(0.99),
  }),
);
