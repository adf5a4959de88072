import { type AnyContract, type AnyImplementation, DefinitionError, isImplementation } from "@openenv/core";
import { InvalidOptionError } from "@openenv/core/errors";
import { type EnvironmentHost, type HostedEnvironment, type HostOptions, InlineHost } from "@openenv/core/session";
import type { SessionLimits } from "@openenv/core/session";
import type { HostSettings } from "./host_settings.ts";
import { loadImplementation } from "./load_implementation.ts";
import type { RemoteHost } from "./remote_host.ts";

/** An environment that can be hosted, or the URL of a module whose default export is one. */
export type EnvironmentSource = AnyImplementation | ModuleSource;

/** A module that the host loads itself. */
export interface ModuleSource {
  /** The module's URL; its default export is the result of `contract.implement`. */
  readonly module: string | URL;
}

/** Options of {@linkcode createHost}: those of the instances, and where they run. */
export interface CreateHostOptions extends HostOptions {
  /** Where environments run. */
  readonly host: HostSettings;
  /** How long calls may take. */
  readonly limits: SessionLimits;
  /** Logs a warning. */
  readonly warn: (message: string) => void;
}

/** Creates the host of a source; throws if the source can't be hosted that way. */
export function createHost(source: EnvironmentSource, options: CreateHostOptions): EnvironmentHost {
  const { host: settings, limits } = options;
  const { kind, guarantees = [] } = settings;
  if (kind !== undefined && kind !== "inline" && kind !== "worker" && kind !== "process") {
    throw new InvalidOptionError(`Cannot use option host.kind: "${kind}" is not inline, worker or process`, {
      option: "host.kind",
    });
  }
  const isInline = (kind === undefined || kind === "inline") && guarantees.length === 0;
  if (isImplementation(source)) {
    if (isInline) return new InlineHost(source, options);
    throw new InvalidOptionError(
      `Cannot use option host.kind: code cannot be sent to a ${kind ?? "host that gives guarantees"}; write ` +
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
  if (isInline) return new ModuleHost(String(module), options);
  return new LazyHost(async () => {
    const { createRemoteHost } = await import("./create_remote_host.ts");
    return createRemoteHost({ module: String(module), options, limits, settings, warn: options.warn });
  });
}

/** Runs the environments of a module in this thread; imports the module when it is first needed. */
class ModuleHost implements EnvironmentHost {
  readonly sharesThread = true;
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
    return await (await this.#load()).create();
  }

  #load(): Promise<InlineHost> {
    return this.#loading ??= this.#import().catch((thrown) => {
      this.#loading = undefined;
      throw thrown;
    });
  }

  async #import(): Promise<InlineHost> {
    return new InlineHost(await loadImplementation(this.#module), this.#options);
  }
}

/** A host whose code is loaded when it is first needed, so that a server without workers and processes does without. */
class LazyHost implements EnvironmentHost {
  readonly #load: () => Promise<RemoteHost>;
  #loading: Promise<RemoteHost> | undefined;
  #host: RemoteHost | undefined;

  constructor(load: () => Promise<RemoteHost>) {
    this.#load = load;
  }

  get stuck(): number {
    return this.#host?.stuck ?? 0;
  }

  get refusal(): string | undefined {
    return this.#host?.refusal;
  }

  async contract(): Promise<AnyContract> {
    return await (await this.#get()).contract();
  }

  async create(): Promise<HostedEnvironment> {
    return await (await this.#get()).create();
  }

  async answerTask(...request: Parameters<RemoteHost["answerTask"]>): Promise<string> {
    return await (await this.#get()).answerTask(...request);
  }

  async close(): Promise<void> {
    // A host that could not be loaded has nothing to close, and each call was told why.
    await this.#loading?.then((host) => host.close(), () => {});
  }

  async #get(): Promise<RemoteHost> {
    return this.#host ??= await (this.#loading ??= this.#load());
  }
}
