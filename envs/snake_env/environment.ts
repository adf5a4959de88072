import type {
  Environment,
  EpisodeContext,
  Implementation,
  Rendering,
  ResolvedResetOptions,
  Rubric,
  StepReturn,
  WebAction,
} from "@openenv/core";
import { FunctionRubric } from "@openenv/core/rubrics";
import { MAX_STEPS, snake } from "./contract.ts";
import { type Direction, Game, type Outcome, turn } from "./game.ts";
import {
  type ActionMode,
  type ResolvedSnakeResetOptions,
  SIZE,
  type SnakeAction,
  type SnakeObservation,
  type SnakeState,
} from "./models.ts";
import { drawGame, viewGame } from "./views.ts";

const REWARDS: Readonly<Record<Outcome, number>> = { moved: 0.001, ate: 1.001, died: -1 };

/** The directions of the actions in absolute mode: left, right, down, up; 0 keeps the direction. */
const ABSOLUTE: readonly (Direction | undefined)[] = [undefined, 3, 1, 2, 0];
const RELATIVE: readonly number[] = [0, -1, 1];

/** The names of the actions, one for each that differs. */
const MOVES: Readonly<Record<ActionMode, Readonly<Record<string, number>>>> = {
  relative: { left: 1, forward: 0, right: 2 },
  absolute: { up: 4, down: 3, left: 1, right: 2 },
};

/** The world: a snake, a fruit, and walls around them. */
class Snake implements Environment<typeof snake> {
  /** 0.001 for every step, 1 more for a fruit, -1 for dying. */
  readonly rubric: Rubric<SnakeAction, SnakeObservation> = new FunctionRubric(() => REWARDS[this.#outcome]);
  #game: Game | undefined;
  #mode: ActionMode = "relative";
  #goal: number | null = null;
  #maxSteps = MAX_STEPS;
  #outcome: Outcome = "moved";
  #score = 0;
  #fruits = 0;

  /** Puts the snake and a fruit at random places. */
  reset(
    { mode, fruits_to_win, max_steps = MAX_STEPS }: ResolvedSnakeResetOptions & ResolvedResetOptions,
    { random }: EpisodeContext,
  ): StepReturn<SnakeObservation> {
    this.#game = new Game(SIZE, random);
    this.#mode = mode;
    this.#goal = fruits_to_win;
    this.#maxSteps = max_steps;
    this.#score = 0;
    this.#fruits = 0;
    return { observation: this.#observe(0, false), reward: 0 };
  }

  /** Turns the snake and moves it by one cell. */
  step({ action }: SnakeAction, { stepCount }: EpisodeContext): StepReturn<SnakeObservation> {
    const game = this.#game!;
    this.#outcome = game.move(this.#directionOf(action));
    this.#score += REWARDS[this.#outcome];
    if (this.#outcome === "ate") this.#fruits++;
    const hasWon = game.fruit === undefined || (this.#goal !== null && this.#fruits >= this.#goal);
    const terminated = this.#outcome === "died" || hasWon;
    const isLast = terminated || stepCount >= this.#maxSteps;
    const observation = this.#observe(stepCount, isLast);
    return { observation, terminated, info: { info: isLast ? this.#statistics(stepCount) : {} } };
  }

  /** Returns where the snake and the fruit are. */
  state(): SnakeState {
    const { snake = [], fruit } = this.#game ?? {};
    return {
      snake: snake.map((cell) => [...cell]),
      fruit: fruit === undefined ? null : [...fruit],
      fruits: this.#fruits,
    };
  }

  /** Draws the grid. */
  render(): Rendering {
    return drawGame(this.#game!, `${this.#fruits} ${this.#fruits === 1 ? "fruit" : "fruits"}`);
  }

  /** The moves as buttons; straight on is the arrow key up where actions turn the snake. */
  webActions(): WebAction<SnakeAction>[] {
    return Object.entries(MOVES[this.#mode]).map(([label, action]) => ({ label, action: { action } }));
  }

  #directionOf(action: number): Direction {
    const { direction } = this.#game!;
    if (this.#mode === "relative") return turn(direction, RELATIVE[action] ?? 0);
    const wanted = ABSOLUTE[action] ?? direction;
    return wanted === turn(direction, 2) ? direction : wanted;
  }

  /** Counts the episode as the reference's library does: in lists, with one item for each snake. */
  #statistics(steps: number): Readonly<Record<string, number[]>> {
    return {
      rank: [1],
      episode_scores: [this.#score],
      episode_steps: [steps],
      episode_fruits: [this.#fruits],
      episode_kills: [0],
    };
  }

  #observe(steps: number, isLast: boolean): SnakeObservation {
    return {
      ...viewGame(this.#game!),
      episode_score: this.#score,
      episode_steps: steps,
      episode_fruits: isLast ? this.#fruits : 0,
      episode_kills: 0,
      alive: !isLast,
    };
  }
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof snake> = snake.implement(() => new Snake());

export default environment;
