import { isImplementation, messageOf, nearestName } from "@openenv/core";
import type { EnvironmentSource, Servable } from "@openenv/server";
import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { listBundled } from "./bundled.ts";

/** What a target turned out to be. */
export interface LoadedTarget {
  /** The default export: an environment, or an app with `fetch`. */
  readonly exported: EnvironmentSource | Servable;
  /** The module, as people would name it. */
  readonly path: string;
}

/**
 * Loads what a command line names: a file, or a bundled environment.
 *
 * A name with a slash, a dot or a known ending is a file; anything else is looked up among the bundled names, with or
 * without `_env` on the end. Throws an `Error` whose message is one line.
 */
export async function loadTarget(target: string, directory: string = Deno.cwd()): Promise<LoadedTarget> {
  const url = await resolveTarget(target, directory);
  const path = isFile(target) ? target : url.pathname;
  let module: { default?: unknown };
  try {
    module = await import(url.href);
  } catch (cause) {
    throw new Error(`Cannot load ${path}: ${messageOf(cause)}`, { cause });
  }
  const exported = module.default;
  if (isImplementation(exported) || typeof (exported as Partial<Servable> | undefined)?.fetch === "function") {
    return { exported: exported as LoadedTarget["exported"], path };
  }
  throw new Error(`Cannot serve ${path}: its default export is neither an environment nor an app with fetch`);
}

function isFile(target: string): boolean {
  return isAbsolute(target) || /[\\/.]/.test(target);
}

async function resolveTarget(target: string, directory: string): Promise<URL> {
  if (isFile(target)) return pathToFileURL(resolve(directory, target));
  const bundled = await listBundled();
  const found = bundled.find(({ name }) => name === target) ??
    bundled.find(({ name }) => shortName(name) === shortName(target));
  if (found !== undefined) return found.module;
  const names = bundled.map(({ name }) => name);
  const nearest = nearestName(target, [...names, ...names.map(shortName)]);
  const hint = nearest === undefined ? `known names: ${names.join(", ") || "none"}` : `did you mean ${nearest}?`;
  throw new Error(`Cannot find environment "${target}": no bundled environment has that name; ${hint}`);
}

function shortName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_").replace(/_env$/, "");
}
