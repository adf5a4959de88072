import { isOver } from "../../episodes/play_episode.ts";
import type { Check } from "../../findings/check.ts";
import { fail, notApplicable, pass } from "../../findings/findings.ts";
import { type Episodes, playNothing, playOracle, playRandom, semanticCheck } from "./scored_episodes.ts";

/** Checks whether an episode ever ends. */
export const END_CHECK: Check = {
  ...semanticCheck({
    id: "semantic.episode_end",
    summary: "Some policy ends an episode, or the contract has a `maxSteps`.",
    async run(context) {
      const { subject: { inside }, play: { oracle, maxSteps } } = context;
      if (inside !== undefined && inside.contract.maxSteps !== undefined) {
        return pass({ max_steps: inside.contract.maxSteps });
      }
      const episodes: Episodes[] = [await playRandom(context), await playNothing(context)];
      if (oracle !== undefined) episodes.push(await playOracle(context));
      const records = episodes.flatMap(({ records }) => records);
      const ended = records.filter(isOver).length;
      if (ended > 0) return pass({ episodes: records.length, ended });
      if (inside === undefined) return notApplicable("whether there is a maxSteps is not known behind a URL");
      return fail({
        expected: "an episode that ends",
        seen: `${records.length} episodes of up to ${maxSteps} steps, of which none ended`,
        record: records[0],
        evidence: [
          `none of ${records.length} episodes ended within ${maxSteps} steps, and the contract has no maxSteps`,
        ],
        remediation: "Return `terminated: true` when the task is done, or give the contract a maxSteps",
      });
    },
  }),
  severity: "warn",
};
