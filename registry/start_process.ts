/**
 * Environments that run as servers in processes of their own. `AutoEnv` imports this module when it is asked for one.
 *
 * @module
 */
import type { AnyContract } from "@openenv/core";
import { EnvClient, type EnvClientOptions } from "@openenv/client";
import { InvalidOptionError, messageOf } from "@openenv/core/errors";
import type { RuntimeProvider, StartOptions } from "@openenv/core/provider";
import { resolveOwn } from "./resolve/own_module.ts";
import { type ResolvedEnvironment, resolveEnvironment, type ResolveOptions } from "./resolve/resolve_environment.ts";

/** Options for {@linkcode startProcess}. */
export interface ProcessStart extends StartOptions {
  /** Where to look for the environment. */
  readonly where: ResolveOptions;
  /** The contract of the client. */
  readonly contract: AnyContract | undefined;
  /** The options of the client. */
  readonly client: EnvClientOptions;
  /** How long the server may take until it answers, in milliseconds. Default: the provider's. */
  readonly readyTimeoutMs?: number;
}

/**
 * Finds the program of an environment's package, starts it with the permissions of the manifest, and connects a client.
 * Stops the program if any of that fails.
 */
export async function startProcess(name: string, options: ProcessStart): Promise<EnvClient> {
  const { where, contract, client: clientOptions, readyTimeoutMs: timeoutMs, port, envVars, signal } = options;
  const found = await resolveEnvironment(name, where);
  const provider = await createProvider(found);
  try {
    const url = await provider.start({ port, envVars, signal });
    await provider.waitForReady(url, { timeoutMs, signal });
    const client = new EnvClient(url, contract as undefined, { ...clientOptions, provider });
    await client.connect({ signal });
    return client;
  } catch (thrown) {
    await provider.close();
    throw thrown;
  }
}

async function createProvider(found: ResolvedEnvironment): Promise<RuntimeProvider> {
  const { guarantees = [], permissions = {} } = found.host;
  const { ProcessProvider }: typeof import("@openenv/providers") = await import(
    resolveOwn("providers/mod.ts", "@openenv/providers")
  );
  return new ProcessProvider({
    entry: await findProgram(found),
    label: found.name,
    // What a guarantee is required of runs in a process of its own, which the program starts and watches.
    permissions: guarantees.length > 0 ? "all" : permissions,
    args: ["--quiet", ...(guarantees.length > 0 ? ["--requires", guarantees.join(",")] : [])],
  });
}

async function findProgram({ name, module, isElsewhere }: ResolvedEnvironment): Promise<string> {
  const refuse = (why: string, cause?: unknown) =>
    new InvalidOptionError(`Cannot start ${name} in a process: ${why}`, { option: "provider" }, { cause });
  if (isElsewhere) throw refuse("code from elsewhere always runs in one; leave out the option provider");
  if (!module.startsWith("file:")) return module.replace(/\/[^/]+$/, "/main"); // jsr:@openenv/x-env@1.0.0/environment
  const program = new URL("main.ts", module);
  const { isFile } = await Deno.stat(program).catch((cause) => {
    throw refuse(`there is no main.ts beside its module (${messageOf(cause)})`, cause);
  });
  if (!isFile) throw refuse("main.ts beside its module is no file");
  return program.href;
}
