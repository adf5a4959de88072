import { messageOf } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";
import { dirname, resolve } from "node:path";
import { cachePath, readIfThere, sha256, writeWhole } from "./download.ts";
import type { GraphDigests } from "./module_graph.ts";
import { IntegrityError, InvalidRegistryError } from "./registry_errors.ts";

/** The usual name of a lock file. */
export const LOCK_FILE = "openenv.lock";

/** What a name resolved to. */
export interface LockedEnvironment {
  /** The version of its package. */
  readonly version: string;
  /** The registry, or the URL of the module. */
  readonly registry: string;
  /** The digests of its module graph. */
  readonly modules: GraphDigests;
}

/** The contents of a lock file. */
export interface LockFile {
  /** The version of this format. */
  readonly version: 1;
  /** The environments by name. */
  readonly environments: Readonly<Record<string, LockedEnvironment>>;
}

/** Reads a lock file; an empty one if there is none. Throws `InvalidRegistryError` for what is none. */
export async function readLock(path: string): Promise<LockFile> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return { version: 1, environments: {} };
  const refuse = (reason: string, cause?: unknown) =>
    new InvalidRegistryError(`Cannot read lock file ${path}: ${reason}`, { source: path }, { cause });
  let lock: unknown;
  try {
    lock = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw refuse(`it is no JSON: ${messageOf(cause)}`, cause);
  }
  if (!isRecord(lock) || lock.version !== 1 || !isRecord(lock.environments)) throw refuse("it is no lock file");
  for (const [name, locked] of Object.entries(lock.environments)) {
    if (isLocked(locked)) continue;
    throw refuse(`${name} needs a version, a registry and the digests of its modules`);
  }
  return lock as unknown as LockFile;
}

/** Finds an environment in a lock file. */
export function lockedIn({ environments }: LockFile, name: string): LockedEnvironment | undefined {
  return Object.hasOwn(environments, name) ? environments[name] : undefined;
}

function isLocked(locked: unknown): boolean {
  return isRecord(locked) && typeof locked.version === "string" && typeof locked.registry === "string" &&
    isRecord(locked.modules) && Object.values(locked.modules).every((digest) => typeof digest === "string");
}

/** Adds an environment to a lock file, or replaces it. Several processes may do so at once. */
export async function writeLocked(path: string, name: string, locked: LockedEnvironment): Promise<void> {
  await withTurn(path, async () => {
    const { environments } = await readLock(path);
    const sorted = Object.entries({ ...environments, [name]: locked }).sort(([one], [other]) => one < other ? -1 : 1);
    const lock: LockFile = { version: 1, environments: Object.fromEntries(sorted) };
    await writeWhole(resolve(path), `${JSON.stringify(lock, null, 2)}\n`);
  });
}

/** Changes a file while no other process that does the same with this function changes it. */
export async function withTurn(path: string, change: () => Promise<void>): Promise<void> {
  const guard = cachePath("locks", sha256(resolve(path)));
  await Deno.mkdir(dirname(guard), { recursive: true });
  const file = await Deno.open(guard, { create: true, write: true }); // Node 22 can't read a file that has `using`
  try {
    await file.lock(true);
    await change();
  } finally {
    file.close();
  }
}

/** Compares a module graph with that of a lock file; throws `IntegrityError` that names the first difference. */
export function verifyGraph(name: string, locked: LockedEnvironment, modules: GraphDigests, lock: string): void {
  for (const key of new Set([...Object.keys(locked.modules), ...Object.keys(modules)])) {
    const [before, now] = [locked.modules[key], modules[key]];
    if (before === now) continue;
    const change = before === undefined ? "is new" : now === undefined ? "is gone" : "has changed";
    throw new IntegrityError(
      `Cannot use ${name}: ${key} ${change} since it was locked in ${lock}; openenv add ${name} accepts it`,
      { environment: name, module: key },
    );
  }
}
