import { InvalidOptionError } from "@openenv/core/errors";
import type { HostSettings } from "@openenv/server/hosts";
import { dirname, relative, resolve } from "node:path";
import { sha256 } from "./download.ts";
import { describePermissions, toHostSettings } from "./host_needs.ts";
import { readLocalTarget } from "./local_target.ts";
import {
  LOCK_FILE,
  type LockedEnvironment,
  lockedIn,
  type LockFile,
  readLock,
  verifyGraph,
  writeLocked,
} from "./lock_file.ts";
import type { Limits, Permissions } from "../manifest/manifest.ts";
import { denoLockOf, digestGraph, type GraphDigests } from "./module_graph.ts";
import { resolveOwn } from "./own_module.ts";
import { fetchOne, fetchPackage, type PinnedPackage, pinPackage } from "./package_files.ts";
import { BUILT_IN, findEntry, type FoundEntry, readRegistries, type RegistryOptions } from "./registries.ts";
import { IntegrityError, NotLockedError, UntrustedCodeError } from "./registry_errors.ts";
import type { RegistryEntry } from "./registry_index.ts";
import { parseTarget } from "./target_name.ts";

/** Options for finding the code of an environment. */
export interface ResolveOptions extends RegistryOptions {
  /** `true` runs code from elsewhere, under the permissions that it declares. Default: `false`. */
  readonly trustRemoteCode?: boolean;
  /** `true` refuses what the lock file does not have. Default: `false`, which adds code from elsewhere on first use. */
  readonly frozen?: boolean;
  /** The path of the lock file. Default: `openenv.lock`, in the current folder. */
  readonly lock?: string;
}

/** The code of an environment, on this machine or on JSR, and where it has to run. */
export interface ResolvedEnvironment {
  /** The name of its entry, or its path or URL. */
  readonly name: string;
  /** The module whose default export is the environment. */
  readonly module: string;
  /** The host that it needs. */
  readonly host: HostSettings;
  /** The limits that its manifest declares. */
  readonly limits: Limits;
  /** `true` for code from elsewhere, which runs in a process. */
  readonly isElsewhere: boolean;
  /** Its entry, if the code comes from another registry, which the contract has to match. */
  readonly entry?: RegistryEntry;
}

/**
 * Finds the code of an environment by its name, by the URL of a module, or by a path. Code from elsewhere is brought onto
 * this machine and verified; nothing of it is run.
 *
 * @throws `EnvironmentNotFoundError`, `AmbiguousNameError`, `UntrustedCodeError`, `IntegrityError`, `NotLockedError`,
 * `InvalidRegistryError`
 */
export async function resolveEnvironment(target: string, options: ResolveOptions = {}): Promise<ResolvedEnvironment> {
  const parsed = parseTarget(target);
  switch (parsed.kind) {
    case "path":
      return await resolvePath(parsed.path);
    case "module":
      return await resolveModule(parsed.url, options);
    case "name": {
      const { found, locked } = await findLocked(parsed, options);
      return await resolveEntry(found, locked, options);
    }
    default:
      throw new InvalidOptionError(`Cannot load ${target}: it is a running server, which has no code here`, {
        option: "name",
      });
  }
}

/**
 * Writes what a name, or the URL of a module, resolves to into the lock file. Nothing of it is run.
 *
 * @returns The name and what was written.
 */
export async function lockEnvironment(
  target: string,
  options: ResolveOptions = {},
): Promise<{ readonly name: string; readonly locked: LockedEnvironment; readonly permissions: Permissions }> {
  const parsed = parseTarget(target);
  const lock = options.lock ?? LOCK_FILE;
  const add = async (code: Code, version: string, registry: string, permissions: Permissions) => {
    const { cachedOnly } = options;
    const modules = await digestGraph(code.module, { name: code.name, folder: code.folder, cachedOnly, isNew: true });
    const locked = { version, registry: toLockedName(registry, lock), modules };
    await writeLocked(lock, code.name, locked);
    return { name: code.name, locked, permissions };
  };
  if (parsed.kind === "module") return await add(await fetchModule(parsed.url, undefined, options), "", parsed.url, {});
  if (parsed.kind !== "name") {
    throw new InvalidOptionError(`Cannot add ${target}: expected a name or the URL of a module`, { option: "name" });
  }
  const found = findEntry(parsed, await readRegistries(options));
  const { entry, registry } = found;
  return await add(await fetchCode(found, options), entry.version, registry.name, entry.permissions);
}

