import { type Game, onesAt, type Position, TERMINAL } from "./game.ts";

const [WIDTH, HEIGHT, HORIZON] = [8, 4, 100] as const;
const MOVES = [[1, 0], [0, -1], [-1, 0], [0, 1]] as const;

function createPosition(x: number, y: number, history: readonly number[]): Position {
  const isLow = y === HEIGHT - 1;
  const hasFallen = isLow && x > 0 && x < WIDTH - 1;
  const isOver = hasFallen || (isLow && x === WIDTH - 1) || history.length === HORIZON;
  const mark = (column: number, row: number) => {
    if (column === x && row === y) return "P";
    return row < HEIGHT - 1 || column === 0 ? "." : column === WIDTH - 1 ? "G" : "X";
  };
  return {
    player: isOver ? TERMINAL : 0,
    legalActions: isOver ? [] : [0, 1, 2, 3],
    rewards: [hasFallen ? -100 : history.length === 0 ? 0 : -1],
    apply(action) {
      const [dx, dy] = MOVES[action]!;
      const column = Math.min(Math.max(x + dx, 0), WIDTH - 1);
      const row = Math.min(Math.max(y + dy, 0), HEIGHT - 1);
      return createPosition(column, row, [...history, action]);
    },
    observe: () => onesAt(HORIZON * MOVES.length, history.map((action, step) => step * MOVES.length + action)),
    show: () => {
      return Array.from(
        { length: HEIGHT },
        (_, row) => Array.from({ length: WIDTH }, (_, column) => mark(column, row)),
      );
    },
  };
}

/** A walk along a cliff, from the lower left corner to the lower right one. */
export const cliffWalking: Game = {
  players: 1,
  actions: ["right", "up", "left", "down"],
  start: () => createPosition(0, HEIGHT - 1, []),
};
