/**
 * Lines up rows under their headings; a column that is empty in every row is left out.
 *
 * @param headings One for each column.
 * @param rows The cells, as texts.
 * @returns The lines, headings first.
 */
export function toTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const used = headings.map((_, column) => column).filter((column) => rows.some((row) => cell(row, column) !== ""));
  const all = [headings, ...rows].map((row) => used.map((column) => cell(row, column)));
  const widths = used.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) => row.map((text, column) => text.padEnd(widths[column]!)).join("  ").trimEnd());
}

/** A text in one line, without what a terminal would take for a command. */
export function toOneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are the point
  return text.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ").trim();
}

function cell(row: readonly string[], column: number): string {
  return toOneLine(row[column] ?? "");
}
