import { type Game, onesAt, type Position, TERMINAL } from "./game.ts";

const ROWS = 10;
const COLUMNS = 5;
const LAST_ROW = (ROWS - 1) * COLUMNS;

function createPosition(row: number, ball: number, paddle: number): Position {
  const isOver = row === ROWS - 1;
  const places = [row * COLUMNS + ball, LAST_ROW + paddle];
  return {
    player: isOver ? TERMINAL : 0,
    legalActions: isOver ? [] : [0, 1, 2],
    rewards: [isOver ? ball === paddle ? 1 : -1 : 0],
    apply(action) {
      return createPosition(row + 1, ball, Math.min(Math.max(paddle + action - 1, 0), COLUMNS - 1));
    },
    observe: () => onesAt(ROWS * COLUMNS, places),
    show() {
      const mark = (place: number) => place === places[0] ? "o" : place === places[1] ? "x" : ".";
      return Array.from({ length: ROWS }, (_, y) => {
        return Array.from({ length: COLUMNS }, (_, x) => mark(y * COLUMNS + x));
      });
    },
  };
}

/** A ball falls from a column that chance decides; the paddle, in the last row, has nine moves to get under it. */
export const catchGame: Game = {
  players: 1,
  actions: ["left", "stay", "right"],
  start: (draw) => createPosition(0, draw([0, 1, 2, 3, 4]), 2),
};
