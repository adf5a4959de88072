/**
 * Fails on an import cycle between files, type-only imports included, and on two folders that import each other at run
 * time. A folder's own files are one node, and so is each of its subfolders; barrels (`mod.ts`) are ignored.
 *
 * @module
 */
import { basename, dirname, relative, resolve } from "node:path";
import { isSourceModule, listFiles, readPackages, ROOT, specifierOf } from "./workspace.ts";

/** The folder whose files may import each other in cycles: a rubric's parts call each other. */
const CYCLES_ALLOWED = "core/rubrics/";

/** One import of a module of the workspace. */
export interface Import {
  /** The path of the importing file, relative to the root. */
  readonly from: string;
  /** The path of the imported file, relative to the root. */
  readonly to: string;
  /** `true` if nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/** An import as a statement has it. */
interface ImportStatement {
  readonly specifier: string;
  /** The imported names; empty for all of them. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
}

const STATEMENT = /^(?:import|export)\s+(type\s)?([^;"'`]*?)\s*from\s*"([^"]+)"|^import\s*"([^"]+)"/gm;
const LAZY = /import\("([^"]+)"\)/g;

/** Finds the cycles and the mutual folders of a workspace, one line each. */
export async function checkCycles(root: string = ROOT): Promise<string[]> {
  const imports = await readImports(root);
  return [
    ...findCycles(imports).map((cycle) => `import cycle: ${[...cycle, cycle[0]].join(" -> ")}`),
    ...findMutualFolders(imports).map((pair) => `folders import each other: ${pair}`),
  ];
}

/** Reads the imports of every source module of the workspace's packages, barrels excepted. */
export async function readImports(root: string): Promise<Import[]> {
  const packages = await readPackages(root);
  const modules = new Map(
    packages.flatMap(({ name, exports }) => [...exports].map(([path, file]) => [specifierOf(name, path), file])),
  );
  const imports: Import[] = [];
  for (const { folder } of packages.filter(({ folder }) => folder !== root)) {
    for (const file of (await listFiles(folder)).filter((path) => isSourceModule(path) && !isBarrel(path))) {
      for (const { specifier, names, typeOnly } of await readStatements(file)) {
        const target = specifier.startsWith(".") ? resolve(dirname(file), specifier) : modules.get(specifier);
        if (target === undefined || !isSourceModule(target)) continue;
        for (const to of isBarrel(target) ? await findOrigins(target, names) : [target]) {
          imports.push({ from: relative(root, file), to: relative(root, to), typeOnly });
        }
      }
    }
  }
  return imports;
}

/** Finds the import cycles among files; each is listed once, from its first file in the order of the alphabet. */
export function findCycles(imports: readonly Import[]): string[][] {
  const graph = Map.groupBy(imports, ({ from }) => from);
  const cycles = new Map<string, string[]>();
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      const cycle = path.slice(start);
      const first = cycle.indexOf([...cycle].sort()[0]!);
      const sorted = [...cycle.slice(first), ...cycle.slice(0, first)];
      cycles.set(sorted.join(" "), sorted);
      return;
    }
    if (done.has(file)) return;
    for (const to of new Set(graph.get(file)?.map(({ to }) => to))) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of [...graph.keys()].sort()) visit(file, []);
  return [...cycles.values()].filter((cycle) => !cycle.every((file) => file.startsWith(CYCLES_ALLOWED)));
}

/** Finds the pairs of sibling nodes that import each other at run time, with an import for each direction. */
export function findMutualFolders(imports: readonly Import[]): string[] {
  const arrows = new Map<string, Import>();
  for (const each of imports.filter(({ typeOnly }) => !typeOnly)) {
    const [from, to] = siblingsOf(each.from, each.to);
    if (from !== to) arrows.set(`${from} ${to}`, each);
  }
  return [...arrows].flatMap(([arrow, one]) => {
    const [from, to] = arrow.split(" ") as [string, string];
    const other = arrows.get(`${to} ${from}`);
    if (from > to || other === undefined) return [];
    return [`${from} and ${to}: ${one.from} -> ${one.to}, ${other.from} -> ${other.to}`];
  });
}

/** Returns the two nodes below the deepest folder that holds both files: a subfolder each, or the folder's own files. */
function siblingsOf(from: string, to: string): [string, string] {
  const [a, b] = [from.split("/"), to.split("/")];
  let depth = 0;
  while (depth < a.length - 1 && depth < b.length - 1 && a[depth] === b[depth]) depth++;
  const node = (parts: string[]) => parts.slice(0, Math.min(depth + 1, parts.length - 1)).join("/") + "/";
  return [node(a), node(b)];
}

async function readStatements(file: string): Promise<ImportStatement[]> {
  const text = (await Deno.readTextFile(file)).replace(/^\s*\/\*\*?[\s\S]*?\*\//gm, "").replace(/^\s*\/\/.*$/gm, "");
  const statements = [...text.matchAll(STATEMENT)].map(([, type, clause = "", specifier, bare]): ImportStatement => {
    const names = /\{([^}]*)\}/.exec(clause)?.[1]?.split(",").map((name) => name.trim()).filter(Boolean) ?? [];
    return {
      specifier: specifier ?? bare!,
      names: names.map((name) => name.replace(/^type /, "").split(" as ")[0]!),
      typeOnly: type !== undefined || (clause.startsWith("{") && names.every((name) => name.startsWith("type "))),
    };
  });
  const lazy = [...text.matchAll(LAZY)].map(([, specifier]) => ({ specifier: specifier!, names: [], typeOnly: false }));
  return [...statements, ...lazy];
}

/** Finds the files that a barrel takes some names from. */
async function findOrigins(barrel: string, names: readonly string[]): Promise<string[]> {
  return (await readStatements(barrel))
    .filter((found) => names.length === 0 || found.names.some((name) => names.includes(name)))
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier }) => resolve(dirname(barrel), specifier));
}

function isBarrel(path: string): boolean {
  return basename(path) === "mod.ts";
}

async function main(): Promise<void> {
  const problems = await checkCycles();
  for (const problem of problems) console.error(problem);
  console.log(`cycles: ${problems.length} problems`);
  if (problems.length > 0) Deno.exit(1);
}

if (import.meta.main) await main();
