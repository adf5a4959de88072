import { BISHOP, KING, KNIGHT, PAWN, type Position, QUEEN } from "./position.ts";

/** The values of the pieces, in hundredths of a pawn. */
const VALUES = [0, 100, 320, 330, 500, 900, 0];
/** What a pawn gains by its rank, seen from its own side. */
const ADVANCE = [0, 0, 4, 10, 22, 45, 90, 0];
/** A side with no more than this, pawns not counted, brings its king to the centre. */
const ENDGAME = 1400;
/** With a lead of this, the leader drives the other king into a corner. */
const WINNING = 300;

/** Evaluates a position in hundredths of a pawn: positive if White is better. */
export function evaluate({ board }: Position): number {
  let score = 0;
  const pieces = { 1: 0, [-1]: 0 };
  const kings = { 1: 0, [-1]: 0 };
  for (let square = 0; square < 128; square++) {
    const piece = board[square]!;
    if (piece === 0) continue;
    const side = piece > 0 ? 1 : -1;
    const kind = piece * side;
    if (kind === KING) kings[side] = square;
    else if (kind !== PAWN) pieces[side] += VALUES[kind]!;
    score += side * (VALUES[kind]! + placement(kind, side === 1 ? square : square ^ 0x70));
  }
  for (const side of [1, -1] as const) {
    const isEndgame = pieces[-side as 1 | -1] <= ENDGAME;
    score += side * (isEndgame ? -4 : 8) * distanceToCentre(kings[side]);
  }
  if (Math.abs(score) < WINNING) return score;
  const leader = score > 0 ? 1 : -1;
  const chase = 10 * distanceToCentre(kings[-leader as 1 | -1]) - 4 * distance(kings[1], kings[-1]);
  return score + leader * chase;
}

/** The value of a piece, in hundredths of a pawn. */
export function valueOf(piece: number): number {
  return VALUES[Math.abs(piece)]!;
}

/** What a piece gains by its square, seen from its own side. */
function placement(kind: number, square: number): number {
  const central = 6 - distanceToCentre(square);
  if (kind === PAWN) return ADVANCE[square >> 4]! + central * 2;
  if (kind === KNIGHT) return central * 6;
  if (kind === BISHOP) return central * 4;
  return kind === QUEEN ? central : 0;
}

/** The steps to the four squares in the middle, 0 to 6. */
function distanceToCentre(square: number): number {
  const [file, rank] = [square & 7, square >> 4];
  return Math.max(3 - file, file - 4) + Math.max(3 - rank, rank - 4);
}

function distance(one: number, other: number): number {
  return Math.abs((one & 7) - (other & 7)) + Math.abs((one >> 4) - (other >> 4));
}
