import type { Rendering } from "@openenv/core";
import { toNested } from "@openenv/core/tensor";
import type { Game } from "./game.ts";
import { CHANNELS, SIZE, type SnakeObservation } from "./models.ts";

const [WALL, FRUIT, HEAD, BODY, TAIL] = [1, 2, 3, 4, 5];
/** The channel of each code. */
const CHANNEL_OF: Readonly<Record<number, number>> = { 1: 0, 2: 1, 3: 5, 4: 6, 5: 7 };
const LETTERS = [".", "#", "*", "@", "o", "~"];
const COLOURS: Readonly<Record<number, string>> = { 1: "#777", 2: "#d33", 3: "#173", 4: "#2a5", 5: "#6c8" };

/** Writes the cells of a game as codes, row by row. */
export function toCodes({ snake, fruit }: Game): Int8Array {
  const codes = new Int8Array(SIZE ** 2);
  for (let place = 0; place < SIZE; place++) {
    for (const index of [place, SIZE * (SIZE - 1) + place, SIZE * place, SIZE * place + SIZE - 1]) codes[index] = WALL;
  }
  if (fruit !== undefined) codes[SIZE * fruit[0] + fruit[1]] = FRUIT;
  for (const [index, [row, column]] of snake.entries()) {
    codes[SIZE * row + column] = index === 0 ? HEAD : index === snake.length - 1 ? TAIL : BODY;
  }
  return codes;
}

/** Writes a game as a grid of codes, and as channels. */
export function viewGame(game: Game): Pick<SnakeObservation, "grid" | "observation"> {
  const codes = toCodes(game);
  const channels = new Float32Array(codes.length * CHANNELS);
  for (const [index, code] of codes.entries()) if (code !== 0) channels[index * CHANNELS + CHANNEL_OF[code]!] = 1;
  return { grid: toNested(codes, [SIZE, SIZE]), observation: toNested(channels, [SIZE, SIZE, CHANNELS]) };
}

/** Draws a game. */
export function drawGame(game: Game, caption: string): Rendering {
  const codes = toCodes(game);
  const rows = Array.from({ length: SIZE }, (_, row) => [...codes.subarray(SIZE * row, SIZE * row + SIZE)]);
  const squares = rows.flatMap((row, y) =>
    row.flatMap((code, x) => code === 0 ? [] : [`<path d="M${x} ${y}h1v1h-1z" fill="${COLOURS[code]}"/>`])
  );
  const size = `viewBox="0 0 ${SIZE} ${SIZE}" width="320" height="320"`;
  return {
    text: [...rows.map((row) => row.map((code) => LETTERS[code]).join(" ")), "", caption].join("\n"),
    svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${squares.join("")}</svg>`,
  };
}
