import {
  type Environment,
  type EpisodeContext,
  type Implementation,
  Rubric,
  type StepResult,
  type StepReturn,
} from "@openenv/core";
import { gridWorld } from "./contract.ts";
import type {
  Direction,
  GridWorldAction,
  GridWorldObservation,
  GridWorldState,
  ResolvedGridWorldResetOptions,
} from "./models.ts";

const SIZE = 5;
const GOAL = { x: SIZE - 1, y: SIZE - 1 } as const;
const STEP_REWARD = -0.1;
const GOAL_REWARD = 1;

const MOVES: Readonly<Record<Direction, { readonly dx: number; readonly dy: number }>> = {
  UP: { dx: -1, dy: 0 },
  DOWN: { dx: 1, dy: 0 },
  LEFT: { dx: 0, dy: -1 },
  RIGHT: { dx: 0, dy: 1 },
};

/** The reward of a step: 1 for reaching the goal, a small cost for every other step. */
class ReachGoal extends Rubric<GridWorldAction, GridWorldObservation> {
  override forward(_action: GridWorldAction, { observation }: StepResult<GridWorldObservation>): number {
    return isGoal(observation) ? GOAL_REWARD : STEP_REWARD;
  }
}

/**
 * The world: a 5x5 grid with the goal at (4, 4).
 *
 * @example
 * ```ts
 * import environment from "@openenv/grid-world-env/environment";
 * import { connect } from "@openenv/client";
 * import assert from "node:assert/strict";
 *
 * await using env = await connect(environment);
 * await env.reset();
 * assert.equal((await env.step({ action: "RIGHT" })).observation.y, 1);
 * ```
 */
export class GridWorld implements Environment<typeof gridWorld> {
  /** Scores the steps. */
  readonly rubric: Rubric<GridWorldAction, GridWorldObservation> = new ReachGoal();
  #x = 0;
  #y = 0;

  /** Puts the agent at (0, 0), or on a random cell other than the goal. */
  reset({ random_start }: ResolvedGridWorldResetOptions, { random }: EpisodeContext): StepReturn<GridWorldObservation> {
    const cell = random_start ? random.int(0, SIZE * SIZE - 2) : 0;
    this.#x = Math.floor(cell / SIZE);
    this.#y = cell % SIZE;
    return { observation: this.#observe(`Welcome to Grid World! Goal is at [${GOAL.x}, ${GOAL.y}].`), reward: 0 };
  }

  /** Moves the agent by one cell, unless the border is in the way. */
  step({ action }: GridWorldAction): StepReturn<GridWorldObservation> {
    const { dx, dy } = MOVES[action];
    this.#x = clamp(this.#x + dx);
    this.#y = clamp(this.#y + dy);
    const terminated = isGoal({ x: this.#x, y: this.#y });
    return { observation: this.#observe(terminated ? "You found the goal!" : "Keep going..."), terminated };
  }

  /** Returns the size of the grid and the position of the goal. */
  state(): GridWorldState {
    return { size: SIZE, goal: { ...GOAL } };
  }

  #observe(message: string): GridWorldObservation {
    return { x: this.#x, y: this.#y, message };
  }
}

function isGoal({ x, y }: { readonly x: number; readonly y: number }): boolean {
  return x === GOAL.x && y === GOAL.y;
}

function clamp(coordinate: number): number {
  return Math.min(Math.max(coordinate, 0), SIZE - 1);
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof gridWorld> = gridWorld.implement(() => new GridWorld());

export default environment;
