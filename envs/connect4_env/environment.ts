import {
  type Environment,
  type EpisodeContext,
  type Implementation,
  type Random,
  type Rendering,
  Rubric,
  type StepResult,
  type StepReturn,
  type WebAction,
} from "@openenv/core";
import { type Board, dropDisc, EMPTY_BOARD, hasWon, legalColumns, type Player } from "./board.ts";
import { connect4 } from "./contract.ts";
import { drawBoard } from "./drawing.ts";
import type { Connect4Action, Connect4Observation, Connect4State, ResolvedConnect4ResetOptions } from "./models.ts";
import { chooseColumn } from "./search.ts";

/** How a game ended; `"illegal"` is a disc where there is no room, which ends it as well. */
type Ending = { readonly winner: Player } | "full" | "illegal";

/** The reward of a step: 1 for four in a row, -1 for those of the opponent and for a column without room. */
class FourInARow extends Rubric<Connect4Action, Connect4Observation> {
  readonly #game: () => { readonly ending: Ending | undefined; readonly agent: Player | null };

  /** Scores the game that the function returns. */
  constructor(game: () => { readonly ending: Ending | undefined; readonly agent: Player | null }) {
    super();
    this.#game = game;
  }

  /** Scores the end of the game; without an opponent the mover is the agent, so that it can only win. */
  override forward(_action: Connect4Action, _result: StepResult<Connect4Observation>): number {
    const { ending, agent } = this.#game();
    if (ending === undefined || ending === "full") return 0;
    if (ending === "illegal") return -1;
    return agent === null || ending.winner === agent ? 1 : -1;
  }
}

/** A game of connect4: the agent on both sides, or against an opponent. */
class Connect4 implements Environment<typeof connect4> {
  readonly rubric: Rubric<Connect4Action, Connect4Observation> = new FourInARow(() => ({
    ending: this.#ending,
    agent: this.#agent,
  }));
  #board: Board = EMPTY_BOARD;
  #next: Player = 1;
  #agent: Player | null = null;
  #options: ResolvedConnect4ResetOptions | undefined;
  #ending: Ending | undefined;

  /** Starts a game; the opponent moves if it begins. */
  reset(options: ResolvedConnect4ResetOptions, { random }: EpisodeContext): StepReturn<Connect4Observation> {
    this.#board = EMPTY_BOARD;
    this.#next = 1;
    this.#options = options;
    this.#ending = undefined;
    const begins = options.agent_begins ?? random.bool(0.5);
    this.#agent = options.opponent === "none" ? null : begins ? 1 : -1;
    this.#reply(random);
    return { ...this.#report(), reward: 0 };
  }

  /** Drops the agent's disc, and then the opponent's. */
  step({ column }: Connect4Action, { random }: EpisodeContext): StepReturn<Connect4Observation> {
    if (legalColumns(this.#board).includes(column)) {
      this.#drop(column);
    } else {
      this.#ending = "illegal";
      this.#next = -this.#next as Player;
    }
    if (this.#ending === undefined) this.#reply(random);
    return this.#report();
  }

  /** Returns the board and the players. */
  state(): Connect4State {
    return { board: this.#board.map((row) => [...row]), next_player: this.#next, agent: this.#agent };
  }

  /** Draws the board. */
  render(): Rendering {
    const name = (player: Player) => player === 1 ? "X" : "O";
    const ending = this.#ending;
    if (ending === undefined) return drawBoard(this.#board, `${name(this.#next)} to move`);
    if (typeof ending === "object") return drawBoard(this.#board, `${name(ending.winner)} has won`);
    return drawBoard(this.#board, ending === "full" ? "A draw" : "No room in that column");
  }

  /** Lists the columns that have room. */
  webActions(): WebAction<Connect4Action>[] {
    return legalColumns(this.#board).map((column) => ({ label: `Column ${column}`, action: { column } }));
  }

  #reply(random: Random): void {
    if (this.#agent === null || this.#agent === this.#next) return;
    const { opponent, opponent_depth: depth } = this.#options!;
    this.#drop(
      opponent === "random"
        ? random.choice(legalColumns(this.#board))
        : chooseColumn(this.#board, this.#next, { depth, random }),
    );
  }

  #drop(column: number): void {
    const winner = this.#next;
    this.#board = dropDisc(this.#board, column, winner);
    if (hasWon(this.#board, column)) this.#ending = { winner };
    else if (legalColumns(this.#board).length === 0) this.#ending = "full";
    this.#next = -winner as Player;
  }

  #report(): StepReturn<Connect4Observation> {
    return {
      observation: { board: this.#board.map((row) => [...row]), legal_actions: legalColumns(this.#board) },
      terminated: this.#ending !== undefined,
      info: { next_player: this.#next },
    };
  }
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof connect4> = connect4.implement(() => new Connect4());

export default environment;
