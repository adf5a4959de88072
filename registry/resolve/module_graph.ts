import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachePath, readIfThere, sha256, writeWhole } from "./download.ts";
import { IntegrityError } from "./registry_errors.ts";
import { checkout } from "./own_module.ts";

/** The digests of a module graph: of each module, by where it comes from, and of each npm package by name and version. */
export type GraphDigests = Readonly<Record<string, string>>;

/** Options of {@linkcode digestGraph}. */
export interface GraphOptions {
  /** The environment's name, for messages. */
  readonly name: string;
  /** The folder of its package; its files are named relative to it, so that the digests are the same everywhere. */
  readonly folder: URL;
  /** `true` never uses the network. Default: `false`. */
  readonly cachedOnly?: boolean;
  /** `true` resolves npm packages anew. Default: `false`, which keeps the versions of the last time. */
  readonly isNew?: boolean;
}

/** The part of the output of `deno info --json` that counts. */
interface GraphInfo {
  readonly modules: readonly {
    readonly kind?: string;
    readonly specifier: string;
    readonly local?: string;
    readonly error?: string;
    readonly npmPackage?: string;
  }[];
  readonly npmPackages: Readonly<
    Record<string, { readonly dependencies: readonly string[]; readonly localPath: string }>
  >;
}

/** A proxy that does not exist. */
const NOWHERE = "http://127.0.0.1:9";

/** What Deno adds to the end of a cached module of the network. */
const CACHE_METADATA = "\n// denoCacheMetadata=";

/**
 * Reads the graph of a module with `deno info` and digests all of it: its own files, the modules that they import, and
 * the npm packages among them. Nothing of it is run. An import by a computed name is not part of a graph.
 *
 * @throws `IntegrityError` for a module that can't be loaded.
 */
export async function digestGraph(module: URL, options: GraphOptions): Promise<GraphDigests> {
  const { modules, npmPackages } = await readGraph(module, options);
  const digests: Record<string, string> = {};
  const packages = new Set<string>();
  for (const { kind, specifier, local, error, npmPackage } of modules) {
    if (error !== undefined) throw unloadable(options.name, specifier, error);
    if (npmPackage !== undefined) addPackage(npmPackage, npmPackages, packages);
    if (kind === "node" || local === undefined) continue;
    const bytes = await Deno.readFile(local);
    const isRemote = !specifier.startsWith("file:");
    const text = isRemote ? new TextDecoder().decode(bytes).split(CACHE_METADATA)[0]! : bytes;
    digests[toKey(specifier, options.folder)] = sha256(text);
  }
  for (const name of [...packages].sort()) {
    digests[`npm:${name}`] = await digestFolder(npmPackages[name]!.localPath);
  }
  return digests;
}

/**
 * Returns the path of the lock file by which Deno resolves the npm packages of a module: a copy of this project's, to which
 * the module's own packages are added.
 */
export function denoLockOf(module: URL): string {
  return cachePath("graphs", `${sha256(module.href)}.lock`);
}

async function readGraph(module: URL, { name, cachedOnly, isNew }: GraphOptions): Promise<GraphInfo> {
  const lock = denoLockOf(module);
  if (checkout !== undefined && (isNew || await readIfThere(lock) === undefined)) {
    const own = await readIfThere(new URL("deno.lock", checkout));
    if (own !== undefined) await writeWhole(lock, own);
  }
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["info", "--json"],
      ...(cachedOnly ? ["--no-remote"] : []),
      ...(checkout === undefined ? [] : ["--config", fileURLToPath(new URL("deno.json", checkout))]),
      ...["--lock", lock],
      module.href,
    ],
    // Deno has no flag that keeps `info` from asking npm; a proxy that does not exist does.
    env: { NO_COLOR: "1", ...(cachedOnly && { HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, NO_PROXY: "" }) },
  }).output();
  if (success) return JSON.parse(new TextDecoder().decode(stdout));
  throw unloadable(name, module.href, new TextDecoder().decode(stderr).trim());
}

function addPackage(name: string, known: GraphInfo["npmPackages"], found: Set<string>): void {
  if (found.has(name) || known[name] === undefined) return;
  found.add(name);
  for (const dependency of known[name].dependencies) addPackage(dependency, known, found);
}

/** Digests the files of an npm package in Deno's cache: path and contents of each, in the order of the paths. */
async function digestFolder(folder: string): Promise<string> {
  const lines: string[] = [];
  const visit = async (path: string) => {
    for await (const entry of Deno.readDir(join(folder, path))) {
      const inside = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory) await visit(inside);
      else if (!entry.name.startsWith(".")) {
        lines.push(`${inside} ${sha256(await Deno.readFile(join(folder, inside)))}`);
      }
    }
  };
  await visit("");
  return sha256(lines.sort().join("\n"));
}

function toKey(specifier: string, folder: URL): string {
  if (specifier.startsWith(folder.href)) return `./${specifier.slice(folder.href.length)}`;
  if (checkout === undefined || !specifier.startsWith(checkout.href)) return specifier;
  return `openenv:${specifier.slice(checkout.href.length)}`;
}

function unloadable(name: string, module: string, reason: string): IntegrityError {
  const [line] = reason.split("\n");
  return new IntegrityError(`Cannot use ${name}: cannot load ${module}: ${line}`, { environment: name, module });
}
