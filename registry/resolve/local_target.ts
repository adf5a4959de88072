import { InvalidOptionError } from "@openenv/core/errors";
import { readIfThere } from "./download.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The file that makes a folder a package. */
export const MANIFEST = "openenv.yaml";

/** A module on this machine. */
export interface LocalTarget {
  /** Where it is. */
  readonly url: URL;
  /** Its path, as people would write it. */
  readonly path: string;
  /** The manifest of its package, if that names it as the environment's module. */
  readonly package?: LocalPackage;
}

/** The package of a module. */
export interface LocalPackage {
  /** Its manifest. */
  readonly manifest: Manifest;
  /** Its folder, with a slash on the end. */
  readonly folder: URL;
}

/**
 * Finds the module that a path names: the module itself, or that of a package's folder.
 *
 * @throws `InvalidOptionError`, or `ManifestError` for a manifest that can't be read.
 */
export async function readLocalTarget(target: string, directory: string = Deno.cwd()): Promise<LocalTarget> {
  const path = target.startsWith("file:") ? fileURLToPath(target) : resolve(directory, target);
  const found = await stat(path);
  if (found === undefined) throw unusable(`Cannot load ${target}: ${describeMissing(target)}`);
  if (!found.isDirectory) return await withPackage({ url: pathToFileURL(path), path: target });
  const folder = pathToFileURL(`${path}/`);
  const manifest = await readManifestOf(folder);
  if (manifest === undefined) {
    throw unusable(`Cannot load ${target}: it is a folder; name the module in it that exports an environment`);
  }
  if (manifest.module === undefined) throw unusable(`Cannot load ${target}: its ${MANIFEST} names no module`);
  const url = new URL(manifest.module, folder);
  return { url, path: fileURLToPath(url), package: { manifest, folder } };
}

/** Finds the manifest of the nearest folder around a module that has one; another module's says nothing about it. */
export async function withPackage(target: LocalTarget): Promise<LocalTarget> {
  for (let folder = new URL("./", target.url);; folder = new URL("../", folder)) {
    const manifest = await readManifestOf(folder);
    if (manifest !== undefined) {
      const isOurs = manifest.module !== undefined && new URL(manifest.module, folder).href === target.url.href;
      return isOurs ? { ...target, package: { manifest, folder } } : target;
    }
    if (folder.pathname === "/" || new URL("../", folder).href === folder.href) return target;
  }
}

/** Reads the manifest of a folder; `undefined` if it has none. */
export async function readManifestOf(folder: URL): Promise<Manifest | undefined> {
  if (folder.protocol !== "file:") return undefined;
  const file = new URL(MANIFEST, folder);
  const bytes = await readIfThere(file);
  if (bytes === undefined) return undefined;
  const { parseManifest } = await import("../manifest/read_manifest.ts");
  return parseManifest(new TextDecoder().decode(bytes), { source: fileURLToPath(file) });
}

/** Says what is wrong with a target that is no file: it may be meant as a URL. A single letter is a drive of Windows. */
function describeMissing(target: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+:)/i.exec(target)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === "file:") return "there is no such file";
  return `the scheme ${scheme} is not supported; pass a name, a file, a package's folder, or a URL with http: or https:`;
}

function unusable(message: string): InvalidOptionError {
  return new InvalidOptionError(message, { option: "name" });
}

async function stat(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.NotADirectory) return undefined;
    throw thrown;
  }
}
