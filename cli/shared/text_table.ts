/**
 * Lines up rows under their headings; omits a column that is empty in every row.
 *
 * @param headings One for each column.
 * @param rows The cells, as texts.
 * @returns The lines, headings first.
 */
export function toTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [headings, ...rows].map((row) => headings.map((_, column) => toOneLine(row[column] ?? "")));
  const used = headings.map((_, column) => column).filter((column) => cells.slice(1).some((row) => row[column] !== ""));
  const widths = used.map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) => used.map((column, index) => row[column]!.padEnd(widths[index]!)).join("  ").trimEnd());
}

/** Puts a text on one line, without characters that a terminal takes for commands. */
export function toOneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are the point
  return text.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ").trim();
}
