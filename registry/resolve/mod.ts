/**
 * From the name of an environment to its code: registries, pins, the lock file. Command lines and tools use it; programs
 * use `AutoEnv`.
 *
 * ```ts
 * import { parseTarget } from "@openenv/registry/resolve";
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseTarget("coding@0.1.0").kind, "name");
 * ```
 *
 * @module
 */
export { addToRegistry } from "./add_to_registry.ts";
export {
  type Catalog,
  type CatalogEntry,
  type CatalogSource,
  MAX_CATALOG_BYTES,
  parseCatalog,
  toCatalog,
} from "./catalog.ts";
export { assertIdentity, type DescribedEntry, describeEntry, resetSchema } from "./entry_of.ts";
export {
  describePermissions,
  type HostNeeds,
  type HostPermissions,
  toHostPermissions,
  toHostSettings,
  toSessionLimits,
} from "./host_needs.ts";
export { parseIndex } from "./index_schema.ts";
export {
  type LocalPackage,
  type LocalTarget,
  MANIFEST,
  readLocalTarget,
  readManifestOf,
  withPackage,
} from "./local_target.ts";
export { LOCK_FILE, type LockedEnvironment, type LockFile, readLock } from "./lock_file.ts";
export type { GraphDigests } from "./module_graph.ts";
export { BUILT_IN, findEntry, type FoundEntry, readRegistries, type Registry } from "./registries.ts";
export { lockEnvironment, type ResolvedEnvironment, resolveEnvironment } from "./resolve_environment.ts";
export { parseTarget, type TargetName, toShortName } from "./target_name.ts";
