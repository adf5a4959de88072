import type { Rendering } from "@openenv/core";
import { type Board, COLUMNS, ROWS } from "./board.ts";

const CELL = 40;
const COLOURS = { 1: "#e33", [-1]: "#fc3", 0: "#fff" };
const LETTERS = { 1: "X", [-1]: "O", 0: "." };

/** Draws a board, with a line below it. The first player has X, or red discs. */
export function drawBoard(board: Board, caption: string): Rendering {
  const lines = board.map((row) => row.map((cell) => LETTERS[cell]).join(" "));
  const discs = board.flatMap((row, y) =>
    row.map((cell, x) => `<circle cx="${x + 0.5}" cy="${y + 0.5}" r="0.4" fill="${COLOURS[cell]}"/>`)
  );
  const size = `width="${COLUMNS * CELL}" height="${ROWS * CELL}" viewBox="0 0 ${COLUMNS} ${ROWS}"`;
  const frame = `<rect width="${COLUMNS}" height="${ROWS}" fill="#26c"/>`;
  return {
    text: [...lines, "0 1 2 3 4 5 6", "", caption].join("\n"),
    svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${frame}${discs.join("")}</svg>`,
  };
}
