import type { Rendering } from "@openenv/core";

const SQUARE = 40;
const GLYPHS: Readonly<Record<string, string>> = { k: "♚", q: "♛", r: "♜", b: "♝", n: "♞", p: "♟" };

/** The names of files and ranks, in the corners of the squares at the edge. */
const COORDINATES = Array.from({ length: 8 }, (_, at) => {
  const style = 'font-size="0.2" font-family="sans-serif" fill="#555"';
  const file = `<text x="${at + 0.96}" y="7.95" text-anchor="end" ${style}>${"abcdefgh"[at]}</text>`;
  return `${file}<text x="0.04" y="${at + 0.2}" ${style}>${8 - at}</text>`;
});

/**
 * Draws a position.
 *
 * @param fen The position.
 * @param lastMove The last move in UCI's form, whose squares are marked.
 * @param caption A line below the board.
 */
export function drawPosition(fen: string, lastMove: string | undefined, caption: string): Rendering {
  const rows = fen.split(" ")[0]!.replace(/\d/g, (digits) => ".".repeat(Number(digits))).split("/");
  const lines = rows.map((row, index) => `${8 - index} ${[...row].join(" ")}`);
  return {
    text: [...lines, "  a b c d e f g h", "", caption].join("\n"),
    svg: drawSvg(rows, [lastMove?.slice(0, 2), lastMove?.slice(2, 4)]),
  };
}

function drawSvg(rows: readonly string[], marked: readonly (string | undefined)[]): string {
  const squares = rows.flatMap((row, y) =>
    [...row].map((piece, x) => {
      const isMarked = marked.includes(`${"abcdefgh"[x]}${8 - y}`);
      const colour = isMarked ? "#cdd26a" : (x + y) % 2 === 0 ? "#f0d9b5" : "#b58863";
      const square = `<rect x="${x}" y="${y}" width="1" height="1" fill="${colour}"/>`;
      const glyph = GLYPHS[piece.toLowerCase()];
      if (glyph === undefined) return square;
      const [fill, stroke] = piece === piece.toUpperCase() ? ["#fff", "#000"] : ["#000", "#fff"];
      const style = `fill="${fill}" stroke="${stroke}" stroke-width="0.02" font-size="0.8" text-anchor="middle"`;
      return `${square}<text x="${x + 0.5}" y="${y + 0.8}" ${style}>${glyph}</text>`;
    })
  );
  const size = 8 * SQUARE;
  const frame = `xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 8 8"`;
  return `<svg ${frame}>${squares.join("")}${COORDINATES.join("")}</svg>`;
}
