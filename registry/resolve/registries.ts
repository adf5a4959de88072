import type { Log } from "@openenv/core";
import { messageOf, nearestName } from "@openenv/core/errors";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  cachePath,
  describeUrl,
  type Download,
  download,
  OfflineError,
  readIfThere,
  sha256,
  writeWhole,
} from "./download.ts";
import { checkout } from "./own_module.ts";
import { AmbiguousNameError, EnvironmentNotFoundError, InvalidRegistryError } from "./registry_errors.ts";
import type { RegistryEntry, RegistryIndex } from "./registry_index.ts";
import { toShortName } from "./target_name.ts";

/** The name of the index that comes with this package. */
export const BUILT_IN = "built-in";

/** The most bytes of an index. */
const MAX_INDEX_BYTES = 16 * 1024 * 1024;

/** Options for which registries are read, and how. */
export interface RegistryOptions {
  /**
   * Registries beside the built-in one, by the URL or the path of their index, in order. Default: those of the environment
   * variable `OPENENV_REGISTRY`, with commas between them.
   */
  readonly registries?: readonly string[];
  /** The one registry to look in, by its URL or path, or `"built-in"`. Default: all. */
  readonly registry?: string;
  /** `true` uses what is on this machine and never the network. Default: `false`. */
  readonly cachedOnly?: boolean;
  /** Called with what is good to know, such as that a copy stands in for a registry. Default: `console.error`. */
  readonly log?: Log;
}

/** A registry whose index was read. */
export interface Registry {
  /** Its URL or path, or `"built-in"`. */
  readonly name: string;
  /** The URL of its index. */
  readonly url: URL;
  /** Its environments. */
  readonly index: RegistryIndex;
}

/** An environment that was found by its name. */
export interface FoundEntry {
  /** Its entry. */
  readonly entry: RegistryEntry;
  /** The registry that has it. */
  readonly registry: Registry;
}

/** Reads the registries, the built-in one first; throws `InvalidRegistryError` for one that can't be read. */
export async function readRegistries(options: RegistryOptions = {}): Promise<Registry[]> {
  const names = options.registry === undefined
    ? [BUILT_IN, ...options.registries ?? namedRegistries()]
    : [options.registry];
  const known = new Map(names.map((name) => [name === BUILT_IN ? name : toIndexUrl(name).href, name]));
  return await Promise.all([...known.values()].map((name) => readRegistry(name, options)));
}

/** Reads one registry, by its URL or path or as `"built-in"`. */
export async function readRegistry(name: string, options: RegistryOptions): Promise<Registry> {
  if (name === BUILT_IN) {
    const { default: index } = await import("../index.json", { with: { type: "json" } });
    const url = new URL("../index.json", import.meta.url);
    return { name, url, index: await hasEnvironments() ? index as unknown as RegistryIndex : NO_ENVIRONMENTS };
  }
  const url = toIndexUrl(name);
  const { parseIndex } = await import("./index_schema.ts");
  const source = describeUrl(url);
  const parse = (text: string) => parseIndex(text, source);
  const index = url.protocol === "file:" ? parse(await readFile(url)) : await readCached(url, parse, options);
  return { name: source, url, index };
}

/**
 * Finds an environment by its name, with or without `_env` on the end, or by an alias.
 *
 * @param target The name, and a version; without one the newest is found.
 * @param registries The registries to look in.
 * @throws `EnvironmentNotFoundError`, `AmbiguousNameError`
 */
export function findEntry(target: { name: string; version?: string }, registries: readonly Registry[]): FoundEntry {
  const { name, version } = target;
  const found = registries.map((registry) => ({ registry, entries: entriesOf(name, registry) }))
    .filter(({ entries }) => entries.length > 0);
  if (found.length === 0) throw notFound(name, registries);
  if (found.length > 1) {
    const names = found.map(({ registry }) => registry.name);
    throw new AmbiguousNameError(
      `Cannot find environment "${name}": ${names.join(" and ")} have one each; choose with the option registry`,
      { environment: name, registries: names },
    );
  }
  const [{ registry, entries }] = found as [(typeof found)[0]];
  const entry = version === undefined ? entries[0] : entries.find((entry) => entry.version === version);
  if (entry !== undefined) return { entry, registry };
  const known = entries.map((entry) => entry.version);
  throw new EnvironmentNotFoundError(
    `Cannot find environment "${name}@${version}": ${registry.name} has ${entries[0]!.name} in ${known.join(", ")}`,
    { environment: `${name}@${version}`, known },
  );
}

/** Lists the versions of a name in one registry, the newest first; a name hides the aliases of others. */
function entriesOf(name: string, { index: { environments } }: Registry): RegistryEntry[] {
  const short = toShortName(name);
  const named = environments.filter((entry) => toShortName(entry.name) === short);
  const found = named.length > 0
    ? named
    : environments.filter(({ aliases }) => aliases.some((alias) => toShortName(alias) === short));
  return found.toSorted((one, other) => compareVersions(other.version, one.version));
}

