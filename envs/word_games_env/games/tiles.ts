/** A guess and its marks, letter by letter. */
export interface TileRow {
  /** The guess, in plain letters. */
  readonly guess: string;
  /** G, Y or X for each letter. */
  readonly marks: string;
}

const COLOURS: Readonly<Record<string, string>> = { G: "#2e9e5b", Y: "#c9a227", X: "#6b7280" };
const SIDE = 48;
const STEP = SIDE + 6;

/**
 * Draws guesses as rows of coloured tiles, and the guesses that are left as empty ones.
 *
 * @param guesses The guesses, the first one on top.
 * @param size The number of rows and of columns.
 * @returns An SVG document.
 */
export function drawTiles(
  guesses: readonly TileRow[],
  size: { readonly rows: number; readonly columns: number },
): string {
  const { rows, columns } = size;
  const tiles = Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return drawTile(guesses[row], column, `translate(${column * STEP} ${row * STEP})`);
  });
  const [width, height] = [columns * STEP - 6, rows * STEP - 6];
  const box = `viewBox="-1 -1 ${width + 2} ${height + 2}" width="${width + 2}" height="${height + 2}"`;
  const font = `font-family="sans-serif" font-size="26" font-weight="bold" text-anchor="middle" fill="#fff"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} ${font}>${tiles.join("")}</svg>`;
}

function drawTile(row: TileRow | undefined, column: number, transform: string): string {
  const square = `<rect transform="${transform}" width="${SIDE}" height="${SIDE}" rx="4"`;
  if (row === undefined) return `${square} fill="none" stroke="#8888"/>`;
  const letter = row.guess[column]!.toUpperCase();
  const text = `<text transform="${transform}" x="${SIDE / 2}" y="${SIDE / 2 + 9}">${letter}</text>`;
  return `${square} fill="${COLOURS[row.marks[column]!]}"/>${text}`;
}
