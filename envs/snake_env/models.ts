import { exactly, type Schema } from "@openenv/core";
import { tensor, type TensorList } from "@openenv/core/tensor";
import { z } from "zod";

/** The number of rows and of columns, the frame of walls included. */
export const SIZE = 20;
/** The number of channels of a cell. */
export const CHANNELS = 8;

/** What the actions mean: to the snake, or to the grid. */
export type ActionMode = "relative" | "absolute";

/** The agent's action. */
export interface SnakeAction {
  /**
   * In relative mode 0, 3 and 4 go straight on, 1 turns left, 2 turns right. In absolute mode 0 goes straight on, 1 is left, 2
   * right, 3 down, 4 up; the opposite of the snake's direction goes straight on.
   */
  action: number;
}

/** The agent's observation. */
export interface SnakeObservation {
  /** The cells, row by row: 0 empty, 1 wall, 2 fruit, 3 head, 4 body, 5 tail. */
  grid: TensorList<TensorList>;
  /** The same as channels that are 0 or 1: wall, fruit, three for other snakes, and the snake's head, body and tail. */
  observation: TensorList<TensorList<TensorList>>;
  /** The sum of the rewards. */
  episode_score: number;
  /** The number of steps. */
  episode_steps: number;
  /** The number of fruits eaten; 0 before the last step, as in the reference. */
  episode_fruits: number;
  /** The number of other snakes killed: 0. */
  episode_kills: number;
  /** `false` at the end of the episode. */
  alive: boolean;
}

/** The environment's own state. */
export interface SnakeState {
  /** The cells of the snake, the head first, as rows and columns. */
  snake: number[][];
  /** The cell of the fruit, as row and column; `null` if there is no room for one. */
  fruit: number[] | null;
  /** The number of fruits eaten so far. */
  fruits: number;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedSnakeResetOptions {
  /** What the actions mean. Default: `"relative"`. */
  mode: ActionMode;
  /** The number of fruits that wins the episode. Default: `null`, it goes on. */
  fruits_to_win: number | null;
}

/** The environment's own reset options, as callers write them. */
export type SnakeResetOptions = Partial<ResolvedSnakeResetOptions>;

/** The schema of {@linkcode SnakeAction}. */
export const SnakeAction: Schema<SnakeAction> = exactly<SnakeAction>()(z.object({ action: z.int().min(0).max(4) }));

/** The schema of {@linkcode SnakeObservation}. */
export const SnakeObservation: Schema<SnakeObservation> = exactly<SnakeObservation>()(z.object({
  grid: tensor({ shape: [SIZE, SIZE], dtype: "int8", layout: "nested" }),
  observation: tensor({ shape: [SIZE, SIZE, CHANNELS], dtype: "float32", layout: "nested" }),
  episode_score: z.number(),
  episode_steps: z.int(),
  episode_fruits: z.int(),
  episode_kills: z.int(),
  alive: z.boolean(),
}));

/** The schema of {@linkcode SnakeState}. */
export const SnakeState: Schema<SnakeState> = exactly<SnakeState>()(z.object({
  snake: z.array(z.array(z.int())),
  fruit: z.array(z.int()).nullable(),
  fruits: z.int(),
}));

/** The schema of {@linkcode SnakeResetOptions}. */
export const SnakeResetOptions: Schema<SnakeResetOptions, ResolvedSnakeResetOptions> = exactly<
  ResolvedSnakeResetOptions,
  SnakeResetOptions
>()(z.object({
  mode: z.enum(["relative", "absolute"]).default("relative"),
  fruits_to_win: z.int().min(1).nullable().default(null),
}));
