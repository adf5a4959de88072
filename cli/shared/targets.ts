import { type AnyImplementation, isImplementation } from "@openenv/core";
import { OpenEnvError } from "@openenv/core/errors";
import type { RegistryEntry, ResolveOptions } from "@openenv/registry";
import {
  BUILT_IN,
  type LocalTarget,
  parseTarget,
  readLocalTarget,
  readManifestOf,
  readRegistries,
  type ResolvedEnvironment,
  resolveEnvironment,
  toShortName,
  withPackage,
} from "@openenv/registry/resolve";
import type { Servable } from "@openenv/server";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { importDefault } from "./import_default.ts";

/** The module that a command line names. */
export interface Target extends LocalTarget {
  /** Set for a name or a URL: where its code has to run. */
  readonly named?: ResolvedEnvironment;
}

/** A target whose module is loaded. */
export interface LoadedTarget extends Target {
  /** The default export: an environment, or an app with `fetch`. */
  readonly exported: AnyImplementation | Servable;
}

/** Lists the environments that come with this command line. */
export async function listBundled(): Promise<readonly RegistryEntry[]> {
  const [registry] = await readRegistries({ registry: BUILT_IN });
  return registry!.index.environments;
}

/** `true` if a bundled environment has that name, or that alias. */
export async function isBundled(name: string): Promise<boolean> {
  const short = toShortName(name);
  return (await listBundled()).some((entry) => [entry.name, ...entry.aliases].map(toShortName).includes(short));
}

/**
 * Finds the module that a command line names: a file, the folder of a package, or a bundled environment.
 *
 * A name with a slash or a dot is a file or a folder; anything else is looked up in the built-in registry, with or without
 * `_env` on the end, or by an alias. Throws an `Error` whose message is one line.
 */
export async function resolveTarget(target: string, directory: string = Deno.cwd()): Promise<Target> {
  if (isUrl(target)) {
    throw new Error(
      `Cannot load ${target}: it is the address of a server; only openenv info and openenv check take one`,
    );
  }
  if (!isName(target)) return await readLocalTarget(target, directory);
  return await resolveNamed(target, { registry: BUILT_IN }, directory);
}

/** Finds what a command line names, also in other registries and at URLs. Nothing of code from elsewhere is run. */
export async function resolveAnyTarget(target: string, options: ResolveOptions): Promise<Target> {
  const isCode = isUrl(target) ? parseTarget(target).kind === "module" : isName(target);
  return isCode ? await resolveNamed(target, options) : await resolveTarget(target);
}

async function resolveNamed(target: string, options: ResolveOptions, directory?: string): Promise<Target> {
  const found = await resolveEnvironment(target, options).catch((thrown) => refuseFolder(target, thrown, directory));
  const url = new URL(found.module);
  if (found.isElsewhere) return { url, path: found.name, named: found };
  const path = url.protocol === "file:" ? fileURLToPath(url) : found.module;
  return { ...await withPackage({ url, path }), named: found };
}

/** Says how to name the folder of a package, if that is what was meant by a name that no registry has. */
async function refuseFolder(target: string, thrown: unknown, directory: string = Deno.cwd()): Promise<never> {
  const isUnknown = thrown instanceof OpenEnvError && thrown.code === "ENVIRONMENT_NOT_FOUND";
  if (!isUnknown || await readManifestOf(pathToFileURL(`${resolve(directory, target)}/`)) === undefined) throw thrown;
  throw new Error(`Cannot find environment "${target}": no registry has that name; for the folder, write ./${target}`);
}

/** `true` for a name, with or without a version. */
export function isName(target: string): boolean {
  return !isPath(target) || /^[\w-]+@\d[\w.+-]*$/.test(target);
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
