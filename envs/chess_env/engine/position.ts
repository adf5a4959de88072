/** A side: 1 is White, -1 is Black. */
export type Side = 1 | -1;

/** A move: the square it starts on, the square it ends on, and the kind of piece that a pawn becomes, or 0. */
export interface Move {
  readonly from: number;
  readonly to: number;
  readonly promotion: number;
}

/**
 * A position, which never changes: `playMove` returns a new one.
 *
 * A square is `16 * rank + file`, so that a step over the edge of the board sets a bit of `0x88`. A piece is its kind
 * times its side: 1 is a white pawn, -6 is the black king, 0 is an empty square.
 */
export interface Position {
  readonly board: Int8Array;
  readonly turn: Side;
  /** One bit for each castling move that is still allowed, in the order of `KQkq`. */
  readonly castling: number;
  /** The square behind a pawn that has just moved by two, or -1. */
  readonly enPassant: number;
}

export const PAWN = 1, KNIGHT = 2, BISHOP = 3, ROOK = 4, QUEEN = 5, KING = 6;

const LETTERS = ".pnbrqk";
const ORTHOGONAL = [16, -16, 1, -1];
const DIAGONAL = [17, 15, -15, -17];
const ALL = [...ORTHOGONAL, ...DIAGONAL];
const JUMPS = [33, 31, 18, 14, -14, -18, -31, -33];
/** The directions of each kind of piece; pawns have their own rules. */
const DIRECTIONS: readonly (readonly number[])[] = [[], [], JUMPS, DIAGONAL, ORTHOGONAL, ALL, ALL];
const PROMOTIONS = [QUEEN, KNIGHT, ROOK, BISHOP];
/** The castling bits that a move from or to a square removes. */
const CASTLING_SQUARES: Readonly<Record<number, number>> = { 0: 2, 4: 3, 7: 1, 112: 8, 116: 12, 119: 4 };

/** Reads a position in Forsyth-Edwards Notation, which must be valid. */
export function parsePosition(fen: string): Position {
  const [rows, turn, castling, enPassant] = fen.split(" ") as [string, string, string, string];
  const board = new Int8Array(128);
  rows.split("/").forEach((row, index) => {
    let square = 16 * (7 - index);
    for (const letter of row) {
      const kind = LETTERS.indexOf(letter.toLowerCase());
      if (kind < 0) square += Number(letter);
      else board[square++] = letter === letter.toUpperCase() ? kind : -kind;
    }
  });
  return {
    board,
    turn: turn === "w" ? 1 : -1,
    castling: [..."KQkq"].reduce((bits, letter, bit) => castling.includes(letter) ? bits | 1 << bit : bits, 0),
    enPassant: enPassant === "-" ? -1 : parseSquare(enPassant),
  };
}

/** Writes a move in UCI's form, such as `e7e8q`. */
export function toUci({ from, to, promotion }: Move): string {
  return nameOf(from) + nameOf(to) + (promotion === 0 ? "" : LETTERS[promotion]);
}

/** Lists the moves of the side to move, including those that leave its king in check. */
export function listMoves(position: Position, onlyCaptures = false): Move[] {
  const { board, turn } = position;
  const moves: Move[] = [];
  for (let from = 0; from < 128; from++) {
    if ((from & 0x88) !== 0 || board[from]! * turn <= 0) continue;
    const kind = Math.abs(board[from]!);
    if (kind === PAWN) addPawnMoves(moves, position, from, onlyCaptures);
    else addPieceMoves(moves, position, { from, kind, onlyCaptures });
  }
  if (!onlyCaptures) addCastling(moves, position);
  return moves;
}

/** Returns the position after a move of `listMoves`; `undefined` if it leaves the mover's king in check. */
export function playMove({ board: before, turn, castling, enPassant }: Position, move: Move): Position | undefined {
  const { from, to, promotion } = move;
  const board = before.slice();
  const kind = Math.abs(board[from]!);
  board[to] = promotion === 0 ? board[from]! : promotion * turn;
  board[from] = 0;
  if (kind === PAWN && to === enPassant) board[to - 16 * turn] = 0;
  if (kind === KING && Math.abs(to - from) === 2) {
    const [rookFrom, rookTo] = to > from ? [to + 1, to - 1] : [to - 2, to + 1];
    board[rookTo] = board[rookFrom]!;
    board[rookFrom] = 0;
  }
  const after: Position = {
    board,
    turn: -turn as Side,
    castling: castling & ~(CASTLING_SQUARES[from] ?? 0) & ~(CASTLING_SQUARES[to] ?? 0),
    enPassant: kind === PAWN && Math.abs(to - from) === 32 ? (from + to) / 2 : -1,
  };
  return isAttacked(after, board.indexOf(KING * turn), after.turn) ? undefined : after;
}

