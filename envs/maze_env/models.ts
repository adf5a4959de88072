import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";

/** A cell: its column and its row, from 0 at the top left. */
export type Cell = number[];

/** The agent's action. */
export interface MazeAction {
  /** 0 is up, 1 down, 2 left, 3 right. A move into a wall or the border leaves the agent where it is. */
  action: number;
}

/** The agent's observation. */
export interface MazeObservation {
  /** The actions that move the agent; empty at the end of the episode. */
  legal_actions: number[];
  /** Where the agent is: column and row. */
  current_position: Cell;
  /** Where it was before: column and row. */
  previous_position: Cell;
}

/** The environment's own state. */
export interface MazeState {
  /** `true` at the end of the episode. */
  done: boolean;
  /** Where the agent is: column and row. */
  current_position: Cell;
  /** The cell to reach: column and row. */
  exit_cell: Cell;
  /** How the episode stands. */
  status: "playing" | "win" | "lose";
  /** The rows of the maze; 1 is a wall. */
  maze: number[][];
}

/** The environment's own reset options, as callers write them. */
export interface MazeResetOptions {
  /** Where the agent starts: column and row. Default: the top left. */
  start_cell?: Cell | null;
  /** The number of rows and columns of a maze that the seed decides. Default: the fixed maze, 8 by 8. */
  size?: number | null;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedMazeResetOptions {
  /** See {@linkcode MazeResetOptions}. */
  start_cell: Cell | null;
  /** See {@linkcode MazeResetOptions}. */
  size: number | null;
}

const cell = z.array(z.int().min(0)).length(2);

/** The schema of {@linkcode MazeAction}. */
export const MazeAction: Schema<MazeAction> = exactly<MazeAction>()(z.object({ action: z.int().min(0).max(3) }));

/** The schema of {@linkcode MazeObservation}. */
export const MazeObservation: Schema<MazeObservation> = exactly<MazeObservation>()(
  z.object({
    legal_actions: z.array(z.int()),
    current_position: z.array(z.int()),
    previous_position: z.array(z.int()),
  }),
);

/** The schema of {@linkcode MazeState}. */
export const MazeState: Schema<MazeState> = exactly<MazeState>()(z.object({
  done: z.boolean(),
  current_position: z.array(z.int()),
  exit_cell: z.array(z.int()),
  status: z.enum(["playing", "win", "lose"]),
  maze: z.array(z.array(z.int())),
}));

/** The schema of {@linkcode MazeResetOptions}. */
export const MazeResetOptions: Schema<MazeResetOptions, ResolvedMazeResetOptions> = exactly<
  ResolvedMazeResetOptions,
  MazeResetOptions
>()(z.object({ start_cell: cell.nullable().default(null), size: z.int().min(3).max(101).nullable().default(null) }));
