import { type AnyContract, messageOf, type PolicyFactory } from "@openenv/core";
import { toJsonSchema } from "@openenv/core/schema";
import type { Manifest } from "@openenv/registry/manifest";
import { hostFlags, hostPermissions, namedVariables } from "@openenv/server/hosts";
import { createScriptedPolicy, parseEpisodeScript } from "@openenv/testing";
import { fileURLToPath } from "node:url";
import { toHostPermissions } from "@openenv/registry/resolve";
import { toCheckLimits } from "./check_limits.ts";
import { PolicyProcess } from "./policy_process.ts";

/** The policies of a package. */
export interface Policies {
  /** Plays at random; absent if the package has none. */
  readonly randomPolicy?: PolicyFactory;
  /** Reaches the greatest reward; absent if the package has none that can be played here. */
  readonly oracle?: PolicyFactory;
}

/** A manifest, and the folder that its paths are relative to, with a slash on the end. */
interface Declared {
  readonly manifest?: Manifest;
  readonly folder?: URL;
}

/**
 * Makes the policies that a manifest names. Their code runs in processes of their own, with the permissions of the
 * environment and the files of the package. One that cannot be loaded becomes a policy that throws the error when it is
 * played, so that the checks that need it report it.
 *
 * @param declared The manifest, and its folder.
 * @param contract The contract of the environment; `undefined` behind a URL.
 * @param stack Ends the processes.
 */
export async function loadPolicies(
  { manifest, folder }: Declared,
  contract: AnyContract | undefined,
  stack: AsyncDisposableStack,
): Promise<Policies> {
  if (manifest === undefined || folder === undefined) return {};
  const { random_policy } = manifest.check;
  const oracle = manifest.validation?.capabilities.oracle;
  const load = (location: string) =>
    location.endsWith(".json") ? loadScript(location, folder) : loadModule(location, { manifest, folder }, stack);
  return {
    ...(random_policy !== undefined && { randomPolicy: await orFailing(load(random_policy)) }),
    ...(oracle?.form === "script" && { oracle: await orFailing(load(oracle.location)) }),
    ...(oracle?.form === "injected_state" && takesState(contract) && {
      oracle: await orFailing(loadState(oracle.location, folder)),
    }),
  };
}

async function loadScript(location: string, folder: URL): Promise<PolicyFactory> {
  return createScriptedPolicy(parseEpisodeScript(await readJson(location, folder), location));
}

/** Creates the oracle of an environment that takes a state: it resets to that state, and does nothing else. */
async function loadState(location: string, folder: URL): Promise<PolicyFactory> {
  const injected_state = await readJson(location, folder);
  return createScriptedPolicy({ seed: 1, options: { injected_state }, actions: [] });
}

async function loadModule(
  name: string,
  { manifest, folder }: Required<Declared>,
  stack: AsyncDisposableStack,
): Promise<PolicyFactory> {
  const module = new URL(name, folder).href;
  const declared = toHostPermissions(manifest.permissions ?? {}, folder);
  const read = declared.read === true || [...declared.read ?? [], fileURLToPath(folder)];
  const permissions = await hostPermissions(module, { ...declared, read });
  const { createMs: loadMs, stepMs: chooseMs } = toCheckLimits(manifest);
  const env = namedVariables(permissions);
  const flags = await hostFlags(module);
  return stack.use(new PolicyProcess({ module, name, permissions, env, flags, loadMs, chooseMs })).policy;
}

async function readJson(location: string, folder: URL): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(new URL(location, folder)));
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : messageOf(cause);
    throw new Error(`Cannot read ${location}: ${why}`, { cause });
  }
}

function takesState(contract: AnyContract | undefined): boolean {
  const schema = contract?.resetOptions;
  if (schema === undefined) return false;
  return Object.hasOwn(toJsonSchema(schema, "input", "resetOptions").properties ?? {}, "injected_state");
}

async function orFailing(loading: Promise<PolicyFactory>): Promise<PolicyFactory> {
  try {
    return await loading;
  } catch (thrown) {
    return () => {
      throw new Error(messageOf(thrown));
    };
  }
}
