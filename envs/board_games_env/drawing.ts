import type { Rendering } from "@openenv/core";
import type { Picture } from "./games/game.ts";

const COLOURS: Readonly<Record<string, string>> = {
  o: "#d97706",
  x: "#3b6fd4",
  P: "#3b6fd4",
  G: "#2e9e5b",
  X: "#c0392b",
};
const SIDE = 40;

/** Draws a board as a text and as a picture; a text stays one. */
export function draw(picture: Picture): Rendering {
  if (typeof picture === "string") return { text: picture };
  const width = Math.max(...picture.flat().map((mark) => mark.length));
  const text = picture.map((row) => row.map((mark) => mark.padStart(width)).join(" ")).join("\n");
  const cells = picture.flatMap((row, y) => row.map((mark, x) => drawCell(mark, x * SIDE, y * SIDE)));
  const [right, bottom] = [picture[0]!.length * SIDE, picture.length * SIDE];
  const size = `viewBox="-1 -1 ${right + 2} ${bottom + 2}" width="${right + 2}" height="${bottom + 2}"`;
  return { text, svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${cells.join("")}</svg>` };
}

function drawCell(mark: string, x: number, y: number): string {
  const square = `<rect x="${x}" y="${y}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#8888"/>`;
  if (mark === ".") return square;
  const style = `font-family="sans-serif" font-size="${mark.length > 3 ? 14 : 18}" text-anchor="middle"`;
  const place = `x="${x + SIDE / 2}" y="${y + SIDE / 2 + 6}"`;
  return `${square}<text ${place} ${style} fill="${COLOURS[mark] ?? "#6b7280"}">${mark}</text>`;
}
