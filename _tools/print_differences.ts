/**
 * Prints the sections of `docs/compatibility.md` about deliberate differences; a test compares the two.
 *
 * ```sh
 * deno run -A _tools/print_differences.ts
 * ```
 *
 * @module
 */
import { type Difference, DIFFERENCES } from "../tests/vectors/differences.ts";

const TARGET = new URL("../docs/compatibility.md", import.meta.url);

/** Renders one section for each difference. */
export function renderDifferences(differences: readonly Difference[] = DIFFERENCES): string {
  return `${differences.map(renderDifference).join("\n\n")}\n`;
}

function renderDifference({ id, title, theirs, ours, why, checkedBy }: Difference): string {
  const lines = [`- **Python:** ${theirs}`, `- **Deno:** ${ours}`, `- **Why:** ${why}`];
  if (checkedBy.length > 0) lines.push(`- **Checked by:** ${checkedBy.join(", ")}`);
  return [`### ${id}: ${title}`, "", ...lines].join("\n");
}

/** Splits the page before its first section about a difference; nothing else comes after them. */
export function splitPage(page: string): { readonly before: string; readonly sections: string } {
  const start = page.search(/^### D\d/m);
  if (start < 0) throw new Error("Cannot find the differences in docs/compatibility.md: no heading begins with D1");
  return { before: page.slice(0, start), sections: page.slice(start) };
}

if (import.meta.main) {
  const { before } = splitPage(await Deno.readTextFile(TARGET));
  await Deno.writeTextFile(TARGET, before + renderDifferences());
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", TARGET.pathname] }).output();
}
