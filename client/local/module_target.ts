/**
 * An environment in a module, as the target of a client. The client runs it: in this process, or with `sync()` in a
 * worker of its own. Only Deno is sure to load any module.
 */
export interface ModuleTarget {
  /** The module's URL; its default export is the result of `contract.implement`. */
  readonly module: string | URL;
  /** Where the environment runs. Default: in the thread that imports the module. */
  readonly host?: ModuleHost;
}

/** Where the environment of a {@linkcode ModuleTarget} runs. */
export interface ModuleHost {
  /**
   * The URL of a module that exports `createHost(source, options)`, which returns an `EnvironmentHost`, or a promise of
   * one. The source is `{ module: string }`. The options are those of the instances, and `host`: the settings.
   */
  readonly from: string | URL;
  /** Plain data for `createHost`. */
  readonly settings: object;
}

/** `true` for the target of a client that names a module. */
export function isModuleTarget(target: unknown): target is ModuleTarget {
  const { module } = (typeof target === "object" && target !== null ? target : {}) as Partial<ModuleTarget>;
  return typeof module === "string" || module instanceof URL;
}
