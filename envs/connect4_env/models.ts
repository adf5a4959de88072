import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";

/** The player of the other side; with `"none"`, the agent plays both. */
export type Opponent = "none" | "random" | "engine";

/** The agent's action. */
export interface Connect4Action {
  /** The column to drop a disc into, 0 to 6. */
  column: number;
}

/** The agent's observation. */
export interface Connect4Observation {
  /** Six rows of seven cells, the top row first: 1 and -1 are the first and the second player, 0 is empty. */
  board: number[][];
  /** The columns that have room. */
  legal_actions: number[];
}

/** The environment's own state. */
export interface Connect4State {
  /** See {@linkcode Connect4Observation}. */
  board: number[][];
  /** The player to move: 1 or -1. */
  next_player: number;
  /** The agent's discs, whose reward is counted: 1 or -1; `null` if it plays both sides. */
  agent: number | null;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedConnect4ResetOptions {
  /** The player of the other side. Default: `"none"`, as in the reference. */
  opponent: Opponent;
  /** How many moves the engine looks ahead, 1 to 8. Default: 4. */
  opponent_depth: number;
  /** `true` if the agent moves first. Default: `null`, the seed decides; it has no effect without an opponent. */
  agent_begins: boolean | null;
}

/** The environment's own reset options, as callers write them. */
export type Connect4ResetOptions = Partial<ResolvedConnect4ResetOptions>;

/** The schema of {@linkcode Connect4Action}. */
export const Connect4Action: Schema<Connect4Action> = exactly<Connect4Action>()(
  z.object({ column: z.int().meta({ description: "The column to drop a disc into, 0 to 6" }) }),
);

/** The schema of {@linkcode Connect4Observation}. */
export const Connect4Observation: Schema<Connect4Observation> = exactly<Connect4Observation>()(
  z.object({ board: z.array(z.array(z.int())), legal_actions: z.array(z.int()) }),
);

/** The schema of {@linkcode Connect4State}. */
export const Connect4State: Schema<Connect4State> = exactly<Connect4State>()(
  z.object({ board: z.array(z.array(z.int())), next_player: z.int(), agent: z.int().nullable() }),
);

/** The schema of {@linkcode Connect4ResetOptions}. */
export const Connect4ResetOptions: Schema<Connect4ResetOptions, ResolvedConnect4ResetOptions> = exactly<
  ResolvedConnect4ResetOptions,
  Connect4ResetOptions
>()(
  z.object({
    opponent: z.enum(["none", "random", "engine"]).default("none"),
    opponent_depth: z.int().min(1).max(8).default(4),
    agent_begins: z.boolean().nullable().default(null),
  }),
);
