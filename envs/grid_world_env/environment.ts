import {
  type Environment,
  type EpisodeContext,
  type Implementation,
  type Rendering,
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

  /** Draws the grid: the agent is a disc, or `A`; the goal is a square, or `G`. */
  render(): Rendering {
    const line = (x: number) => Array.from({ length: SIZE }, (_, y) => this.#cell(x, y)).join(" ");
    const text = Array.from({ length: SIZE }, (_, x) => line(x)).join("\n");
    const grid = Array.from({ length: SIZE - 1 }, (_, i) => `M${i + 1} 0v${SIZE}M0 ${i + 1}h${SIZE}`).join("");
    const goal = `<rect x="${GOAL.y + 0.2}" y="${GOAL.x + 0.2}" width=".6" height=".6" fill="#2e9e5b"/>`;
    const agent = `<circle cx="${this.#y + 0.5}" cy="${this.#x + 0.5}" r=".3" fill="#3b6fd4"/>`;
    const lines = `<path d="${grid}M0 0h${SIZE}v${SIZE}h-${SIZE}z" fill="none" stroke="#8888" stroke-width=".04"/>`;
    const size = `viewBox="-.1 -.1 ${SIZE + 0.2} ${SIZE + 0.2}" width="320" height="320"`;
    return { text, svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${lines}${goal}${agent}</svg>` };
  }

  #cell(x: number, y: number): string {
    if (x === this.#x && y === this.#y) return "A";
    return isGoal({ x, y }) ? "G" : ".";
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
