import { type Game, type Position, TERMINAL } from "./game.ts";

/** What stands in a cell; the numbers are the planes of the observation. */
type Mark = 0 | 1 | 2;

const [EMPTY, O, X] = [0, 1, 2] as const;
const SIGNS = [".", "o", "x"] as const;
const LINES = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]] as const;

/** Returns the position with these nine cells, from the top left, row by row. */
export function createPosition(cells: readonly Mark[]): Position {
  const empty = cells.flatMap((mark, cell) => mark === EMPTY ? [cell] : []);
  const winner = LINES.map(([a, b, c]) => cells[a] === cells[b] && cells[a] === cells[c] ? cells[a] : EMPTY)
    .find((mark) => mark !== EMPTY);
  const isOver = winner !== undefined || empty.length === 0;
  const player = empty.length % 2 === 1 ? 0 : 1;
  return {
    player: isOver ? TERMINAL : player,
    legalActions: isOver ? [] : empty,
    rewards: winner === X ? [1, -1] : winner === O ? [-1, 1] : [0, 0],
    apply: (action) => createPosition(cells.with(action, player === 0 ? X : O)),
    observe: () => [EMPTY, O, X].flatMap((plane) => cells.map((mark) => mark === plane ? 1 : 0)),
    show: () => [0, 3, 6].map((start) => cells.slice(start, start + 3).map((mark) => SIGNS[mark])),
  };
}

/** Three in a row. Player 0 has the crosses and begins. */
export const ticTacToe: Game = {
  players: 2,
  actions: Array.from({ length: 9 }, (_, cell) => `row ${Math.floor(cell / 3) + 1}, column ${cell % 3 + 1}`),
  start: () => createPosition(new Array<Mark>(9).fill(EMPTY)),
};
