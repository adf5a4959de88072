/** Draws one of the outcomes, all equally likely; the numbers are those of OpenSpiel's chance outcomes. */
export type Draw = (outcomes: readonly number[]) => number;

/** The player of a position in which the game is over. */
export const TERMINAL = -4;

/** What a person sees: the cells of a board, row by row, or a text. */
export type Picture = readonly (readonly string[])[] | string;

/** One position of a game. It never changes; a move makes another one. */
export interface Position {
  /** The player to move, from 0, or {@linkcode TERMINAL}. */
  readonly player: number;
  /** What this player may do, in ascending order; nothing at the end. */
  readonly legalActions: readonly number[];
  /** What the last move brought each player. */
  readonly rewards: readonly number[];
  /** Carries out a legal action, and what chance does after it. */
  apply(action: number, draw: Draw): Position;
  /** Returns what a player knows, as numbers in OpenSpiel's layout. */
  observe(player: number): number[];
  /** Returns what a player sees. */
  show(player: number): Picture;
}

/** The rules of a game. */
export interface Game {
  /** How many play: 1 or 2. */
  readonly players: number;
  /** The names of the actions, from action 0 on. */
  readonly actions: readonly string[];
  /** Returns the first position in which a player has to move. */
  start(draw: Draw): Position;
}

/** Returns `length` numbers that are 0, but 1 at these places. */
export function onesAt(length: number, places: Iterable<number>): number[] {
  const numbers = new Array<number>(length).fill(0);
  for (const place of places) numbers[place] = 1;
  return numbers;
}
