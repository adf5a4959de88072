import type { Check, CheckContext } from "../check.ts";
import { skip } from "../findings.ts";

const SAME_PROCESS = "this one shares its process";

/** What can only be seen from outside of the process that the environment runs in. */
export const HOST_CHECKS: readonly Check[] = [
  hostCheck({
    id: "runtime.resource_bounds",
    summary: "An episode stays within the declared processor time, memory and disk.",
    reason: `it takes a host that measures an environment from outside and can end it; ${SAME_PROCESS}`,
  }),
  hostCheck({
    id: "runtime.network_policy",
    summary: "The environment reaches what its network declaration says, and nothing else.",
    reason: `it takes a host that owns the network of the environment; ${SAME_PROCESS}`,
  }),
  hostCheck({
    id: "runtime.host_containment",
    summary: "The environment cannot touch the machine that it runs on.",
    reason: `it takes a host that holds the environment in; ${SAME_PROCESS}`,
  }),
  hostCheck({
    id: "runtime.oracle_containment",
    summary: "Who plays the environment cannot get at the oracle's files.",
    reason: `it takes a host that holds the environment in; ${SAME_PROCESS}`,
  }),
  {
    id: "runtime.tool_declaration_accuracy",
    level: "runtime",
    severity: "fail",
    summary: "The tools that an agent finds are the declared ones.",
    applies: ({ manifest }) => (manifest?.validation?.capabilities.declared_tools.length ?? 0) > 0,
    run: () => skip("the environments of this version have no tools to list"),
  },
];

/** What a single host without a limit of its own cannot say about scores. */
export const SEMANTIC_HOST_CHECKS: readonly Check[] = [
  hostCheck({
    id: "semantic.no_solution_leakage",
    summary: "Nothing that an agent sees gives the solution away.",
    reason: "it takes a reader that understands the answers; runtime.no_private_task_part and " +
      "runtime.no_reward_in_observation find what can be compared",
  }),
  hostCheck({
    id: "semantic.verifier_portability",
    summary: "The same episode scores the same on hosts of different kinds.",
    reason: "it takes hosts of two kinds to compare; this command has one",
  }),
  hostCheck({
    id: "semantic.resource_envelope",
    summary: "The oracle's episodes stay within the declared processor time, memory and disk.",
    reason: `it takes a host that measures an environment from outside and can end it; ${SAME_PROCESS}`,
  }),
];

/** A check that a package with declarations needs, and that cannot run here. */
function hostCheck({ id, summary, reason }: Record<"id" | "summary" | "reason", string>): Check {
  const applies = ({ manifest }: CheckContext) => manifest?.validation !== undefined;
  const level = id.startsWith("semantic.") ? "semantic" : "runtime";
  return { id, level, severity: "fail", summary, applies, run: () => skip(reason) };
}