async function resolvePath(path: string): Promise<ResolvedEnvironment> {
  const { url, package: found } = await readLocalTarget(path);
  const { requires = [], permissions = {}, limits = {}, validation } = found?.manifest ?? {};
  const memoryMb = validation?.resources.memory_mb;
  const host = toHostSettings({ requires, permissions, memoryMb, folder: found?.folder });
  return { name: path, module: url.href, host, limits, isElsewhere: false };
}

/** Finds an entry, in the version that the lock file has unless another one is asked for. */
async function findLocked(target: { name: string; version?: string }, options: ResolveOptions) {
  const registries = await readRegistries(options);
  const newest = findEntry(target, registries);
  const { entry: { name }, registry } = newest;
  const locked = lockedIn(await readLockIfAllowed(registry.name === BUILT_IN, options), name);
  if (locked === undefined) return { found: newest };
  const from = toLockedName(registry.name, options.lock ?? LOCK_FILE);
  if (locked.registry !== from) {
    throw new IntegrityError(`Cannot use ${name}: it was locked from ${locked.registry}, and now comes from ${from}`, {
      environment: name,
    });
  }
  const found = findEntry({ name, version: target.version ?? locked.version }, [registry]);
  if (found.entry.version === locked.version) return { found, locked };
  throw new IntegrityError(
    `Cannot use ${name}@${found.entry.version}: it is locked in ${locked.version}; ` +
      `openenv add ${name}@${found.entry.version} changes that`,
    { environment: name },
  );
}

/** Where there is only code of this project to run, a program without the permission to read goes on without a lock. */
async function readLockIfAllowed(isBuiltIn: boolean, { lock = LOCK_FILE, frozen }: ResolveOptions): Promise<LockFile> {
  const { state } = Deno.permissions.querySync({ name: "read", path: lock });
  if (isBuiltIn && !frozen && state !== "granted") return { version: 1, environments: {} };
  return await readLock(lock);
}

async function resolveEntry(
  found: FoundEntry,
  locked: LockedEnvironment | undefined,
  options: ResolveOptions,
): Promise<ResolvedEnvironment> {
  const { entry, registry } = found;
  const { name, version, permissions, requires, memory_mb: memoryMb, limits } = entry;
  const isBuiltIn = registry.name === BUILT_IN;
  if (!isBuiltIn) assertTrust(`${name} ${version}`, registry.name, permissions, options);
  assertFrozen(name, locked, options);
  const code = await fetchCode(found, options);
  // Built-in code is part of this package, which the program's own lock file pins.
  if (locked !== undefined || !isBuiltIn) {
    await verifyOrLock(code, locked, { ...options, version, registry: registry.name });
  }
  const settings = toHostSettings({ requires, permissions, memoryMb, folder: code.folder });
  if (isBuiltIn) {
    return { name, module: code.module.href, host: settings, limits, isElsewhere: false };
  }
  const host = { ...settings, ...elsewhere(code.module) };
  return { name, module: code.module.href, host, limits, isElsewhere: true, entry };
}

async function resolveModule(url: string, options: ResolveOptions): Promise<ResolvedEnvironment> {
  assertTrust(url, url, {}, options);
  const locked = lockedIn(await readLock(options.lock ?? LOCK_FILE), url);
  assertFrozen(url, locked, options);
  const code = await fetchModule(url, locked, options);
  await verifyOrLock(code, locked, { ...options, version: "", registry: url });
  return {
    name: url,
    module: code.module.href,
    host: { permissions: {}, ...elsewhere(code.module) },
    limits: {},
    isElsewhere: true,
  };
}

