import { join } from "node:path";
import { createDockerfile } from "../shared/dockerfile.ts";
import { type LockFile, pruneLock } from "../shared/prune_lock.ts";
import { findImports, packageOf, readVendorFiles } from "../shared/vendor_files.ts";
import { writePackage, type WrittenFile } from "../shared/write_package.ts";
import { readOutput } from "../shared/read_output.ts";
import type { PackageConfig, ShippedPackage } from "./read_package.ts";
import { createSbom, SBOM } from "./sbom.ts";

/** The folder of a build with the sources of the packages that it needs. */
const VENDOR = "vendor";

/** The part of a workspace's `deno.json` that is read. */
interface Workspace {
  readonly version: string;
  readonly imports?: Readonly<Record<string, string>>;
  readonly unstable?: readonly string[];
  readonly compilerOptions?: unknown;
  readonly allowScripts?: unknown;
}

/**
 * Writes the folder of a build: the package, the packages that it needs, a complete lock file, a list of components, and
 * a Dockerfile. Every file and folder can be read by any user.
 *
 * @param shipped The package.
 * @param folder The folder to write, which is empty or does not exist.
 * @returns The paths of its files, sorted.
 */
export async function writeContext(shipped: ShippedPackage, folder: string): Promise<readonly string[]> {
  const { checkout, config } = shipped;
  const specifiers = shipped.files.filter(({ path }) => /\.[cm]?[jt]sx?$/.test(path))
    .flatMap(({ bytes }) => findImports(new TextDecoder().decode(bytes)));
  const used = new Set(specifiers.map(packageOf));
  const workspace = checkout === undefined ? undefined : await readJson<Workspace>(new URL("deno.json", checkout));
  const imports = selectImports(config, workspace, used);
  const vendor = checkout === undefined ? [] : await readVendorFiles(checkout, [...used]);
  const files = new Map(shipped.files.map(({ path, bytes }): [string, string | Uint8Array] => [path, bytes]));
  for (const { path, text } of vendor) files.set(`${VENDOR}/${path}`, text);
  files.set("deno.json", toText(createConfig(config, workspace, imports)));
  let needed: Readonly<Record<string, string>> = {};
  if (checkout !== undefined) {
    const shared: Workspace = JSON.parse(vendor.find(({ path }) => path === "deno.json")!.text);
    // A process that hosts the environment starts with a module of the workspace, whose names apply there.
    const own = Object.entries(imports).filter(([, target]) => !target.startsWith("jsr:@openenv/"));
    needed = { ...Object.fromEntries(own), ...shared.imports };
    files.set(`${VENDOR}/deno.json`, toText({ ...shared, imports: needed }));
    const inline = specifiers.flatMap((specifier) => /^(?:npm|jsr):\/?(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? []);
    const isLocked = files.has("deno.lock");
    const lock = await readJson<LockFile>(new URL("deno.lock", isLocked ? shipped.folder : checkout));
    const pruned = pruneLock(lock, [...Object.values(needed), ...inline]);
    files.set("deno.lock", toText({ ...lock, ...pruned }));
  }
  if (!files.has("Dockerfile")) files.set("Dockerfile", describeImage(shipped));
  await writePackage(folder, [...files].map(([name, text]): WrittenFile => ({ name, text })));
  await lockPackages(shipped, folder);
  const lock = await readJson<LockFile>(join(folder, "deno.lock"));
  if (checkout !== undefined) {
    await Deno.writeTextFile(join(folder, VENDOR, "deno.lock"), toText(pruneLock(lock, Object.values(needed))));
  }
  const sbom = createSbom(shipped.manifest, lock);
  await Deno.writeTextFile(join(folder, SBOM), toText(sbom));
  await openToAll(folder);
  return [...new Set([...files.keys(), "deno.lock", SBOM])].sort();
}

/** Writes the Dockerfile of a package that has none. */
export function describeImage({ manifest, config, checkout }: ShippedPackage): string {
  const source = config.name === undefined ? undefined : `https://jsr.io/${config.name}`;
  const usesJsr = checkout === undefined;
  return createDockerfile({ manifest, license: config.license, source, entries: entriesOf(config), usesJsr });
}

/** Lists the modules that a package exports: a child process may start with one that `main.ts` does not import. */
export function entriesOf({ exports = {} }: PackageConfig): string[] {
  const paths = typeof exports === "string" ? [exports] : Object.values(exports);
  return paths.filter((path) => /\.[cm]?[jt]sx?$/.test(path)).map((path) => path.replace(/^\.\//, ""));
}

/** Selects the imports that the shipped code uses, and the workspace's own, by name. */
function selectImports(
  { name, imports = {} }: PackageConfig,
  workspace: Workspace | undefined,
  used: ReadonlySet<string>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, target] of Object.entries(imports)) {
    if (!/^(?:npm|jsr):/.test(target) || used.has(packageOf(key.replace(/\/$/, "")))) found[key] = target;
  }
  for (const other of used) {
    if (found[other] !== undefined || workspace === undefined || other === name) continue;
    const target = workspace.imports?.[other];
    if (target !== undefined) found[other] = target;
    else if (other.startsWith("@openenv/")) found[other] = `jsr:${other}@^${workspace.version}`;
  }
  return Object.fromEntries(Object.entries(found).sort());
}

function createConfig(config: PackageConfig, workspace: Workspace | undefined, imports: Record<string, string>) {
  const { tasks: _tasks, publish: _publish, links: _links, imports: _imports, ...own } = config;
  const { unstable, compilerOptions, allowScripts } = workspace ?? {};
  const linked = workspace === undefined ? {} : { links: [`./${VENDOR}`], exclude: [`${VENDOR}/`] };
  return { unstable, compilerOptions, allowScripts, ...own, imports, ...linked };
}

/** Completes the lock file: with what the modules import, in the versions that it has already. */
async function lockPackages({ config }: ShippedPackage, folder: string): Promise<void> {
  const args = ["install", "--quiet", "--entrypoint", ...new Set(["main.ts", ...entriesOf(config)])];
  await readOutput(Deno.execPath(), args, { cwd: folder, action: "lock the packages of the image" });
}

/** Builds keep the modes of their files; a container's user is another one. */
async function openToAll(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  await Deno.chmod(folder, 0o755);
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await openToAll(join(folder, name));
    else await Deno.chmod(join(folder, name), 0o644);
  }
}

async function readJson<T>(file: URL | string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(file));
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
