import { type AnyContract, type AnyImplementation, DefinitionError, isImplementation } from "@openenv/core";
import { InvalidOptionError } from "@openenv/core/errors";
import {
  type EnvironmentHost,
  factoryFailure,
  type HostedEnvironment,
  type HostOptions,
  InlineHost,
} from "@openenv/core/session";
import type { HostSettings } from "./host_settings.ts";

/** An environment that can be hosted, or the URL of a module whose default export is one. */
export type EnvironmentSource = AnyImplementation | ModuleSource;

/** A module that the host loads itself. */
export interface ModuleSource {
  /** The module's URL; its default export is the result of `contract.implement`. */
  readonly module: string | URL;
}

/** Creates the host of a source; throws if the source can't be hosted that way. */
export function createHost(source: EnvironmentSource, options: HostOptions, settings: HostSettings): EnvironmentHost {
  const { kind = "inline" } = settings;
  if (kind !== "inline" && kind !== "worker" && kind !== "process") {
    throw new InvalidOptionError(`Cannot use option host.kind: "${kind}" is not inline, worker or process`, {
      option: "host.kind",
    });
  }
  if (isImplementation(source)) {
    if (kind === "inline") return new InlineHost(source, options);
    throw new InvalidOptionError(
      `Cannot use option host.kind: code cannot be sent to a ${kind}; write ` +
        '{ module: import.meta.resolve("./environment.ts") } instead of the environment',
      { option: "host.kind" },
    );
  }
  const module = (source as Partial<ModuleSource> | null | undefined)?.module;
  if (typeof module !== "string" && !(module instanceof URL)) {
    throw new DefinitionError(
      "Cannot host environment: expected what contract.implement returned, or { module: URL }",
      { part: "source" },
    );
  }
  if (kind === "inline") return new ModuleHost(String(module), options);
  return new LazyHost(async () => {
    const { createRemoteHost } = await import("./create_remote_host.ts");
    return createRemoteHost(String(module), kind, options, settings);
  });
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

/** A host whose code is loaded when it is first needed, so that a server without workers and processes does without. */
class LazyHost implements EnvironmentHost {
  readonly #load: () => Promise<Required<EnvironmentHost>>;
  #loading: Promise<Required<EnvironmentHost>> | undefined;
  #host: Required<EnvironmentHost> | undefined;

  constructor(load: () => Promise<Required<EnvironmentHost>>) {
    this.#load = load;
  }

  get stuck(): number {
    return this.#host?.stuck ?? 0;
  }

  async contract(): Promise<AnyContract> {
    return await (await this.#get()).contract();
  }

  async create(): Promise<HostedEnvironment> {
    return await (await this.#get()).create();
  }

  async answerTask(...request: Parameters<Required<EnvironmentHost>["answerTask"]>): Promise<string> {
    return await (await this.#get()).answerTask(...request);
  }

  async close(): Promise<void> {
    await (await this.#loading)?.close();
  }

  async #get(): Promise<Required<EnvironmentHost>> {
    return this.#host ??= await (this.#loading ??= this.#load());
  }
}
