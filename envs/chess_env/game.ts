import { Chess, type Square } from "chess.js";
import type { Color, GameResult } from "./models.ts";

const UCI = /^([a-h][1-8])([a-h][1-8])([nbrq])?$/;

/** The squares of the king and of the rook that each castling right needs. */
const CASTLING: Readonly<Record<string, readonly [king: Square, rook: Square]>> = {
  K: ["e1", "h1"],
  Q: ["e1", "a1"],
  k: ["e8", "h8"],
  q: ["e8", "a8"],
};

/** A game by the rules of chess. Moves are in UCI's form, such as `e2e4`. */
export class Game {
  readonly #chess: Chess;
  readonly #moves: string[] = [];
  #legalMoves: readonly string[] | undefined;

  /**
   * Starts a game. Castling rights without the king and the rook for them are dropped.
   *
   * @throws `Error` for a position that is not valid, or whose king could be captured.
   */
  constructor(fen?: string) {
    this.#chess = fen === undefined ? new Chess() : openPosition(fen);
  }

  /** The position in Forsyth-Edwards Notation. */
  get fen(): string {
    return this.#chess.fen();
  }

  /** The side to move. */
  get turn(): Color {
    return this.#chess.turn() === "w" ? "white" : "black";
  }

  /** `true` if the side to move is in check. */
  get isCheck(): boolean {
    return this.#chess.isCheck();
  }

  /** The number of the move, which goes up after each of Black's. */
  get fullmoveNumber(): number {
    return this.#chess.moveNumber();
  }

  /** The half-moves since the last capture or pawn move. */
  get halfmoveClock(): number {
    return Number(this.fen.split(" ")[4]);
  }

  /** The moves so far. */
  get moves(): readonly string[] {
    return this.#moves;
  }

  /** The legal moves of the side to move. */
  get legalMoves(): readonly string[] {
    return this.#legalMoves ??= this.#chess.moves({ verbose: true }).map(({ lan }) => lan);
  }

  /** The result; `null` while the game goes on. */
  get result(): GameResult | null {
    if (this.#chess.isCheckmate()) return this.turn === "white" ? "0-1" : "1-0";
    return this.#chess.isDraw() ? "1/2-1/2" : null;
  }

  /** Why a move can't be made; `undefined` for a legal move. */
  refusalOf(move: string): string | undefined {
    if (!UCI.test(move)) return "Malformed move: expected UCI's form, such as e2e4 or e7e8q";
    return this.legalMoves.includes(move) ? undefined : `Illegal move: ${move}`;
  }

  /** Makes a legal move. */
  play(move: string): void {
    const [, from, to, promotion] = UCI.exec(move)!;
    this.#chess.move({ from: from!, to: to!, promotion });
    this.#moves.push(move);
    this.#legalMoves = undefined;
  }
}

/** Reads a position, and checks what the library does not. */
function openPosition(fen: string): Chess {
  const given = new Chess(fen);
  const [board, turn, castling, ...rest] = given.fen().split(" ") as [string, "w" | "b", string, ...string[]];
  const isAtHome = (square: Square, type: string, letter: string) => {
    const piece = given.get(square);
    return piece?.type === type && piece.color === (letter === letter.toUpperCase() ? "w" : "b");
  };
  const rights = Object.entries(CASTLING).filter(([letter, [king, rook]]) =>
    castling.includes(letter) && isAtHome(king, "k", letter) && isAtHome(rook, "r", letter)
  ).map(([letter]) => letter).join("");
  const [king] = given.findPiece({ type: "k", color: turn === "w" ? "b" : "w" });
  if (given.isAttacked(king!, turn)) throw new Error("Invalid FEN: the side that is not to move is in check");
  return new Chess([board, turn, rights || "-", ...rest].join(" "));
}