/** Code from elsewhere runs in a process, with the npm packages that its graph was digested with. */
function elsewhere(module: URL): HostSettings {
  return { kind: "process", denoLock: denoLockOf(module) };
}

/** Code on this machine, or on JSR if it is built in. */
interface Code {
  readonly name: string;
  readonly module: URL;
  readonly folder: URL;
}

async function fetchCode({ entry, registry }: FoundEntry, options: ResolveOptions): Promise<Code> {
  const { name, module } = entry;
  if (registry.name === BUILT_IN) {
    const specifier = `${entry.package!.slice("jsr:".length)}${entry.export!.slice(1)}`;
    const url = new URL(resolveOwn(`envs/${name}/${module}`, specifier));
    const up = "../".repeat(module.split("/").length - 1);
    return { name, module: url, folder: url.protocol === "file:" ? new URL(up || "./", url) : url };
  }
  const folder = await fetchPackage(await pinPackage(entry, registry.url, options), options);
  return { name, module: new URL(module, folder), folder };
}

/** Brings a module that stands alone onto this machine: in the state that is locked, or as it is now. */
async function fetchModule(url: string, locked: LockedEnvironment | undefined, options: ResolveOptions): Promise<Code> {
  const base = new URL("./", url);
  const file = decodeURIComponent(new URL(url).pathname.split("/").at(-1)!);
  const pinned = locked?.modules[`./${file}`];
  const only = new URL(url);
  const pin = (digest: string): PinnedPackage => ({ name: url, base, files: { [file]: digest }, only });
  if (pinned === undefined && options.cachedOnly) assertFrozen(url, undefined, { ...options, frozen: true });
  const digest = pinned ?? sha256(await fetchOne(url, only));
  const folder = await fetchPackage(pin(digest), options);
  return { name: url, module: new URL(encodeURIComponent(file), folder), folder };
}

async function verifyOrLock(
  { name, module, folder }: Code,
  locked: LockedEnvironment | undefined,
  { cachedOnly, lock = LOCK_FILE, version, registry }: ResolveOptions & { version: string; registry: string },
): Promise<void> {
  const modules = await digestGraph(module, { name, folder, cachedOnly, isNew: locked === undefined });
  assertInside(name, modules);
  if (locked !== undefined) verifyGraph(name, locked, modules, lock);
  else await writeLocked(lock, name, { version, registry: toLockedName(registry, lock), modules });
}

/** A package that imports a file of this machine would read it before any permission counts. */
function assertInside(environment: string, modules: GraphDigests): void {
  const module = Object.keys(modules).find((key) => key.startsWith("file:"));
  if (module === undefined) return;
  throw new IntegrityError(`Cannot use ${environment}: it imports ${module}, which is no part of it`, {
    environment,
    module,
  });
}

/** Names a registry on this machine by its path from the lock file, so that both can be moved. */
function toLockedName(registry: string, lock: string): string {
  if (registry === BUILT_IN || /^[a-z][a-z0-9+.-]+:\/\//i.test(registry)) return registry;
  return relative(dirname(resolve(lock)), registry).replaceAll("\\", "/");
}

function assertTrust(
  environment: string,
  from: string,
  declared: Permissions,
  { trustRemoteCode, log = console.error }: ResolveOptions,
): void {
  const permissions = describePermissions(declared);
  if (trustRemoteCode === true) {
    const what = environment === from ? from : `${environment} of ${from}`;
    return log(`Running ${what} with the permissions: ${permissions}`);
  }
  throw new UntrustedCodeError(
    `Cannot run ${environment}: it is code from ${from}, which would get the permissions: ${permissions}; ` +
      "trustRemoteCode, or --trust-remote-code, says that it may",
    { environment, from, permissions },
  );
}

function assertFrozen(name: string, locked: LockedEnvironment | undefined, options: ResolveOptions): void {
  if (locked !== undefined || options.frozen !== true) return;
  const lock = resolve(options.lock ?? LOCK_FILE);
  throw new NotLockedError(`Cannot use ${name}: ${lock} does not have it; openenv add ${name} adds it`, {
    environment: name,
    lock,
  });
}
