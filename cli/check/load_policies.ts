import { type AnyImplementation, messageOf, type PolicyFactory } from "@openenv/core";
import { toJsonSchema } from "@openenv/core/schema";
import { createScriptedPolicy, parseEpisodeScript } from "@openenv/testing";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { importDefault } from "../shared/import_default.ts";
import type { CheckJob } from "./check_job.ts";

/** The policies of a package. */
export interface Policies {
  /** Plays at random; absent if the package has none. */
  readonly randomPolicy?: PolicyFactory;
  /** Reaches the greatest reward; absent if the package has none that can be played here. */
  readonly oracle?: PolicyFactory;
}

/**
 * Loads the policies that a manifest names. One that cannot be loaded becomes a policy that throws the error when it is
 * played, so that the checks that need it report it.
 *
 * @param declared The manifest, and the folder that its paths are relative to.
 * @param implementation The environment, if it is in this process.
 */
export async function loadPolicies(
  { manifest, folder }: Pick<CheckJob, "manifest" | "folder">,
  implementation: AnyImplementation | undefined,
): Promise<Policies> {
  if (manifest === undefined || folder === undefined) return {};
  const { random_policy } = manifest.check;
  const oracle = manifest.validation?.capabilities.oracle;
  return {
    ...(random_policy !== undefined && { randomPolicy: await orFailing(loadModule(random_policy, folder)) }),
    ...(oracle?.form === "script" && { oracle: await orFailing(loadScript(oracle.location, folder)) }),
    ...(oracle?.form === "injected_state" && takesState(implementation) && {
      oracle: await orFailing(loadState(oracle.location, folder)),
    }),
  };
}

async function loadScript(location: string, folder: string): Promise<PolicyFactory> {
  if (!location.endsWith(".json")) return await loadModule(location, folder);
  return createScriptedPolicy(parseEpisodeScript(await readJson(location, folder), location));
}

/** Creates the oracle of an environment that takes a state: it resets to that state, and does nothing else. */
async function loadState(location: string, folder: string): Promise<PolicyFactory> {
  const injected_state = await readJson(location, folder);
  return createScriptedPolicy({ seed: 1, options: { injected_state }, actions: [] });
}

async function loadModule(location: string, folder: string): Promise<PolicyFactory> {
  const policy = await importDefault(pathToFileURL(join(folder, location)), location);
  if (typeof policy === "function") return policy as PolicyFactory;
  throw new Error(`Cannot use ${location}: its default export is no policy, which is a function`);
}

async function readJson(location: string, folder: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(join(folder, location)));
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : messageOf(cause);
    throw new Error(`Cannot read ${location}: ${why}`, { cause });
  }
}

function takesState(implementation: AnyImplementation | undefined): boolean {
  const schema = implementation?.contract.resetOptions;
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