function notFound(name: string, registries: readonly Registry[]): EnvironmentNotFoundError {
  const entries = registries.flatMap(({ index }) => index.environments);
  const known = [...new Set(entries.map((entry) => entry.name))];
  const names = entries.flatMap((entry) => [entry.name, toShortName(entry.name), ...entry.aliases]);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? `known names: ${known.join(", ") || "none"}` : `did you mean ${nearest}?`;
  const others = registries.map((registry) => registry.name).filter((registry) => registry !== BUILT_IN);
  const nowhere = others.length === 0
    ? "no bundled environment has that name"
    : `no environment of ${registries.map((registry) => registry.name).join(", ")} has that name`;
  return new EnvironmentNotFoundError(
    `Cannot find environment "${name}": ${nowhere}; ${hint}`,
    { environment: name, known, ...(nearest !== undefined && { nearest }) },
  );
}

/** Compares versions by their numbers; a version with something after a dash comes before the one without. */
function compareVersions(one: string, other: string): number {
  const parse = (version: string) => /^(\d+)\.(\d+)\.(\d+)(-[^+]+)?/.exec(version)!.slice(1);
  const [first, second] = [parse(one), parse(other)];
  for (const place of [0, 1, 2]) {
    if (first[place] !== second[place]) return Number(first[place]) - Number(second[place]);
  }
  const [before, after] = [first[3] ?? "~", second[3] ?? "~"];
  return before < after ? -1 : before > after ? 1 : 0;
}

function namedRegistries(): string[] {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "OPENENV_REGISTRY" });
  const value = state === "granted" ? Deno.env.get("OPENENV_REGISTRY") : undefined;
  return (value ?? "").split(",").map((name) => name.trim()).filter((name) => name !== "");
}

const NO_ENVIRONMENTS: RegistryIndex = { schema_version: 1, environments: [] };

/** A copy of the packages, as `openenv init` makes one, may leave the environments out. */
async function hasEnvironments(): Promise<boolean> {
  if (checkout === undefined) return true;
  try {
    return (await Deno.stat(new URL("envs", checkout))).isDirectory;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

function toIndexUrl(name: string): URL {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(name)) return pathToFileURL(resolve(name));
  const url = URL.parse(name);
  if (url !== null && ["http:", "https:", "file:"].includes(url.protocol)) return url;
  throw new InvalidRegistryError(`Cannot read registry ${name}: it is no URL with http or https`, { source: name });
}

async function readFile(url: URL): Promise<string> {
  try {
    return new TextDecoder().decode((await download(url, MAX_INDEX_BYTES)).bytes);
  } catch (cause) {
    throw unreadable(url, messageOf(cause), cause);
  }
}

/** The copy of an index of the network. */
interface IndexCopy {
  readonly etag?: string;
  readonly text: string;
  readonly read_at: string;
}

/** Reads an index of the network; the copy of the last time stands in for a server that can't be reached. */
async function readCached(
  url: URL,
  parse: (text: string) => RegistryIndex,
  { cachedOnly, log = console.error }: RegistryOptions,
): Promise<RegistryIndex> {
  const path = cachePath("registries", `${sha256(url.href)}.json`);
  const copy = toCopy(await readIfThere(path));
  if (cachedOnly) {
    if (copy !== undefined) return parse(copy.text);
    throw unreadable(url, "there is no copy of it on this machine, and cachedOnly forbids the network");
  }
  let fresh: Download;
  try {
    fresh = await download(url, MAX_INDEX_BYTES, copy?.etag);
  } catch (cause) {
    if (!(cause instanceof OfflineError) || copy === undefined) throw unreadable(url, messageOf(cause), cause);
    log(`Cannot reach registry ${url}: ${cause.message}; using the copy of ${copy.read_at}`);
    return parse(copy.text);
  }
  if (fresh.bytes === undefined) return parse(copy!.text);
  const text = new TextDecoder().decode(fresh.bytes);
  const index = parse(text); // an answer that is no index leaves the copy as it is
  await writeWhole(path, JSON.stringify({ etag: fresh.etag, text, read_at: new Date().toISOString() }));
  return index;
}

/** A copy that is not whole counts as none. */
function toCopy(bytes: Uint8Array | undefined): IndexCopy | undefined {
  try {
    const copy = bytes && JSON.parse(new TextDecoder().decode(bytes));
    return typeof copy?.text === "string" ? copy : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(url: URL, reason: string, cause?: unknown): InvalidRegistryError {
  const source = describeUrl(url);
  return new InvalidRegistryError(`Cannot read registry ${source}: ${reason}`, { source }, { cause });
}
