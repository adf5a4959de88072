/** The part of a `deno.lock` that is read and written. */
export interface LockFile {
  readonly version: string;
  /** The version of each imported package, by its specifier, such as `npm:zod@^4.6.7`. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** The packages, by name and version. */
  readonly npm: Readonly<Record<string, LockedPackage>>;
  /** The imports of the workspace. */
  readonly workspace: unknown;
}

/** A package in a `deno.lock`. */
interface LockedPackage {
  readonly integrity?: string;
  /** Names, with their versions where the file has more than one of a name. */
  readonly dependencies?: readonly string[];
  /** Those that it can do without; they are locked all the same. */
  readonly optionalDependencies?: readonly string[];
}

/** Leaves in a lock file what some imports need, as Deno itself would, so that a frozen one is not out of date. */
export function pruneLock(lock: LockFile, imports: readonly string[]): LockFile {
  const dependencies = [...imports].sort();
  const specifiers = Object.entries(lock.specifiers).filter(([specifier]) => dependencies.includes(specifier));
  const needed = new Set<string>();
  const waiting = specifiers.map(([specifier, version]) => `${nameOf(specifier.replace(/^npm:/, ""))}@${version}`);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (needed.has(key)) continue;
    needed.add(key);
    const { dependencies: named = [], optionalDependencies = [] } = lock.npm[key] ?? {};
    waiting.push(...[...named, ...optionalDependencies].map((dependency) => findKey(lock, dependency)));
  }
  return {
    version: lock.version,
    specifiers: Object.fromEntries(specifiers),
    npm: Object.fromEntries(Object.entries(lock.npm).filter(([key]) => needed.has(key))),
    workspace: { dependencies },
  };
}

/** The key of a dependency: itself, or the only one of its name. */
function findKey(lock: LockFile, dependency: string): string {
  if (dependency in lock.npm) return dependency;
  return Object.keys(lock.npm).find((key) => nameOf(key) === dependency) ?? dependency;
}

/** The name in `name@version`; a scope begins with `@` as well. */
function nameOf(key: string): string {
  return key.slice(0, key.indexOf("@", 1));
}