/** Returns `true` if the side to move is in check. */
export function isInCheck(position: Position): boolean {
  return isAttacked(position, position.board.indexOf(KING * position.turn), -position.turn as Side);
}

/** Returns `true` if a piece of the side could capture on the square. */
export function isAttacked({ board }: Position, square: number, by: Side): boolean {
  if (board[square - 15 * by] === PAWN * by && ((square - 15 * by) & 0x88) === 0) return true;
  if (board[square - 17 * by] === PAWN * by && ((square - 17 * by) & 0x88) === 0) return true;
  for (const jump of JUMPS) {
    if (((square + jump) & 0x88) === 0 && board[square + jump] === KNIGHT * by) return true;
  }
  return ALL.some((direction, index) => {
    let seen = square + direction;
    if ((seen & 0x88) === 0 && board[seen] === KING * by) return true;
    while ((seen & 0x88) === 0 && board[seen] === 0) seen += direction;
    if ((seen & 0x88) !== 0) return false;
    return board[seen] === QUEEN * by || board[seen] === (index < 4 ? ROOK : BISHOP) * by;
  });
}

function addPieceMoves(
  moves: Move[],
  { board, turn }: Position,
  { from, kind, onlyCaptures }: { readonly from: number; readonly kind: number; readonly onlyCaptures: boolean },
): void {
  const isSlider = kind !== KNIGHT && kind !== KING;
  for (const direction of DIRECTIONS[kind]!) {
    let to = from + direction;
    while ((to & 0x88) === 0 && board[to] === 0) {
      if (!onlyCaptures) moves.push({ from, to, promotion: 0 });
      if (!isSlider) break;
      to += direction;
    }
    if ((to & 0x88) === 0 && board[to]! * turn < 0) moves.push({ from, to, promotion: 0 });
  }
}

function addPawnMoves(moves: Move[], { board, turn, enPassant }: Position, from: number, onlyCaptures: boolean): void {
  const add = (to: number) => {
    if (to >= 16 && to < 112) moves.push({ from, to, promotion: 0 });
    else for (const promotion of PROMOTIONS) moves.push({ from, to, promotion });
  };
  const ahead = from + 16 * turn;
  if (board[ahead] === 0 && (!onlyCaptures || ahead < 16 || ahead >= 112)) {
    add(ahead);
    const isAtHome = from >> 4 === (turn === 1 ? 1 : 6);
    if (isAtHome && !onlyCaptures && board[ahead + 16 * turn] === 0) add(ahead + 16 * turn);
  }
  for (const to of [ahead - 1, ahead + 1]) {
    if ((to & 0x88) === 0 && (board[to]! * turn < 0 || to === enPassant)) add(to);
  }
}

function addCastling(moves: Move[], position: Position): void {
  const { board, turn, castling } = position;
  const [from, rights] = turn === 1 ? [4, castling & 3] : [116, castling >> 2];
  const isFree = (...squares: number[]) => squares.every((square) => board[square] === 0);
  const isSafe = (...squares: number[]) => squares.every((square) => !isAttacked(position, square, -turn as Side));
  if ((rights & 1) !== 0 && isFree(from + 1, from + 2) && isSafe(from, from + 1)) {
    moves.push({ from, to: from + 2, promotion: 0 });
  }
  if ((rights & 2) !== 0 && isFree(from - 1, from - 2, from - 3) && isSafe(from, from - 1)) {
    moves.push({ from, to: from - 2, promotion: 0 });
  }
}

function parseSquare(name: string): number {
  return 16 * (Number(name[1]) - 1) + name.charCodeAt(0) - 97;
}

function nameOf(square: number): string {
  return String.fromCharCode(97 + (square & 7)) + ((square >> 4) + 1);
}
