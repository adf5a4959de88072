import { WORKSPACE_NAME } from "./package_source.ts";
import { type LockFile, pruneLock } from "./prune_lock.ts";

/** A file of the folder `vendor`. */
export interface VendorFile {
  /** Its path in the folder, with forward slashes. */
  readonly path: string;
  /** Its contents. */
  readonly text: string;
}

/** A member of a checkout's workspace. */
interface Member {
  readonly name: string;
  /** Its folder, relative to the checkout, without a slash on the end. */
  readonly folder: string;
  readonly files: readonly VendorFile[];
  /** What its code imports from outside of it: names without their subpaths. */
  readonly imports: ReadonlySet<string>;
}

/** The part of a `deno.json` that is read. */
interface Config {
  readonly name: string;
  readonly publish?: { readonly exclude?: readonly string[] };
}

/** The part of a checkout's `deno.json` that is read. */
interface WorkspaceConfig {
  readonly version: string;
  readonly license?: string;
  readonly workspace: readonly string[];
  readonly imports: Readonly<Record<string, string>>;
  readonly unstable?: readonly string[];
  readonly compilerOptions?: unknown;
  readonly allowScripts?: unknown;
}

const IMPORT = /^(?:import|export)\b[^;"'`]*?\bfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
/** Beside the packages: the license, which goes with every copy, and the schema that editors read. */
const ROOT_FILES = ["LICENSE", "openenv.schema.json"];

/**
 * Reads the sources of packages of a checkout, and of all that they import: a workspace of its own, without tests and
 * without the packages that nothing needs.
 */
export async function readVendorFiles(checkout: URL, needed: readonly string[]): Promise<readonly VendorFile[]> {
  const root: WorkspaceConfig = await readJson(new URL("deno.json", checkout));
  const members = await readMembers(checkout, root.workspace, needed);
  const { version, license, unstable, compilerOptions, allowScripts } = root;
  const imports = Object.fromEntries(
    Object.entries(root.imports).filter(([name]) => members.some((member) => member.imports.has(name))),
  );
  const workspace = members.map(({ folder }) => `./${folder}`);
  const shared = { unstable, compilerOptions, allowScripts };
  const config = { name: WORKSPACE_NAME, version, license, exports: {}, workspace, imports, ...shared };
  const lock: LockFile = await readJson(new URL("deno.lock", checkout));
  const rootFiles = ROOT_FILES.map(async (path) => ({ path, text: await Deno.readTextFile(new URL(path, checkout)) }));
  return [
    { path: "deno.json", text: toText(config) },
    { path: "deno.lock", text: toText(pruneLock(lock, Object.values(imports))) },
    ...await Promise.all(rootFiles),
    ...members.flatMap(({ files }) => files),
  ];
}

/** Reads the needed members and those that they import, in the order of the workspace. */
async function readMembers(
  checkout: URL,
  workspace: readonly string[],
  needed: readonly string[],
): Promise<readonly Member[]> {
  const folders = new Map<string, string>();
  for (const path of workspace) {
    const folder = path.replace(/^\.\//, "");
    folders.set((await readConfig(checkout, folder)).name, folder);
  }
  const found = new Map<string, Member>();
  const waiting = [...needed];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const folder = folders.get(name);
    if (folder === undefined || found.has(name)) continue;
    const member = await readMember(checkout, name, folder);
    found.set(name, member);
    waiting.push(...member.imports);
  }
  return [...folders.keys()].flatMap((name) => found.get(name) ?? []);
}

async function readMember(checkout: URL, name: string, folder: string): Promise<Member> {
  const { publish } = await readConfig(checkout, folder);
  const excludes = (publish?.exclude ?? []).map(toNamePattern);
  const files = await readFolder(checkout, folder, (entry) => excludes.some((pattern) => pattern.test(entry)));
  const texts = files.filter(({ path }) => path.endsWith(".ts")).map(({ text }) => text);
  return { name, folder, files, imports: new Set(texts.flatMap(findImports).map(packageOf)) };
}

/** Finds what a module imports from outside of its package: specifiers as written, relative ones left out. */
export function findImports(text: string): string[] {
  const found = [...text.matchAll(IMPORT)].map(([, ...specifiers]) => specifiers.find((one) => one !== undefined)!);
  return found.filter((specifier) => !specifier.startsWith("."));
}

/** Makes the pattern of the last part of a glob, which here is a name at any depth. */
export function toNamePattern(glob: string): RegExp {
  const parts = glob.split("/").at(-1)!.split("*").map((part) => part.replace(/[^\w-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

/** Returns the name of a package in a specifier: `@openenv/core` of `@openenv/core/tasks`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

async function readFolder(
  checkout: URL,
  folder: string,
  isExcluded: (name: string) => boolean,
): Promise<readonly VendorFile[]> {
  const found: VendorFile[] = [];
  const entries = await Array.fromAsync(Deno.readDir(new URL(`${folder}/`, checkout)));
  for (const { name, isDirectory } of entries.sort((one, other) => one.name < other.name ? -1 : 1)) {
    if (name.startsWith(".") || name === "node_modules" || isExcluded(name)) continue;
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await readFolder(checkout, path, isExcluded));
    else found.push({ path, text: await readText(new URL(path, checkout), path) });
  }
  return found;
}

/** Throws for what is no text, which would be another file after copying. */
async function readText(file: URL, path: string): Promise<string> {
  const bytes = await Deno.readFile(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`Cannot copy ${path} to a new package: it is not a text in UTF-8`, { cause });
  }
}

function readConfig(checkout: URL, folder: string): Promise<Config> {
  return readJson(new URL(`${folder}/deno.json`, checkout));
}

async function readJson<T>(file: URL): Promise<T> {
  return JSON.parse(await Deno.readTextFile(file));
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
