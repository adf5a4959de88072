import {
  type Environment,
  type EpisodeContext,
  type Implementation,
  InvalidOptionError,
  type Random,
  type Rendering,
  type ResolvedResetOptions,
  type StepResult,
  type StepReturn,
  type WebAction,
} from "@openenv/core";
import { taskOf } from "@openenv/core/tasks";
import { chess } from "./contract.ts";
import { drawPosition } from "./drawing.ts";
import { evaluate } from "./engine/evaluate.ts";
import { parsePosition, toUci } from "./engine/position.ts";
import { chooseMove } from "./engine/search.ts";
import { Game } from "./game.ts";
import type { ChessAction, ChessObservation, ChessState, Color, ResolvedChessResetOptions } from "./models.ts";
import { puzzles } from "./puzzles.ts";
import { REFUSED, WinOrLoss } from "./rubric.ts";

type Options = ResolvedChessResetOptions & ResolvedResetOptions;

/** What is settled when a game begins. */
interface Setup {
  readonly fen: string | undefined;
  readonly color: Color;
  readonly opponent: ResolvedChessResetOptions["opponent"];
  readonly depth: number;
  readonly maxHalfMoves: number;
  /** What a task asks for. */
  readonly instruction?: string;
}

/** A game of chess: the agent against an engine, against random moves, or on both sides. */
class ChessEnvironment implements Environment<typeof chess> {
  /** Scores the steps; each episode has its own. */
  rubric: WinOrLoss | undefined;
  #game = new Game();
  #setup: Setup | undefined;

  /** Starts a game; the opponent moves if it is its turn. */
  reset(options: Options, context: EpisodeContext): StepReturn<ChessObservation> {
    const setup = context.task === undefined ? setUpGame(options, context.random) : setUpPuzzle(options, context);
    this.#game = startGame(setup.fen);
    this.#setup = setup;
    this.rubric = new WinOrLoss(setup.color, options.gamma);
    this.#replyTo(context.random);
    const { info, ...report } = this.#report();
    return {
      ...report,
      reward: 0,
      info: setup.instruction === undefined ? info : { ...info, instruction: setup.instruction },
    };
  }

  /** Makes the agent's move and then the opponent's; a move that is refused changes nothing. */
  step({ move }: ChessAction, { random }: EpisodeContext): StepReturn<ChessObservation> {
    const refusal = this.#game.refusalOf(move);
    if (refusal !== undefined) {
      const { observation, info } = this.#report();
      return { observation, info: { ...info, [REFUSED]: refusal } };
    }
    this.#game.play(move);
    this.#replyTo(random);
    return this.#report();
  }

  /** Repeats the end and the reward in the observation, and gives each move of the agent its share of the score. */
  transform(result: StepResult<ChessObservation>): StepResult<ChessObservation> {
    const { done, reward, info } = result;
    const observation = { ...result.observation, done, reward };
    if (!done || !this.rubric?.trajectory.length) return { ...result, observation };
    const { gamma } = this.rubric;
    return { ...result, observation, info: { ...info, discounted_rewards: this.rubric.computeStepRewards(), gamma } };
  }

  /** Returns the position, the moves and the players. */
  state(): ChessState {
    const { fen, turn, moves } = this.#game;
    const { color, opponent } = this.#setup!;
    const step_count = moves.length;
    return { step_count, fen, current_player: turn, move_history: [...moves], agent_color: color, opponent };
  }

  /** Draws the board. */
  render(): Rendering {
    const { fen, turn, moves, result } = this.#game;
    const { color, opponent } = this.#setup!;
    const now = result ?? `${turn} to move`;
    const players = opponent === "none" ? "both sides" : `${color} against ${opponent}`;
    return drawPosition(fen, moves.at(-1), `${now}; the agent plays ${players}`);
  }

  /** Lists the legal moves. */
  webActions(): WebAction<ChessAction>[] {
    return this.#game.legalMoves.map((move) => ({ label: move, action: { move } }));
  }

  #replyTo(random: Random): void {
    const { color, opponent, depth } = this.#setup!;
    const game = this.#game;
    if (opponent === "none" || game.turn === color || this.#isOver) return;
    if (opponent === "random") game.play(random.choice(game.legalMoves));
    else game.play(toUci(chooseMove(parsePosition(game.fen), depth, random).move));
  }

  get #isCutOff(): boolean {
    return this.#game.moves.length >= this.#setup!.maxHalfMoves;
  }

  get #isOver(): boolean {
    return this.#game.result !== null || this.#isCutOff;
  }

  /** Returns the situation; `done` and `reward` in the observation are known later. */
  #report(): StepReturn<ChessObservation> & { readonly info: Readonly<Record<string, unknown>> } {
    const { fen, legalMoves, isCheck, result, fullmoveNumber, halfmoveClock } = this.#game;
    const ended = { result: result ?? (this.#isCutOff ? "1/2-1/2" as const : null) };
    return {
      observation: { fen, legal_moves: [...legalMoves], is_check: isCheck, ...ended, done: false, reward: null },
      terminated: result !== null,
      truncated: result === null && this.#isCutOff,
      info: {
        evaluation: evaluate(parsePosition(fen)),
        fullmove_number: fullmoveNumber,
        halfmove_clock: halfmoveClock,
      },
    };
  }
}

function setUpGame(options: Options, random: Random): Setup {
  const { fen, opponent, agent_color, opponent_depth: depth, max_half_moves: maxHalfMoves } = options;
  const drawn = random.bool(0.5) ? "white" : "black";
  const color = agent_color ?? (opponent === "none" ? "white" : drawn);
  return { fen: fen ?? undefined, color, opponent, depth, maxHalfMoves };
}

/** The agent has the side to move, and no more moves than the puzzle allows. */
function setUpPuzzle(options: Options, context: EpisodeContext): Setup {
  for (const option of ["fen", "agent_color"] as const) {
    if (options[option] !== null) throw invalidOption(option, "the task decides it");
  }
  const { fen, moves, instruction } = taskOf(puzzles, context).public;
  const { opponent, opponent_depth: depth } = options;
  const color = fen.includes(" w ") ? "white" : "black";
  return { fen, color, opponent, depth, maxHalfMoves: 2 * moves - 1, instruction };
}

function startGame(fen: string | undefined): Game {
  try {
    return new Game(fen);
  } catch (thrown) {
    throw invalidOption("fen", (thrown as Error).message);
  }
}

function invalidOption(option: string, state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot use option ${option}: ${state}`, { option });
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof chess> = chess.implement(() => new ChessEnvironment());

export default environment;
