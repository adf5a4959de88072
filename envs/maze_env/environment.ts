import {
  type Environment,
  type EpisodeContext,
  type Implementation,
  InvalidOptionError,
  type Rendering,
  type Rubric,
  type StepReturn,
  type WebAction,
} from "@openenv/core";
import { FunctionRubric } from "@openenv/core/rubrics";
import { maze } from "./contract.ts";
import { drawMaze } from "./drawing.ts";
import { createGrid, findFarthest, FIXED_GRID, type Grid, isFree, move, type Place } from "./grid.ts";
import type { MazeAction, MazeObservation, MazeState, ResolvedMazeResetOptions } from "./models.ts";

/** What a move was. */
type Outcome = "exit" | "new" | "known" | "blocked";

const REWARDS: Readonly<Record<Outcome, number>> = { exit: 10, new: -0.05, known: -0.25, blocked: -0.75 };
/** The episode is lost when the rewards add up to less than this, for each cell. */
const LOSS_PER_CELL = -0.5;
/** The order in which legal actions are listed: left, right, up, down. */
const LISTED = [2, 3, 0, 1];

/** The world: a maze, an agent in it, and the cells that it has seen. */
export class Maze implements Environment<typeof maze> {
  /** The reward of a move: for the exit, a new cell, a known one, or none. */
  readonly rubric: Rubric<MazeAction, MazeObservation> = new FunctionRubric(() => REWARDS[this.#outcome]);
  #grid: Grid = FIXED_GRID;
  #exit: Place = [0, 0];
  #place: Place = [0, 0];
  #previous: Place = [0, 0];
  #known = new Set<string>();
  #total = 0;
  #outcome: Outcome = "new";
  #status: MazeState["status"] = "playing";

  /** Puts the agent at the start of the fixed maze, or of one that the seed decides. */
  reset({ start_cell, size }: ResolvedMazeResetOptions, { random }: EpisodeContext): StepReturn<MazeObservation> {
    const grid = size === null ? FIXED_GRID : createGrid(size, random);
    const exit: Place = size === null ? [7, 7] : findFarthest(grid, [0, 0]);
    const start = (start_cell ?? [0, 0]) as unknown as Place;
    if (!isFree(grid, start) || String(start) === String(exit)) {
      const why = grid[start[1]]?.[start[0]] === undefined
        ? "outside of the maze"
        : isFree(grid, start)
        ? "the exit"
        : "a wall";
      throw new InvalidOptionError(`Cannot start at start_cell [${start}]: it is ${why}`, { option: "start_cell" });
    }
    this.#grid = grid;
    this.#exit = exit;
    this.#place = this.#previous = start;
    this.#known.clear(); // the start counts as new once, when the agent returns to it
    this.#total = 0;
    this.#status = "playing";
    return { observation: this.#observe(), reward: 0, info: this.#describe(0) };
  }

  /** Moves the agent by one cell, unless a wall or the border is in the way. */
  step({ action }: MazeAction, { stepCount }: EpisodeContext): StepReturn<MazeObservation> {
    const next = move(this.#grid, this.#place, action);
    this.#outcome = this.#judge(next);
    this.#previous = this.#place;
    if (next !== undefined) {
      this.#place = next;
      this.#known.add(String(next));
    }
    this.#total += REWARDS[this.#outcome];
    const isLost = this.#total < LOSS_PER_CELL * this.#grid.length ** 2;
    this.#status = this.#outcome === "exit" ? "win" : isLost ? "lose" : "playing";
    const terminated = this.#status !== "playing";
    return { observation: this.#observe(), terminated, info: this.#describe(stepCount) };
  }

  /** Returns where the agent and the exit are, and the maze. */
  state(): MazeState {
    return {
      done: this.#status !== "playing",
      current_position: [...this.#place],
      exit_cell: [...this.#exit],
      status: this.#status,
      maze: this.#grid.map((row) => [...row]),
    };
  }

  /** Draws the maze. */
  render(): Rendering {
    return drawMaze(this.#grid, this.#place, this.#exit);
  }

  /** The four moves as buttons. */
  webActions(): WebAction<MazeAction>[] {
    return ["up", "down", "left", "right"].map((label, action) => ({ label, action: { action } }));
  }

  #judge(next: Place | undefined): Outcome {
    if (next === undefined) return "blocked";
    if (String(next) === String(this.#exit)) return "exit";
    return this.#known.has(String(next)) ? "known" : "new";
  }

  #observe(): MazeObservation {
    const isOver = this.#status !== "playing";
    const legal_actions = isOver ? [] : LISTED.filter((action) => move(this.#grid, this.#place, action) !== undefined);
    return { legal_actions, current_position: [...this.#place], previous_position: [...this.#previous] };
  }

  #describe(step: number): Record<string, unknown> {
    return { maze: this.#grid.map((row) => [...row]), status: this.#status, exit_cell: [...this.#exit], step };
  }
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof maze> = maze.implement(() => new Maze());

export default environment;
