import type { AnyContract } from "@openenv/core";
import { EnvClient, type EnvClientOptions, type ImageOptions, type InProcessOptions } from "@openenv/client";
import { InvalidOptionError } from "@openenv/core/errors";
import type { StartOptions } from "@openenv/core/provider";
import type { RegistryOptions } from "./resolve/registries.ts";
import type { RegistryEntry } from "./resolve/registry_index.ts";
import type { ResolveOptions } from "./resolve/resolve_environment.ts";
import { parseTarget } from "./resolve/target_name.ts";

/** Options for {@linkcode AutoEnv.fromEnv}: those of the client, and where to look for the environment. */
export interface AutoEnvOptions extends Omit<EnvClientOptions, "provider">, InProcessOptions, ResolveOptions {
  /** Called with what the environment logs, and with what is good to know about registries. Default: `console.error`. */
  readonly log?: InProcessOptions["log"];
}

/** Options for {@linkcode AutoEnv.fromEnv} where the environment runs as a server, in a process of its own. */
export interface ProcessEnvOptions
  extends Omit<EnvClientOptions, "provider">, Pick<AutoEnvOptions, "log">, StartOptions, ResolveOptions {
  /** Starts the `main.ts` of the environment's package, with the permissions of its manifest. */
  readonly provider: "process";
  /** How long the server may take until it answers, in milliseconds. Default: 60,000. */
  readonly readyTimeoutMs?: number;
}

/** An environment of a registry: its entry, and the registry. */
export interface ListedEnvironment extends RegistryEntry {
  /** The URL or the path of the registry, or `"built-in"`. */
  readonly registry: string;
}

/**
 * Finds environments by their names.
 *
 * @example
 * ```ts
 * import { AutoEnv } from "@openenv/registry";
 * import assert from "node:assert/strict";
 *
 * await using env = AutoEnv.fromEnv("grid_world");
 * await env.reset({ seed: 7 });
 * const result = await env.step({ action: "RIGHT" });
 * assert.equal(result.done, false);
 * ```
 */
export class AutoEnv {
  /**
   * Creates a client for the environment of a name, which connects at its first call.
   *
   * A name (`coding`, `coding_env`, `coding-env`, `coding@0.1.0`) is looked up in the registries, and a path names a module
   * or a package; both run in this program, in the host that the manifest requires. A Space (`user/space`) and a URL are
   * servers. The URL of a module (`https://host/environment.ts`) is code, which needs `trustRemoteCode`, as the code of
   * registries other than the built-in one does.
   *
   * @param name The name, Space, URL or path.
   * @param options Where to look, what to trust, and the options of the client.
   * @returns A client that sends and receives plain records.
   * @throws `InvalidOptionError` for a text that names nothing.
   */
  static fromEnv(name: string | URL, options?: AutoEnvOptions & { readonly contract?: undefined }): EnvClient;
  /**
   * Creates a client for the environment of a name that the contract types.
   *
   * @param name The name, Space, URL or path.
   * @param options The contract, where to look, what to trust, and the options of the client.
   * @returns A typed client. Its first call throws `SchemaMismatchError` if the environment has another contract.
   */
  static fromEnv<C extends AnyContract>(
    name: string | URL,
    options: AutoEnvOptions & { readonly contract: C },
  ): EnvClient<C>;
  /**
   * Starts the server of an environment in a process of its own, and connects a client to it.
   *
   * @param name The name or path.
   * @param options The provider, where to look, and the options of the client and of the start.
   * @returns A connected client. Closing it stops the server.
   * @throws `StartError` and `NotReadyError` with the last lines of the server; `InvalidOptionError` for code from
   * elsewhere, which always runs in a process, and for a package without a `main.ts`.
   */
  static fromEnv(
    name: string | URL,
    options: ProcessEnvOptions & { readonly contract?: undefined },
  ): Promise<EnvClient>;
  /**
   * Starts the server of an environment in a process of its own, and connects a client to it that the contract types.
   *
   * @param name The name or path.
   * @param options The provider, the contract, where to look, and the options of the client and of the start.
   * @returns A connected client. Closing it stops the server.
   */
  static fromEnv<C extends AnyContract>(
    name: string | URL,
    options: ProcessEnvOptions & { readonly contract: C },
  ): Promise<EnvClient<C>>;
  static fromEnv(
    name: string | URL,
    options: (AutoEnvOptions | ProcessEnvOptions) & { readonly contract?: AnyContract } = {},
  ): EnvClient | Promise<EnvClient> {
    return "provider" in options && options.provider !== undefined
      ? fromProcess(name, options)
      : fromHost(name, options as AutoEnvOptions);
  }

