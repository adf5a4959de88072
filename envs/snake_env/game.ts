import type { Random } from "@openenv/core";

/** A cell: its row and its column. */
export type Cell = readonly [row: number, column: number];

/** A direction, clockwise from up. */
export type Direction = 0 | 1 | 2 | 3;

/** What a move did. */
export type Outcome = "moved" | "ate" | "died";

const DIRECTIONS: readonly Cell[] = [[-1, 0], [0, 1], [1, 0], [0, -1]];
const LENGTH = 3;

/** A snake on a square grid that is framed by walls, and a fruit. */
export class Game {
  readonly #size: number;
  readonly #random: Random;
  #cells: Cell[];
  #direction: Direction;
  #fruit: Cell | undefined;

  /** Puts a straight snake and a fruit at random places. */
  constructor(size: number, random: Random) {
    this.#size = size;
    this.#random = random;
    this.#direction = random.int(0, 3) as Direction;
    const [down, right] = DIRECTIONS[this.#direction]!;
    // The head is so far from every wall that the body fits behind it, and one move ahead is free.
    const head: Cell = [random.int(LENGTH, size - 1 - LENGTH), random.int(LENGTH, size - 1 - LENGTH)];
    this.#cells = Array.from({ length: LENGTH }, (_, index) => [head[0] - index * down, head[1] - index * right]);
    this.#fruit = this.#drawFruit();
  }

  /** The cells of the snake, the head first. */
  get snake(): readonly Cell[] {
    return this.#cells;
  }

  /** The direction of the head. */
  get direction(): Direction {
    return this.#direction;
  }

  /** The fruit; `undefined` if the snake fills the grid. */
  get fruit(): Cell | undefined {
    return this.#fruit;
  }

  /** Moves the snake by one cell. A snake that has died stays as it was. */
  move(direction: Direction): Outcome {
    this.#direction = direction;
    const head = step(this.#cells[0]!, direction);
    const eats = isSame(head, this.#fruit);
    if (!this.isFree(head, eats)) return "died";
    this.#cells = [head, ...eats ? this.#cells : this.#cells.slice(0, -1)];
    if (!eats) return "moved";
    this.#fruit = this.#drawFruit();
    return "ate";
  }

  /** `true` for a cell that the head may enter: no wall, and none of the snake, whose tail moves on unless it eats. */
  isFree(cell: Cell, eats = false): boolean {
    if (cell.some((place) => place < 1 || place > this.#size - 2)) return false;
    return !(eats ? this.#cells : this.#cells.slice(0, -1)).some((part) => isSame(part, cell));
  }

  #drawFruit(): Cell | undefined {
    const taken = new Set(this.#cells.map(String));
    const inner = this.#size - 2;
    const cells = Array.from({ length: inner ** 2 }, (_, i): Cell => [1 + Math.floor(i / inner), 1 + i % inner]);
    const empty = cells.filter((cell) => !taken.has(String(cell)));
    return empty.length === 0 ? undefined : this.#random.choice(empty);
  }
}

/** Returns the next cell in a direction. */
export function step([row, column]: Cell, direction: Direction): Cell {
  const [down, right] = DIRECTIONS[direction]!;
  return [row + down, column + right];
}

/** `true` if both are the same cell. */
export function isSame(one: Cell, other: Cell | undefined): boolean {
  return other !== undefined && one[0] === other[0] && one[1] === other[1];
}

/** Turns a direction by so many quarters, clockwise. */
export function turn(direction: Direction, quarters: number): Direction {
  return (direction + quarters + 4) % 4 as Direction;
}
