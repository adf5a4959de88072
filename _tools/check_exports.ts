/**
 * Checks the public surface of every package: the files that `exports` names exist, the exported names are those of
 * `exported_names.json`, and every exported name is documented.
 *
 * `--update` rewrites `exported_names.json`; a review of the public surface reads its difference.
 *
 * @module
 */
import { join, relative } from "node:path";
import { type DocumentedSymbol, readDocs } from "./read_docs.ts";
import { type Package, readPackages, ROOT, specifierOf } from "./workspace.ts";

/** The exported names of every public module, by the specifier that it is imported with. */
export type ExportedNames = Record<string, string[]>;

/** The result of {@linkcode checkExports}. */
export interface ExportsReport {
  /** The exported names. */
  readonly names: ExportedNames;
  /** The problems, as `file:line name: problem`. */
  readonly misses: readonly string[];
}

/** Checks a workspace against a snapshot of its exported names. */
export async function checkExports(root: string, snapshot: ExportedNames): Promise<ExportsReport> {
  const packages = await readPackages(root);
  const { present, misses } = await findTargets(packages, root);
  const docs = await readDocs([...present.values()], root);
  const names: ExportedNames = {};
  for (const [specifier, file] of present) {
    const symbols = docs.get(file) ?? [];
    names[specifier] = [...new Set(symbols.map(({ name }) => name))].sort();
    const isRoot = !specifier.replace(/^@[^/]+\//, "").includes("/");
    for (const symbol of symbols) misses.push(...missesOf(symbol, root, isRoot));
  }
  return { names, misses: [...new Set([...misses, ...compareNames(snapshot, names)])] };
}

/** Finds the public modules that exist, and reports the others. */
async function findTargets(packages: readonly Package[], root: string) {
  const present = new Map<string, string>();
  const misses: string[] = [];
  for (const { name, folder, exports } of packages) {
    const config = relative(root, join(folder, "deno.json"));
    if (exports.size === 0) misses.push(`${config}:1 ${name}: exports nothing`);
    for (const [subpath, file] of exports) {
      if (await isFile(file)) present.set(specifierOf(name, subpath), file);
      else misses.push(`${config}:1 ${specifierOf(name, subpath)}: ${relative(root, file)} does not exist`);
    }
  }
  return { present, misses };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Examples are for what users call: the root exports of packages, error classes excepted. */
function missesOf(symbol: DocumentedSymbol, root: string, isRoot: boolean): string[] {
  const where = `${relative(root, symbol.file)}:${symbol.line} ${symbol.name}`;
  if (symbol.kind === "reference") return [];
  if (symbol.doc === "") return [`${where}: has no doc comment`];
  if (symbol.kind !== "function" && symbol.kind !== "class") return [];
  const misses: string[] = [];
  const summary = symbol.doc.split(/\n\s*\n/, 1)[0]!.trimEnd();
  if (!/[.!?]$/.test(summary)) misses.push(`${where}: has no summary in one sentence`);
  if (isRoot && !symbol.name.endsWith("Error") && !symbol.hasExample) misses.push(`${where}: has no @example`);
  return misses;
}

function compareNames(snapshot: ExportedNames, names: ExportedNames): string[] {
  const misses: string[] = [];
  for (const specifier of new Set([...Object.keys(snapshot), ...Object.keys(names)])) {
    const before = new Set(snapshot[specifier]);
    const after = new Set(names[specifier]);
    const where = `_tools/exported_names.json:1 ${specifier}`;
    const added = [...after.difference(before)];
    const removed = [...before.difference(after)];
    if (added.length > 0) misses.push(`${where}: new names ${added.join(", ")} (--update accepts them)`);
    if (removed.length > 0) misses.push(`${where}: lost names ${removed.join(", ")} (--update accepts it)`);
  }
  return misses;
}

async function main(args: readonly string[]): Promise<void> {
  const path = join(ROOT, "_tools", "exported_names.json");
  const snapshot: ExportedNames = JSON.parse(await Deno.readTextFile(path));
  let report = await checkExports(ROOT, snapshot);
  if (args.includes("--update")) {
    await Deno.writeTextFile(path, JSON.stringify(report.names, null, 2) + "\n");
    report = await checkExports(ROOT, report.names);
  }
  const count = Object.values(report.names).flat().length;
  for (const miss of report.misses) console.error(miss);
  console.log(`exports: ${Object.keys(report.names).length} modules, ${count} names, ${report.misses.length} misses`);
  if (report.misses.length > 0) Deno.exit(1);
}

if (import.meta.main) await main(Deno.args);
