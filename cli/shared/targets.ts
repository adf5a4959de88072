import { type AnyImplementation, isImplementation, nearestName } from "@openenv/core";
import { type Manifest, parseManifest } from "@openenv/registry/manifest";
import type { Servable } from "@openenv/server";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ifExists } from "./if_exists.ts";
import { importDefault } from "./import_default.ts";

/** An environment that comes with this checkout. */
export interface BundledEnvironment {
  /** Its name, from its manifest. */
  readonly name: string;
  /** The other names under which it is found. */
  readonly aliases: readonly string[];
  /** The module whose default export is the environment. */
  readonly module: URL;
}

/** The module that a command line names. */
export interface Target {
  /** Where it is. */
  readonly url: URL;
  /** Its path, as people would write it. */
  readonly path: string;
  /** The manifest of its package, if that names it as the environment's module. */
  readonly package?: TargetPackage;
}

/** The package of a module. */
export interface TargetPackage {
  /** Its manifest. */
  readonly manifest: Manifest;
  /** Its folder, with a slash on the end. */
  readonly folder: URL;
}

/** The file that makes a folder a package. */
export const MANIFEST = "openenv.yaml";

/** A target whose module is loaded. */
export interface LoadedTarget extends Target {
  /** The default export: an environment, or an app with `fetch`. */
  readonly exported: AnyImplementation | Servable;
}

/** Lists the environments under `envs/`, by their manifests `openenv.yaml`; none if there is no such folder. */
export async function listBundled(
  folder: URL = new URL("../../envs/", import.meta.url),
): Promise<readonly BundledEnvironment[]> {
  if (folder.protocol !== "file:") return []; // the command line was loaded from a registry
  const found: BundledEnvironment[] = [];
  for (const entry of await ifExists(Array.fromAsync(Deno.readDir(folder))) ?? []) {
    const inside = new URL(`${entry.name}/`, folder);
    const manifest = await readPackage(inside);
    if (manifest === undefined) continue;
    const { name, aliases, module } = manifest;
    if (module === undefined) {
      throw new Error(`Cannot list ${fileURLToPath(new URL(MANIFEST, inside))}: it names no module`);
    }
    found.push({ name, aliases, module: new URL(module, inside) });
  }
  return found.sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * Finds the module that a command line names: a file, or a bundled environment.
 *
 * A name with a slash or a dot is a file, or the folder of a package; anything else is looked up among the bundled names, with or without `_env` on
 * the end, and then among their aliases. Throws an `Error` whose message is one line.
 */
export async function resolveTarget(target: string, directory: string = Deno.cwd()): Promise<Target> {
  if (isUrl(target)) {
    throw new Error(
      `Cannot load ${target}: it is the address of a server; only openenv info and openenv check take one`,
    );
  }
  if (isPath(target)) return await resolveFile(target, directory);
  const bundled = await listBundled();
  const found = findBundled(target, bundled);
  if (found !== undefined) return await withPackage({ url: found.module, path: fileURLToPath(found.module) });
  const names = bundled.map(({ name }) => name);
  const aliases = bundled.flatMap(({ aliases }) => aliases);
  const nearest = nearestName(target, [...names, ...names.map(shortName), ...aliases]);
  const hint = nearest === undefined ? `known names: ${names.join(", ") || "none"}` : `did you mean ${nearest}?`;
  throw new Error(`Cannot find environment "${target}": no bundled environment has that name; ${hint}`);
}

/** Looks a name up: as it stands, without `_env` on the end, and then among the aliases. */
export function findBundled(name: string, bundled: readonly BundledEnvironment[]): BundledEnvironment | undefined {
  const short = shortName(name);
  return bundled.find((environment) => environment.name === name) ??
    bundled.find((environment) => shortName(environment.name) === short) ??
    bundled.find(({ aliases }) => aliases.some((alias) => shortName(alias) === short));
}

/** Loads a target and tells an environment from an app. Throws an `Error` whose message is one line. */
export async function loadTarget({ url, path }: Target): Promise<LoadedTarget> {
  const exported = await importDefault(url, path);
  if (isImplementation(exported) || typeof (exported as Partial<Servable> | undefined)?.fetch === "function") {
    return { exported: exported as LoadedTarget["exported"], url, path };
  }
  throw new Error(`Cannot use ${path}: its default export is neither an environment nor an app with fetch`);
}

/** `true` for the address of a server. */
export function isUrl(target: string): boolean {
  return /^(https?|wss?):\/\//i.test(target);
}

/** `true` for what names a file or a folder, and not a bundled environment. */
export function isPath(target: string): boolean {
  return isAbsolute(target) || /[\\/.]/.test(target);
}

async function resolveFile(target: string, directory: string): Promise<Target> {
  const path = resolve(directory, target);
  const found = await ifExists(Deno.stat(path));
  if (found === undefined) throw new Error(`Cannot load ${target}: there is no such file`);
  if (!found.isDirectory) return await withPackage({ url: pathToFileURL(path), path: target });
  const folder = pathToFileURL(`${path}/`);
  const manifest = await readPackage(folder);
  if (manifest === undefined) {
    throw new Error(`Cannot load ${target}: it is a folder; name the module in it that exports an environment`);
  }
  if (manifest.module === undefined) throw new Error(`Cannot load ${target}: its ${MANIFEST} names no module`);
  const url = new URL(manifest.module, folder);
  return { url, path: fileURLToPath(url), package: { manifest, folder } };
}

/** Finds the manifest of the nearest folder around a module that has one; another module's says nothing about it. */
async function withPackage(target: Target): Promise<Target> {
  for (let folder = new URL("./", target.url);; folder = new URL("../", folder)) {
    const manifest = await readPackage(folder);
    if (manifest !== undefined) {
      const isOurs = manifest.module !== undefined && new URL(manifest.module, folder).href === target.url.href;
      return isOurs ? { ...target, package: { manifest, folder } } : target;
    }
    if (folder.pathname === "/" || new URL("../", folder).href === folder.href) return target;
  }
}

async function readPackage(folder: URL): Promise<Manifest | undefined> {
  if (folder.protocol !== "file:") return undefined;
  const file = new URL(MANIFEST, folder);
  const text = await ifExists(Deno.readTextFile(file));
  return text === undefined ? undefined : parseManifest(text, { source: fileURLToPath(file) });
}

function shortName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_").replace(/_env$/, "");
}