  /**
   * Starts a container of an image and connects a client to it; see {@linkcode EnvClient.fromDockerImage}.
   *
   * @param image The image, such as `echo-env:latest`.
   * @param options The provider, the container's variables, and the options of the client.
   * @returns A connected client that sends and receives plain records. Closing it stops the container.
   */
  static fromDockerImage(image: string, options?: ImageOptions & { readonly contract?: undefined }): Promise<EnvClient>;
  /**
   * Starts a container of an image and connects a client to it that the contract types.
   *
   * @param image The image, such as `echo-env:latest`.
   * @param options The contract, the provider, the container's variables, and the options of the client.
   * @returns A connected client. Closing it stops the container.
   */
  static fromDockerImage<C extends AnyContract>(
    image: string,
    options: ImageOptions & { readonly contract: C },
  ): Promise<EnvClient<C>>;
  static fromDockerImage(image: string, options?: ImageOptions): Promise<EnvClient> {
    return EnvClient.fromDockerImage(image, options as undefined);
  }

  /**
   * Lists the environments of the registries, the built-in ones first.
   *
   * @param options Where to look. Default: the built-in registry, and those that `OPENENV_REGISTRY` names.
   */
  static async list(options: RegistryOptions = {}): Promise<ListedEnvironment[]> {
    const { readRegistries } = await loadRegistries();
    return (await readRegistries(options)).flatMap(({ name, index }) =>
      index.environments.map((entry) => ({ ...entry, registry: name }))
    );
  }

  /**
   * Describes the environment of a name: its schemas, its permissions, the outcome of its checks.
   *
   * @param name The name, with or without a version.
   * @param options Where to look. Default: the built-in registry, and those that `OPENENV_REGISTRY` names.
   * @throws `EnvironmentNotFoundError`, `AmbiguousNameError`, `InvalidRegistryError`
   */
  static async info(name: string, options: RegistryOptions = {}): Promise<ListedEnvironment> {
    const target = parseTarget(name);
    if (target.kind !== "name") {
      throw new InvalidOptionError(`Cannot describe ${name}: expected the name of an environment of a registry`, {
        option: "name",
      });
    }
    const { findEntry, readRegistries } = await loadRegistries();
    const { entry, registry } = findEntry(target, await readRegistries(options));
    return { ...entry, registry: registry.name };
  }
}

type Options<T> = T & { readonly contract?: AnyContract };

function fromHost(name: string | URL, options: Options<AutoEnvOptions>): EnvClient {
  const { contract, registries, registry, cachedOnly, trustRemoteCode, frozen, lock, ...others } = options;
  const target = parseTarget(name);
  const typed = contract as undefined; // the overloads say what comes of it
  if (target.kind === "server" || target.kind === "space") return new EnvClient(target.url, typed, others);
  if (!("Deno" in globalThis)) {
    const text = `Cannot run ${name}: names, paths and modules need Deno; a server or a Space works everywhere`;
    throw new InvalidOptionError(text, { option: "name" });
  }
  const settings: ResolveOptions = { registries, registry, cachedOnly, trustRemoteCode, frozen, lock };
  const from = new URL("./registry_host.ts", import.meta.url);
  return new EnvClient({ module: String(name), host: { from, settings } }, typed, others);
}

async function fromProcess(name: string | URL, options: Options<ProcessEnvOptions>): Promise<EnvClient> {
  const { contract, registries, registry, cachedOnly, trustRemoteCode, frozen, lock, log, ...start } = options;
  const { provider, port, envVars, signal, readyTimeoutMs, ...client } = start;
  const target = parseTarget(name);
  if (provider !== "process") {
    throw new InvalidOptionError(`Cannot use option provider: ${provider} is not "process"`, { option: "provider" });
  }
  if (target.kind === "server" || target.kind === "space" || !("Deno" in globalThis)) {
    const text = `Cannot start ${name} in a process: that takes the name or path of a package, and Deno`;
    throw new InvalidOptionError(text, { option: "provider" });
  }
  const where: ResolveOptions = { registries, registry, cachedOnly, trustRemoteCode, frozen, lock, log };
  const { startProcess }: typeof import("./start_process.ts") = await import(
    new URL("./start_process.ts", import.meta.url).href
  );
  return await startProcess(String(name), { where, contract, client, port, envVars, signal, readyTimeoutMs });
}

/** Loaded when used, by a specifier that a bundler can't follow: a program that only names servers runs in a browser. */
async function loadRegistries(): Promise<typeof import("./resolve/registries.ts")> {
  return await import(new URL("./resolve/registries.ts", import.meta.url).href);
}
