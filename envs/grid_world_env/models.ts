import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";

/** A direction: UP and DOWN change `x`, LEFT and RIGHT change `y`. */
export type Direction = "UP" | "DOWN" | "LEFT" | "RIGHT";

/** The agent's action. */
export interface GridWorldAction {
  /** The direction of the move; a move into the border leaves the agent where it is. */
  action: Direction;
}

/** The agent's observation. */
export interface GridWorldObservation {
  /** The agent's row, 0 to 4. */
  x: number;
  /** The agent's column, 0 to 4. */
  y: number;
  /** A description of what happened. */
  message: string;
}

/** The environment's own state. */
export interface GridWorldState {
  /** The number of rows and of columns. */
  size: number;
  /** The position of the goal. */
  goal: { x: number; y: number };
}

/** The environment's own reset options, as callers write them. */
export interface GridWorldResetOptions {
  /** `true` starts on a random cell other than the goal. Default: `false`, at (0, 0). */
  random_start?: boolean;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedGridWorldResetOptions {
  /** See {@linkcode GridWorldResetOptions}. */
  random_start: boolean;
}

/** The schema of {@linkcode GridWorldAction}. */
export const GridWorldAction: Schema<GridWorldAction> = exactly<GridWorldAction>()(
  z.object({ action: z.enum(["UP", "DOWN", "LEFT", "RIGHT"]) }),
);

/** The schema of {@linkcode GridWorldObservation}. */
export const GridWorldObservation: Schema<GridWorldObservation> = exactly<GridWorldObservation>()(
  z.object({ x: z.int().min(0).max(4), y: z.int().min(0).max(4), message: z.string() }),
);

/** The schema of {@linkcode GridWorldState}. */
export const GridWorldState: Schema<GridWorldState> = exactly<GridWorldState>()(
  z.object({ size: z.int(), goal: z.object({ x: z.int(), y: z.int() }) }),
);

/** The schema of {@linkcode GridWorldResetOptions}. */
export const GridWorldResetOptions: Schema<GridWorldResetOptions, ResolvedGridWorldResetOptions> = exactly<
  ResolvedGridWorldResetOptions,
  GridWorldResetOptions
>()(z.object({ random_start: z.boolean().default(false) }));
