/**
 * Counts lines per package: all lines of source modules, and those of code, without comments and blank lines.
 *
 * ```sh
 * deno run -A _tools/count_lines.ts
 * ```
 *
 * @module
 */
import { join, relative } from "node:path";
import { isSourceModule, listFiles, ROOT } from "./workspace.ts";

/** The folders that hold what is published. */
const PACKAGES = [
  "cli",
  "client",
  "core",
  "envs",
  "judges",
  "providers",
  "registry",
  "rollouts",
  "sandbox",
  "server",
  "testing",
];

/** The lines of a text that are neither blank nor a comment alone. */
export function countCodeLines(text: string): number {
  const code = text.replace(/^[ \t]*\/\*[\s\S]*?\*\/[ \t]*$/gm, "").replace(/^[ \t]*\/\/.*$/gm, "");
  return code.split("\n").filter((line) => line.trim() !== "").length;
}

async function main(root: string = ROOT): Promise<void> {
  const rows = await Promise.all(PACKAGES.map(async (name) => {
    const files = (await listFiles(join(root, name))).filter((file) => isSourceModule(relative(root, file)));
    const texts = await Promise.all(files.map((file) => Deno.readTextFile(file)));
    const sum = (count: (text: string) => number) => texts.reduce((total, text) => total + count(text), 0);
    return { name, files: files.length, lines: sum((text) => text.split("\n").length - 1), code: sum(countCodeLines) };
  }));
  const total = rows.reduce((total, row) => ({
    name: "all",
    files: total.files + row.files,
    lines: total.lines + row.lines,
    code: total.code + row.code,
  }));
  console.table([...rows.filter(({ files }) => files > 0), total]);
}

if (import.meta.main) await main(Deno.args[0]);
