import { DefinitionError, type PolicyFactory } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";

/** An episode that is written down. */
export interface EpisodeScript {
  /** The seed of the reset. */
  readonly seed: number;
  /** The other options of the reset. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The actions; empty if the episode is only a reset. */
  readonly actions: readonly unknown[];
}

/** A policy that plays a script, for the seed and the options of the script. */
export interface ScriptedPolicyFactory extends PolicyFactory {
  /** The script. */
  readonly script: EpisodeScript;
}

const PLAN_KEYS = ["plan_schema_version", "reset", "actions"];
const RESET_KEYS = ["episode_id", "seed", "options"];

/**
 * Reads a script in the plan format of the reference's runtime level:
 * `{ plan_schema_version: "1", reset: { episode_id, seed, options }, actions }`. Only the actions must be there.
 *
 * @param value The content of a JSON file.
 * @param name The name in error messages, such as the file's.
 * @returns The script; its seed is 1 if the plan has none.
 * @throws {@linkcode DefinitionError} if the value is no plan.
 *
 * @example
 * ```ts
 * import { parseEpisodeScript } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { plan_schema_version: "1", reset: { seed: 7 }, actions: [{ n: 21 }] };
 * assert.deepEqual(parseEpisodeScript(plan), { seed: 7, options: {}, actions: [{ n: 21 }] });
 * ```
 */
export function parseEpisodeScript(value: unknown, name = "script"): EpisodeScript {
  const refuse = (why: string) => new DefinitionError(`Cannot use ${name}: ${why}`, { part: name });
  if (!isRecord(value)) throw refuse("a script is an object with actions");
  const { plan_schema_version = "1", reset = {}, actions } = value;
  const unknown = Object.keys(value).find((key) => !PLAN_KEYS.includes(key));
  if (unknown !== undefined) throw refuse(`${unknown} is no key of a script, which has ${PLAN_KEYS.join(", ")}`);
  if (plan_schema_version !== "1") throw refuse('plan_schema_version is "1"');
  if (!Array.isArray(actions) || !actions.every(isRecord)) throw refuse("actions is a list of objects");
  if (!isRecord(reset)) throw refuse("reset is an object");
  const foreign = Object.keys(reset).find((key) => !RESET_KEYS.includes(key));
  if (foreign !== undefined) throw refuse(`reset.${foreign} is no key of a reset, which has ${RESET_KEYS.join(", ")}`);
  const { episode_id, seed = 1, options = {} } = reset;
  if (!Number.isSafeInteger(seed)) throw refuse("reset.seed is an integer");
  if (episode_id !== undefined && typeof episode_id !== "string") throw refuse("reset.episode_id is a text");
  if (!isRecord(options)) throw refuse("reset.options is an object");
  return { seed: seed as number, options: episode_id === undefined ? options : { ...options, episode_id }, actions };
}

/**
 * Makes a policy of a script. Checks play it once, with the seed and the options of the script.
 *
 * @param script The script.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import { createScriptedPolicy } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const oracle = createScriptedPolicy({ seed: 7, options: {}, actions: [{ move: "RIGHT" }] });
 * assert.equal(oracle.script.seed, 7);
 * ```
 */
export function createScriptedPolicy(script: EpisodeScript): ScriptedPolicyFactory {
  const factory: PolicyFactory = () => {
    const actions = script.actions.values();
    return () => actions.next().value;
  };
  return Object.assign(factory, { script });
}

/** Returns the script of a policy; `undefined` for a policy that decides by what it sees. */
export function scriptOf(policy: PolicyFactory): EpisodeScript | undefined {
  return (policy as Partial<ScriptedPolicyFactory>).script;
}
