import { stripTypeScriptTypes } from "node:module";
import { dirname, join, relative } from "node:path";
import { runDeno } from "../run_deno.ts";
import { listFiles, type Package } from "../workspace.ts";
import type { MappablePackage } from "./import_map.ts";
import type { PackedJson } from "./package_json.ts";
import {
  callsDeno,
  importsTexts,
  isOutside,
  listImports,
  listReferences,
  packageOf,
  readModuleDoc,
  renameImports,
  renameModules,
} from "./package_text.ts";

/** A package that is compiled, in a folder of its own. */
export interface Compiled extends MappablePackage {
  readonly version: string;
  /** The folder of the package. */
  readonly source: Package;
  /** The folder that becomes the tarball. */
  readonly folder: string;
  readonly packed: PackedJson;
  /** `true` if it imports texts, which Deno alone does. */
  readonly isRefused: boolean;
}

/** What all packages of a workspace share. */
export interface Shared {
  readonly root: string;
  readonly packages: readonly Package[];
  /** The names on npm of the names in the import map. */
  readonly npmNames: ReadonlyMap<string, string>;
  /** The range of each package from npm. */
  readonly ranges: ReadonlyMap<string, string>;
}

/** Compiles a package with `deno pack`, and corrects its files. */
export async function compilePackage(source: Package, folder: string, shared: Shared): Promise<Compiled> {
  const inside = await runPack(source, folder, shared);
  const found = await correctFiles(source, inside, shared.npmNames);
  await addTexts(source, inside, shared.root);
  const packed: PackedJson = JSON.parse(await Deno.readTextFile(join(inside, "package.json")));
  const untyped = Object.keys(packed.exports).filter((path) => packed.exports[path]!.types === undefined);
  if (untyped.length > 0) {
    throw new Error(`Cannot pack ${source.name}: deno pack made no types of ${untyped.join(", ")}`);
  }
  const exports = Object.fromEntries(
    Object.entries(packed.exports).map(([path, { import: module }]) => [path, module]),
  );
  const { name, version } = packed;
  return { name, version, source, folder: inside, packed, exports, ...found };
}

/** Runs `deno pack`, and unpacks what it made, without the packages inside this one; returns the folder. */
async function runPack(source: Package, folder: string, { packages }: Shared): Promise<string> {
  await Deno.mkdir(folder);
  const tarball = join(folder, "compiled.tgz");
  const args = ["pack", "--allow-dirty", "--no-source-maps", "--output", tarball];
  const { success, output } = await runDeno(args, { cwd: source.folder });
  if (!success) throw new Error(`Cannot pack ${source.name}: deno pack failed\n${output}`);
  await runTar("-xzf", tarball, "-C", folder);
  const unpacked = join(folder, "package");
  for (const other of packages.filter((other) => other.folder.startsWith(`${source.folder}/`))) {
    await Deno.remove(join(unpacked, relative(source.folder, other.folder)), { recursive: true }).catch(ignoreMissing);
  }
  return unpacked;
}

/** Corrects the files of a package, adds those that it lacks, and says what its code needs. */
async function correctFiles(
  source: Package,
  folder: string,
  npmNames: ReadonlyMap<string, string>,
): Promise<Pick<Compiled, "imports" | "needsDeno" | "isRefused">> {
  const files = await listFiles(folder);
  const imports = new Set<string>();
  let [needsDeno, isRefused] = [false, false];
  for (const file of files) {
    if (/(?<!\.d)\.ts$/.test(file)) await Deno.remove(file); // a program that nothing exports is copied, not compiled
    if (!/\.(js|d\.ts|yaml)$/.test(file)) continue;
    const text = correct(await Deno.readTextFile(file), file, files, npmNames);
    // The types of a program say nothing, and a file that neither imports nor exports is no module to TypeScript.
    const isProgram = file.endsWith("main.d.ts") && !/^(import|export)\b/m.test(text);
    await Deno.writeTextFile(file, isProgram ? `${text}export {};\n` : text);
    if (file.endsWith(".yaml")) continue;
    const specifiers = listImports(text);
    for (const specifier of specifiers.filter(isOutside)) imports.add(packageOf(specifier));
    if (!file.endsWith(".js")) continue;
    const own = [...specifiers.filter((specifier) => specifier.startsWith(".")), ...listReferences(text)];
    for (const path of own) await addIfMissing(relative(folder, join(dirname(file), path)), source, folder);
    isRefused ||= importsTexts(text);
    needsDeno ||= isRefused || callsDeno(text);
  }
  imports.delete(source.name);
  return { imports, needsDeno, isRefused };
}

/** Adds a file that a module needs and `deno pack` leaves out: a `deno.json`, or a module that is imported as text. */
async function addIfMissing(path: string, { name, folder }: Package, packed: string): Promise<void> {
  const module = join(folder, path.replace(/\.js$/, ".ts"));
  if (path.endsWith(".js") && await isFile(module) && !await isFile(join(packed, path))) {
    return await Deno.writeTextFile(join(packed, path), stripTypeScriptTypes(await Deno.readTextFile(module)));
  }
  const isElsewhere = path.startsWith("..") || !await isFile(join(folder, path)) || await isFile(join(packed, path));
  if (isElsewhere) return;
  if (path.endsWith(".ts")) throw new Error(`Cannot pack ${name}: no export leads to ${path}, so it is not compiled`);
  await Deno.copyFile(join(folder, path), join(packed, path));
}

/** Names packages as npm does, and files as they are compiled; a manifest names them without quotes. */
function correct(text: string, file: string, files: readonly string[], names: ReadonlyMap<string, string>): string {
  const isCompiled = (path: string) => files.includes(join(dirname(file), path));
  if (file.endsWith(".yaml")) {
    return text.replace(/\b([\w./-]+)\.ts\b/g, (name, path) => isCompiled(`${path}.js`) ? `${path}.js` : name);
  }
  return renameModules(renameImports(text, names), isCompiled);
}

/** Adds the license and a README, which is the description of the package's first module if there is no other. */
async function addTexts({ name, exports, folder: source }: Package, folder: string, root: string): Promise<void> {
  await Deno.copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
  if (await isFile(join(source, "README.md"))) return;
  const doc = readModuleDoc(await Deno.readTextFile([...exports.values()][0]!));
  await Deno.writeTextFile(join(folder, "README.md"), `# ${name}\n\n${doc ?? ""}\n`);
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}

/** Runs `tar`, which every system has. */
export async function runTar(...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("tar", { args: [...args], stdin: "null" }).output();
  if (!success) throw new Error(`Cannot run tar ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** Swallows that a file is missing, and nothing else. */
export function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
