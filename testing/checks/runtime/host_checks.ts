import type { Check, CheckContext } from "../../findings/check.ts";
import { skip } from "../../findings/findings.ts";
import { runtimeCheck } from "./runtime_check.ts";

const MEASURES =
  "it takes a host that measures an environment from outside and can end it; this one shares its process";
const CONTAINS = "it takes a host that holds the environment in; this one shares its process";
const NETWORK = "it takes a host that owns the network of the environment; this one shares its process";

/** The checks that need more than one host, or another kind: what passes them, and why they can't run here. */
const HOSTED: Readonly<Record<string, readonly [summary: string, reason: string]>> = {
  "runtime.resource_bounds": ["An episode stays within the declared processor time, memory and disk.", MEASURES],
  "runtime.network_policy": ["The environment reaches what its network declaration says, and nothing else.", NETWORK],
  "runtime.host_containment": ["The environment cannot touch the machine that it runs on.", CONTAINS],
  "runtime.oracle_containment": ["Who plays the environment cannot get at the oracle's files.", CONTAINS],
  "semantic.no_solution_leakage": [
    "Nothing that an agent sees gives the solution away.",
    "it takes a reader that understands the answers; runtime.no_private_task_part and " +
    "runtime.no_reward_in_observation find what can be compared",
  ],
  "semantic.verifier_portability": [
    "The same episode scores the same on hosts of different kinds.",
    "it takes hosts of two kinds to compare; this command has one",
  ],
  "semantic.resource_envelope": [
    "The oracle's episodes stay within the declared processor time, memory and disk.",
    MEASURES,
  ],
};

/** Checks of the level `runtime` that need another host. */
export const HOST_CHECKS: readonly Check[] = hostChecks("runtime");

/** Checks of the level `semantic` that need another host. */
export const SEMANTIC_HOST_CHECKS: readonly Check[] = hostChecks("semantic");

/** Makes the checks of one level; only a package with declarations needs them. */
function hostChecks(level: "runtime" | "semantic"): readonly Check[] {
  const applies = ({ manifest }: CheckContext) => manifest?.validation !== undefined;
  return Object.entries(HOSTED).filter(([id]) => id.startsWith(level)).map(([id, [summary, reason]]) => {
    const check = runtimeCheck({ id, summary, applies, run: () => skip(reason) });
    return level === "runtime" ? check : { ...check, level, run: () => skip(reason) };
  });
}
