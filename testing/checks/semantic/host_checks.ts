import type { Check, CheckContext } from "../../findings/check.ts";
import { playEpisode } from "../../episodes/play_episode.ts";
import { notApplicable, skip } from "../../findings/findings.ts";
import { measureEpisode, UNCONFINED } from "../runtime/host_checks.ts";
import { resetOptionsOf } from "../runtime/played_episodes.ts";
import { playOracle, semanticCheck } from "./scored_episodes.ts";

const isDeclared = ({ manifest }: CheckContext) => manifest?.validation !== undefined;

/** Checks that look at an environment from outside, or take more than this command has. */
export const SEMANTIC_HOST_CHECKS: readonly Check[] = [
  absentCheck(
    "semantic.no_solution_leakage",
    "Nothing that an agent sees gives the solution away.",
    "it takes a reader that understands the answers; runtime.no_private_task_part and " +
      "runtime.no_reward_in_observation find what can be compared",
  ),
  absentCheck(
    "semantic.verifier_portability",
    "The same episode scores the same on hosts of different kinds.",
    "it takes hosts of two kinds to compare; this command has one",
  ),
  semanticCheck({
    id: "semantic.resource_envelope",
    summary: "The oracle's episodes stay within the declared processor time, memory and disk.",
    applies: isDeclared,
    run: async (context) => {
      const { subject: { confinement }, play: { oracle: policy, seed, maxSteps } } = context;
      if (confinement === undefined) return notApplicable(UNCONFINED);
      if (policy === undefined || (await playOracle(context)).broken !== undefined) {
        return skip("unmet dependency: semantic.oracle_max");
      }
      const plan = { seed, options: resetOptionsOf(context), maxSteps, policy };
      return await measureEpisode(context, confinement, (session) => playEpisode(session, plan));
    },
  }),
];

/** Makes a check that nothing here can run; it is in the report, so that nobody takes it for passed. */
function absentCheck(id: string, summary: string, reason: string): Check {
  return { id, level: "semantic", severity: "fail", summary, applies: isDeclared, run: () => notApplicable(reason) };
}
