import type { MaybePromise, StepResult } from "@openenv/core";
import { ExponentialDiscountingTrajectoryRubric, type TrajectoryStep } from "@openenv/core/rubrics";
import type { ChessAction, ChessObservation, Color } from "./models.ts";

const ILLEGAL_MOVE = -0.1;

/** The key of the info that says why a move was refused. */
export const REFUSED = "error";

/** The score of a game: 1 for a win, -1 for a loss, 0 for a draw. A move that is refused costs 0.1 and is no step. */
export class WinOrLoss extends ExponentialDiscountingTrajectoryRubric<ChessAction, ChessObservation> {
  readonly #color: Color;

  /** Scores the games of one side. */
  constructor(color: Color, gamma: number) {
    super({ gamma });
    this.#color = color;
  }

  /** Scores a refused move at once, and keeps any other for the end. */
  override forward(action: ChessAction, result: StepResult<ChessObservation>): MaybePromise<number> {
    return REFUSED in result.info ? ILLEGAL_MOVE : super.forward(action, result);
  }

  /** Scores the game by its result; one that is cut off is a draw. */
  override scoreTrajectory(steps: readonly TrajectoryStep<ChessAction, ChessObservation>[]): number {
    const result = steps.at(-1)?.result.observation.result ?? null;
    if (result === null || result === "1/2-1/2") return 0;
    return (result === "1-0") === (this.#color === "white") ? 1 : -1;
  }

  /** Discounts the score of the game over the agent's moves. */
  override computeStepRewards(): number[] {
    return super.computeStepRewards() as number[]; // `scoreTrajectory` is synchronous
  }
}
