import { type Draw, type Game, type Position, TERMINAL } from "./game.ts";

const SIZE = 4;
/** For up, right, down and left: the cells of each line, from the side that the tiles slide to. */
const LINES = [
  (line: number, step: number) => step * SIZE + line,
  (line: number, step: number) => line * SIZE + SIZE - 1 - step,
  (line: number, step: number) => (SIZE - 1 - step) * SIZE + line,
  (line: number, step: number) => line * SIZE + step,
] as const;

/** The tiles after a slide, and the sum of those that were merged. */
interface Slide {
  readonly tiles: readonly number[];
  readonly gain: number;
}

/** Slides all tiles; two equal ones that meet become one, once. */
export function slide(tiles: readonly number[], action: number): Slide {
  const next = new Array<number>(SIZE * SIZE).fill(0);
  let gain = 0;
  for (let line = 0; line < SIZE; line++) {
    let [place, isFresh] = [-1, false];
    for (let step = 0; step < SIZE; step++) {
      const tile = tiles[LINES[action]!(line, step)]!;
      if (tile === 0) continue;
      const before = place < 0 ? -1 : LINES[action]!(line, place);
      if (isFresh && next[before] === tile) {
        next[before] = 2 * tile;
        gain += 2 * tile;
        isFresh = false;
      } else {
        next[LINES[action]!(line, ++place)] = tile;
        isFresh = true;
      }
    }
  }
  return { tiles: next, gain };
}

/** Returns the actions that move a tile. */
export function listMoves(tiles: readonly number[]): number[] {
  return [0, 1, 2, 3].filter((action) => slide(tiles, action).tiles.some((tile, cell) => tile !== tiles[cell]));
}

/** Puts a 2 on a free cell, or, one time in ten, a 4: the outcomes 2 * cell and 2 * cell + 1. */
function addTile(tiles: readonly number[], draw: Draw): readonly number[] {
  const outcomes = tiles.flatMap((tile, cell) => tile === 0 ? [...new Array(9).fill(2 * cell), 2 * cell + 1] : []);
  const outcome = draw(outcomes);
  return tiles.with(Math.floor(outcome / 2), outcome % 2 === 0 ? 2 : 4);
}

function createPosition(tiles: readonly number[], gain: number, maxTile: number): Position {
  const hasReached = (cells: readonly number[]) => cells.some((tile) => tile >= maxTile);
  const legalActions = hasReached(tiles) ? [] : listMoves(tiles);
  return {
    player: legalActions.length === 0 ? TERMINAL : 0,
    legalActions,
    rewards: [gain],
    apply(action, draw) {
      const next = slide(tiles, action);
      return createPosition(hasReached(next.tiles) ? next.tiles : addTile(next.tiles, draw), next.gain, maxTile);
    },
    observe: () => [...tiles],
    show: () => [0, 4, 8, 12].map((start) => tiles.slice(start, start + SIZE).map((tile) => `${tile || "."}`)),
  };
}

/** Returns the game that a tile of this value ends. */
export function createGame2048(maxTile: number): Game {
  return {
    players: 1,
    actions: ["up", "right", "down", "left"],
    start: (draw) => createPosition(addTile(addTile(new Array(SIZE * SIZE).fill(0), draw), draw), 0, maxTile),
  };
}

/** Slides and merges tiles until there is one of 2048, or no move is left. */
export const game2048: Game = createGame2048(2048);
