import type { Manifest } from "@openenv/registry/manifest";
import { MANIFEST, readManifestOf } from "@openenv/registry/resolve";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ifExists } from "../shared/if_exists.ts";
import { findPackageSource } from "../shared/package_source.ts";
import { isPath, resolveTarget } from "../shared/targets.ts";
import { parseJsonc } from "./parse_jsonc.ts";
import { toNamePattern } from "../shared/vendor_files.ts";

/** A package that is to be shipped. */
export interface ShippedPackage {
  /** Its folder, with a slash on the end. */
  readonly folder: URL;
  /** Its manifest. */
  readonly manifest: Manifest;
  /** Its `deno.json`. */
  readonly config: PackageConfig;
  /** The workspace that its `@openenv` packages come from; absent if they come from JSR. */
  readonly checkout?: URL;
  /** Its files, without those that are never shipped, in the order of their paths. */
  readonly files: readonly ShippedFile[];
  /** The paths of files and folders that stay here. */
  readonly left: readonly string[];
}

/** A file that is shipped. */
export interface ShippedFile {
  /** Its path in the package, with forward slashes. */
  readonly path: string;
  /** Its contents. */
  readonly bytes: Uint8Array;
}

/** The part of a `deno.json` that is read; other keys are passed on. */
export interface PackageConfig {
  readonly name?: string;
  readonly license?: string;
  readonly exports?: string | Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, string>>;
  readonly links?: readonly string[];
  readonly publish?: { readonly exclude?: readonly string[] };
  readonly tasks?: Readonly<Record<string, unknown>>;
}

/** What is never shipped: hidden files, caches, tests, and what looks like a credential. */
const LEFT: readonly RegExp[] = [
  /^\./,
  /^(?:node_modules|coverage|outputs|__pycache__|venv|deno\.jsonc)$/,
  /_test\.[jt]sx?$|\.log$|\.lcov$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)|\.(?:env|pem|key|p12|pfx|jks|keystore|kdbx|tfstate)$/i,
  /^(?:credentials?|secrets?)(?:\.[a-z]+)?$|_secrets?\.[a-z]+$|[-_]credentials?(?:\.json|\.ya?ml|\.txt)?$/i,
  /^(?:kubeconfig|service[-_]account.*\.json|(?:hf|api|auth|access)[-_](?:key|token)s?(?:\.json|\.txt)?)$/i,
];

/**
 * Reads the package that a command line names: a folder, or a bundled environment.
 *
 * @throws `Error` of one line for what can't be shipped.
 */
export async function readPackage(target: string): Promise<ShippedPackage> {
  if (isPath(target)) {
    const path = resolve(target);
    const isFolder = (await ifExists(Deno.stat(path)))?.isDirectory === true;
    if (isFolder && await ifExists(Deno.stat(join(path, MANIFEST))) === undefined) {
      throw new Error(`Cannot ship ${target}: the folder has no ${MANIFEST}`);
    }
  }
  const { package: found, named } = await resolveTarget(target);
  if (named?.isElsewhere) throw new Error(`Cannot ship ${target}: its code is not on this machine`);
  if (found === undefined) throw new Error(`Cannot ship ${target}: it is a module; name the folder of its package`);
  const { folder } = found;
  const config = await readConfig(folder);
  const excluded = (config.publish?.exclude ?? []).map(toNamePattern);
  const links = (config.links ?? []).map((link) => new URL(`${link.replace(/\/+$/, "")}/`, folder));
  const left: string[] = [];
  const files = await readFiles(folder, {
    left,
    isLeft: (path, name) =>
      [...LEFT, ...excluded].some((pattern) => pattern.test(name)) ||
      links.some(({ href }) => href === new URL(`${path}/`, folder).href),
  });
  if (!files.some(({ path }) => path === "main.ts")) {
    throw new Error(`Cannot ship ${target}: it has no main.ts, which starts the server`);
  }
  const isOurs = links.length === 0 && config.imports === undefined;
  const checkout = isOurs ? (await findPackageSource()).checkout : links[0];
  // As the manifest is now: the one that was resolved may be of a registry.
  const manifest = (await readManifestOf(folder))!;
  return { folder, manifest, config, checkout, files, left };
}

async function readConfig(folder: URL): Promise<PackageConfig> {
  const read = (name: string) => ifExists(Deno.readTextFile(new URL(name, folder)));
  const text = await read("deno.json") ?? await read("deno.jsonc");
  if (text === undefined) throw new Error(`Cannot ship ${fileURLToPath(folder)}: it has no deno.json`);
  try {
    return parseJsonc(text) as PackageConfig;
  } catch (cause) {
    throw new Error(`Cannot ship ${fileURLToPath(folder)}: its deno.json is not JSON`, { cause });
  }
}

interface Walk {
  readonly left: string[];
  readonly isLeft: (path: string, name: string) => boolean;
}

async function readFiles(folder: URL, walk: Walk, inside = ""): Promise<ShippedFile[]> {
  const found: ShippedFile[] = [];
  const entries = await Array.fromAsync(Deno.readDir(new URL(inside, folder)));
  for (const { name, isDirectory, isFile } of entries.sort((one, other) => one.name < other.name ? -1 : 1)) {
    const path = `${inside}${name}`;
    const file = new URL(path.split("/").map(encodeURIComponent).join("/"), folder);
    if (walk.isLeft(path, name)) walk.left.push(path);
    else if (isDirectory) found.push(...await readFiles(folder, walk, `${path}/`));
    else if (isFile) found.push({ path, bytes: await Deno.readFile(file) });
    else throw new Error(`Cannot ship ${fileURLToPath(folder)}: ${path} is neither a file nor a folder`);
  }
  return found;
}
