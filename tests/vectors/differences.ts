/**
 * Reads the table of deliberate differences out of `docs/compatibility.md`, so that the document and the vectors agree.
 *
 * @module
 */

/** One row of the table. */
export interface Difference {
  /** `D` and a number; never used again for something else. */
  readonly id: string;
  /** What it is about. */
  readonly what: string;
  /** What the reference does. */
  readonly theirs: string;
  /** What ours does. */
  readonly ours: string;
  /** The reason. */
  readonly why: string;
  /** Ids of the vectors, and scenarios of the Python clients, that are marked; `every row` for what holds everywhere. */
  readonly checkedBy: readonly string[];
}

const DOCUMENT = new URL("../../docs/compatibility.md", import.meta.url);
const COLUMNS = ["id", "what", "theirs", "ours", "why", "checked by"];

/** Reads the table. */
export async function readDifferences(): Promise<Difference[]> {
  return parseDifferences(await Deno.readTextFile(DOCUMENT));
}

/** Parses the table whose columns are id, what, theirs, ours, why and checked by. */
export function parseDifferences(markdown: string): Difference[] {
  const lines = markdown.split("\n");
  const head = lines.findIndex((line) => cellsOf(line).join() === COLUMNS.join());
  if (head < 0) throw new Error(`No table with the columns ${COLUMNS.join(", ")}`);
  const body = lines.slice(head + 2);
  const end = body.findIndex((line) => !line.startsWith("|"));
  return body.slice(0, end < 0 ? undefined : end).map(toDifference);
}

function toDifference(line: string): Difference {
  const cells = cellsOf(line);
  if (cells.length !== COLUMNS.length) throw new Error(`${cells.length} cells instead of ${COLUMNS.length}: ${line}`);
  const [id, what, theirs, ours, why, checks] = cells as [string, string, string, string, string, string];
  return { id, what, theirs, ours, why, checkedBy: checks === "" ? [] : checks.split(/,\s*/) };
}

function cellsOf(line: string): string[] {
  if (!line.startsWith("|")) return [];
  return line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim().replaceAll("\\|", "|"));
}
