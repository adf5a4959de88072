import type { Check, CheckContext, Finding } from "../check.ts";
import { type Charge, describeError, judgeBreak } from "../culprit.ts";
import { fail, pass, skip } from "../findings.ts";
import type { EpisodeRecord } from "../play_episode.ts";
import { PolicyBroke, randomEpisodes } from "./random_episodes.ts";

const CHARGE: Charge = {
  id: "runtime.startup",
  expected: "every call of an episode is answered with a result",
  remediation:
    "Make reset and step answer every valid call; an episode that went wrong is over, and says so in its result",
};

const OPTIONS_REMEDIATION = "Name in check.reset_options of the manifest what a reset takes, and nothing else";

/** Whether it can be played at all. */
export const STARTUP_CHECKS: readonly Check[] = [{
  id: CHARGE.id,
  level: "runtime",
  severity: "fail",
  summary: "A session opens, and episodes with random actions play through without an error.",
  async run(context) {
    if (context.subject === undefined) {
      const evidence = ["there is no environment to play: it could not be loaded"];
      return {
        status: "fail",
        evidence,
        remediation: "Make the module load, and export the environment as its default",
      };
    }
    const records = await randomEpisodes(context).catch(toFinding);
    if (!Array.isArray(records)) return records as Finding;
    const steps = records.reduce((sum, { actions }) => sum + actions.length, 0);
    const broken = records.find(({ error }) => error !== undefined);
    const ignored = findIgnored(context, records[0]!);
    if (ignored !== undefined) return ignored;
    if (broken === undefined) return pass({ episodes: records.length, steps });
    const error = broken.error!;
    if (error.code !== "VALIDATION_ERROR") return judgeBreak(broken, CHARGE);
    if (error.call === "step") {
      return skip(`an action drawn from its schema was refused, so a random_policy is needed: ${error.message}`);
    }
    return fail({
      expected: CHARGE.expected,
      seen: error.message,
      record: broken,
      evidence: [describeError(error)],
      remediation: OPTIONS_REMEDIATION,
    });
  },
}];

function toFinding(thrown: unknown): Finding {
  if (!(thrown instanceof PolicyBroke)) throw thrown;
  return { status: "error", evidence: [thrown.message], remediation: "Mend the random policy" };
}

/** A server that names the options it does not know has been given one in vain: the episodes are not the ones meant. */
function findIgnored({ play }: CheckContext, record: EpisodeRecord): Finding | undefined {
  const { ignored } = record.exchanges[0]?.result.info ?? {};
  const given = Array.isArray(ignored) ? ignored.filter((key) => key in play.resetOptions) : [];
  if (given.length === 0) return undefined;
  const evidence = [`the environment knows no reset option ${given.join(", ")}`];
  const expected = "every reset option that is given is known";
  return fail({ expected, seen: given, record, steps: 0, evidence, remediation: OPTIONS_REMEDIATION });
}
