import type { Compared } from "./paired.ts";

/** Prints a table in Markdown: the first column is text, the others are numbers. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${
      cells.map((cell, column) => column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)).join(" | ")
    } |`;
  const rule = widths.map((width, column) => column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`);
  console.log(`\n${title}\n\n${[head, rule, ...rows].map(line).join("\n")}`);
}

/** Writes the cells "bare, ours, ratio (lowest to highest)" of one number. */
export function comparedCells({ baseline, candidate, ratio, lowest, highest }: Compared, digits = 0): string[] {
  return [
    formatNumber(baseline, digits),
    formatNumber(candidate, digits),
    `${ratio.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`,
  ];
}

/** Writes a number with commas between the thousands. */
export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
