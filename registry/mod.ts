/**
 * Finds environments by their names, and runs them without a server.
 *
 * ```ts
 * import { AutoEnv } from "@openenv/registry";
 *
 * await using env = AutoEnv.fromEnv("grid_world");
 * await env.reset({ seed: 7 });
 * console.log(await env.step({ action: "RIGHT" }));
 * ```
 *
 * `docs/registry.md` explains names, registries and trust.
 *
 * @module
 */
export { type ActionType, AutoAction } from "./auto_action.ts";
export { AutoEnv, type AutoEnvOptions, type ListedEnvironment } from "./auto_env.ts";
export type { RegistryOptions } from "./resolve/registries.ts";
export type {
  EntryCheck,
  EntryMeasures,
  EntrySchemas,
  RegistryEntry,
  RegistryIndex,
} from "./resolve/registry_index.ts";
export type { ResolveOptions } from "./resolve/resolve_environment.ts";
export {
  type AmbiguousNameData,
  AmbiguousNameError,
  type EnvironmentNotFoundData,
  EnvironmentNotFoundError,
  type IntegrityData,
  IntegrityError,
  type InvalidRegistryData,
  InvalidRegistryError,
  type NotLockedData,
  NotLockedError,
  REGISTRY_ERROR_ROWS,
  type UntrustedCodeData,
  UntrustedCodeError,
} from "./resolve/registry_errors.ts";
