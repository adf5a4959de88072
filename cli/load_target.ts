import { type AnyImplementation, isImplementation, nearestName } from "@openenv/core";
import type { Servable } from "@openenv/server";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BundledEnvironment, listBundled } from "./bundled.ts";
import { importDefault } from "./import_default.ts";

/** The module that a command line names. */
export interface Target {
  /** Where it is. */
  readonly url: URL;
  /** Its path, as people would write it. */
  readonly path: string;
}

/** What a target turned out to be. */
export interface LoadedTarget extends Target {
  /** The default export: an environment, or an app with `fetch`. */
  readonly exported: AnyImplementation | Servable;
}

/**
 * Finds the module that a command line names: a file, or a bundled environment.
 *
 * A name with a slash or a dot is a file; anything else is looked up among the bundled names, with or without `_env` on
 * the end, and then among their aliases. Throws an `Error` whose message is one line.
 */
export async function resolveTarget(target: string, directory: string = Deno.cwd()): Promise<Target> {
  if (isFile(target)) return await resolveFile(target, directory);
  const bundled = await listBundled();
  const found = findBundled(target, bundled);
  if (found !== undefined) return { url: found.module, path: fileURLToPath(found.module) };
  const names = bundled.map(({ name }) => name);
  const nearest = nearestName(target, [
    ...names,
    ...names.map(shortName),
    ...bundled.flatMap(({ aliases }) => aliases),
  ]);
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

/** `true` for what names a file or a folder, and not a bundled environment. */
export function isFile(target: string): boolean {
  return isAbsolute(target) || /[\\/.]/.test(target);
}

async function resolveFile(target: string, directory: string): Promise<Target> {
  const path = resolve(directory, target);
  let found: Deno.FileInfo;
  try {
    found = await Deno.stat(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Error(`Cannot load ${target}: there is no such file`, { cause });
  }
  if (!found.isDirectory) return { url: pathToFileURL(path), path: target };
  throw new Error(`Cannot load ${target}: it is a folder; name the module in it that exports an environment`);
}

function shortName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_").replace(/_env$/, "");
}
