import type { Check, CheckContext } from "../check.ts";
import { skip } from "../findings.ts";

/** What can only be seen from outside of the process that the environment runs in. */
export const HOST_CHECKS: readonly Check[] = [
  hostCheck({
    id: "runtime.resource_bounds",
    summary: "An episode stays within the declared processor time, memory and disk.",
    reason: "it takes a host that measures an environment from outside and can end it; this one shares its process",
  }),
  hostCheck({
    id: "runtime.network_policy",
    summary: "The environment reaches what its network declaration says, and nothing else.",
    reason: "it takes a host that owns the network of the environment; this one shares its process",
  }),
  hostCheck({
    id: "runtime.host_containment",
    summary: "The environment cannot touch the machine that it runs on.",
    reason: "it takes a host that holds the environment in; this one shares its process",
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

/** A check that a package with declarations needs, and that cannot run here. */
function hostCheck({ id, summary, reason }: Record<"id" | "summary" | "reason", string>): Check {
  const applies = ({ manifest }: CheckContext) => manifest?.validation !== undefined;
  return { id, level: "runtime", severity: "fail", summary, applies, run: () => skip(reason) };
}
