/**
 * Makes an npm tarball of every package, types included, in `dist/`: `deno task pack`. An import map for pages without
 * a bundler is beside them.
 *
 * `deno pack` compiles. What it leaves out is added: sibling packages among the dependencies, the names that npm has,
 * a description, the license, a README.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { type Package, readConfig, readPackages, ROOT } from "../workspace.ts";
import { type Compiled, compilePackage, ignoreMissing, runTar, type Shared } from "./compile_package.ts";
import { writeImportMap } from "./import_map.ts";
import { completePackageJson, REFUSAL, writeRefusal } from "./package_json.ts";
import { firstSentence, listExportedNames, listImports, packageOf, readModuleDoc } from "./package_text.ts";

/** The import map's file. */
export const IMPORT_MAP = "import_map.json";
/** How many packages are compiled at once. */
const LANES = 2;

/**
 * Packages that call Deno in some of their functions and are of use without it: registry reads manifests and connects to
 * servers anywhere, and says of a name that it needs Deno.
 */
const USEFUL_ANYWHERE: ReadonlySet<string> = new Set(["@openenv/registry"]);

/** Packs every package of a workspace into a folder, which is made anew; returns the paths of the tarballs. */
export async function packAll(root: string, output: string): Promise<readonly string[]> {
  const shared = await readShared(root);
  const work = await Deno.makeTempDir({ prefix: "openenv_pack_" });
  try {
    const compiled = await mapInLanes(
      shared.packages,
      (source, index) => compilePackage(source, join(work, `${index}`), shared),
    );
    const ranges = new Map([...shared.ranges, ...compiled.map(({ name, version }) => [name, `^${version}`] as const)]);
    const complete = markDenoAlone(compiled);
    await Deno.remove(output, { recursive: true }).catch(ignoreMissing);
    await Deno.mkdir(output, { recursive: true });
    const mappable = await Promise.all(complete.map(withoutServers));
    await Deno.writeTextFile(join(output, IMPORT_MAP), toText(writeImportMap(mappable)));
    return await Promise.all(complete.map((one) => writeTarball(one, output, ranges)));
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function readShared(root: string): Promise<Shared> {
  const npmNames = new Map<string, string>();
  const ranges = new Map<string, string>();
  for (const [alias, target] of Object.entries((await readConfig(root)).imports ?? {})) {
    const [, name, range] = /^npm:((?:@[^/]+\/)?[^@/]+)@(.+)$/.exec(target) ?? [];
    if (name === undefined) throw new Error(`Cannot pack ${root}: the import ${alias} is ${target}, not from npm`);
    if (name !== alias) npmNames.set(alias, name);
    ranges.set(name, range!);
  }
  return { root, packages: await readPackages(root), npmNames, ranges };
}

/** A package that depends on one for Deno alone is for Deno alone as well. */
function markDenoAlone(packages: readonly Compiled[]): readonly Compiled[] {
  const marked = new Set(
    packages.filter(({ name, needsDeno }) => needsDeno && !USEFUL_ANYWHERE.has(name)).map(({ name }) => name),
  );
  for (let size = -1; size !== marked.size;) {
    size = marked.size;
    for (const one of packages) {
      const needed = [...one.imports].filter((name) => !optionalOf(one.source).has(name));
      if (needed.some((name) => marked.has(name))) marked.add(one.name);
    }
  }
  return packages.map((one) => ({ ...one, needsDeno: marked.has(one.name) }));
}

/** Leaves out the modules that need what is optional, or a module of Node: a page has no server. */
async function withoutServers(one: Compiled): Promise<Compiled> {
  const optional = optionalOf(one.source);
  const kept: [string, string][] = [];
  for (const [path, module] of Object.entries(one.exports)) {
    const imports = await listNeeds(join(one.folder, module));
    const needsNode = optional.size > 0 && imports.some((name) => name.startsWith("node:"));
    if (!needsNode && !imports.some((name) => optional.has(packageOf(name)))) kept.push([path, module]);
  }
  return { ...one, exports: Object.fromEntries(kept) };
}

/** Lists what a module imports from elsewhere, by itself or by modules of its own package. */
async function listNeeds(module: string, seen: Set<string> = new Set()): Promise<string[]> {
  if (seen.has(module)) return [];
  seen.add(module);
  const imports = listImports(await Deno.readTextFile(module));
  const own = imports.filter((name) => name.startsWith(".") && name.endsWith(".js"));
  const deeper = await Promise.all(own.map((name) => listNeeds(join(dirname(module), name), seen)));
  return [...imports.filter((name) => !name.startsWith(".")), ...deeper.flat()];
}

/** A client of an environment needs its contract, and no server; the registry needs one for names. */
function optionalOf({ name, folder }: Package): ReadonlySet<string> {
  return new Set(folder.includes("/envs/") || name === "@openenv/registry" ? ["@openenv/server"] : []);
}

async function writeTarball(one: Compiled, output: string, ranges: ReadonlyMap<string, string>): Promise<string> {
  const { name, version, source, folder, packed, exports, imports, needsDeno, isRefused } = one;
  const doc = readModuleDoc(await Deno.readTextFile([...source.exports.values()][0]!)) ?? name;
  const facts = {
    description: firstSentence(doc),
    imports,
    optional: optionalOf(source),
    ranges,
    needsDeno,
    isRefused,
  };
  await Deno.writeTextFile(join(folder, "package.json"), toText(completePackageJson(packed, facts)));
  if (isRefused) {
    const modules = Object.values(exports).map((module) => Deno.readTextFile(join(folder, module)));
    const names = new Set((await Promise.all(modules)).flatMap(listExportedNames));
    await Deno.writeTextFile(join(folder, REFUSAL), writeRefusal(name, names));
  }
  const tarball = join(output, `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`);
  await runTar("-czf", tarball, "-C", dirname(folder), "package");
  return tarball;
}

/** Maps items, a few at once. After a failure it begins no other, and waits for the one that has begun. */
async function mapInLanes<T, R>(items: readonly T[], map: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  let isFailed = false;
  const lane = async () => {
    for (const [index, item] of rest) {
      if (isFailed) return;
      try {
        results[index] = await map(item, index);
      } catch (thrown) {
        isFailed = true;
        throw thrown;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return results;
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  const output = join(ROOT, "dist");
  const tarballs = await packAll(ROOT, output);
  for (const path of [...tarballs, join(output, IMPORT_MAP)]) console.log(relative(Deno.cwd(), path));
}
