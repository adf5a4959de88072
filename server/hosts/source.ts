import { type AnyContract, type AnyImplementation, DefinitionError, isImplementation } from "@openenv/core";
import {
  type EnvironmentHost,
  factoryFailure,
  type HostedEnvironment,
  type HostOptions,
  InlineHost,
} from "@openenv/core/session";

/** An environment that can be hosted, or the URL of a module whose default export is one. */
export type EnvironmentSource = AnyImplementation | ModuleSource;

/** A module that the host loads itself. */
export interface ModuleSource {
  /** The module's URL; its default export is the result of `contract.implement`. */
  readonly module: string | URL;
}

/** Makes a host that runs the environments of a source in this thread. */
export function createInlineHost(source: EnvironmentSource, options: HostOptions): EnvironmentHost {
  if (isImplementation(source)) return new InlineHost(source, options);
  const module = (source as Partial<ModuleSource> | null | undefined)?.module;
  if (typeof module !== "string" && !(module instanceof URL)) {
    throw new DefinitionError(
      "Cannot host environment: expected what contract.implement returned, or { module: URL }",
      { part: "source" },
    );
  }
  return new ModuleHost(String(module), options);
}

/** Runs the environments of a module in this thread; imports the module when it is first needed. */
class ModuleHost implements EnvironmentHost {
  readonly #module: string;
  readonly #options: HostOptions;
  #loading: Promise<InlineHost> | undefined;

  constructor(module: string, options: HostOptions) {
    this.#module = module;
    this.#options = options;
  }

  async contract(): Promise<AnyContract> {
    return (await this.#load()).contract();
  }

  async create(): Promise<HostedEnvironment> {
    const host = await this.#load().catch((thrown) => {
      throw factoryFailure(this.#module, thrown);
    });
    return await host.create();
  }

  #load(): Promise<InlineHost> {
    return this.#loading ??= this.#import().catch((thrown) => {
      this.#loading = undefined;
      throw thrown;
    });
  }

  async #import(): Promise<InlineHost> {
    const { default: implementation } = await import(this.#module);
    if (!isImplementation(implementation)) {
      throw new DefinitionError(`Cannot host ${this.#module}: its default export is not an environment`, {
        part: "source",
      });
    }
    return new InlineHost(implementation, this.#options);
  }
}
