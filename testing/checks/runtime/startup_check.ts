import type { EpisodeRecord } from "../../episodes/play_episode.ts";
import { describeError } from "../../episodes/play_episode.ts";
import type { Check, CheckContext, Finding } from "../../findings/check.ts";
import { attributeError, fail, pass, type Requirement, skip } from "../../findings/findings.ts";
import { PolicyFailure, randomEpisodes } from "./played_episodes.ts";

const REQUIREMENT: Requirement = {
  id: "runtime.startup",
  expected: "every call of an episode is answered with a result",
  remediation:
    "Make reset and step answer every valid call; an episode that went wrong is over, and says so in its result",
};

const OPTIONS_REMEDIATION = "Name in check.reset_options of the manifest what a reset takes, and nothing else";

/** Checks whether the environment can be played at all. */
export const STARTUP_CHECK: Check = {
  id: REQUIREMENT.id,
  level: "runtime",
  severity: "fail",
  summary: "A session opens, and episodes with random actions play through without an error.",
  run: checkStartup,
};

async function checkStartup({ subject, ...context }: CheckContext): Promise<Finding> {
  if (subject === undefined) {
    const seen = context.unplayable ?? "there is no environment to play: it could not be loaded";
    return {
      status: "fail",
      measured: { expected: "an environment that can be loaded", seen },
      evidence: [seen],
      remediation: "Make it load: a module whose default export is an environment, or a server that answers, whose " +
        "token, if it asks for one, is in OPENENV_TOKEN",
    };
  }
  try {
    return judgeStartup(context, await randomEpisodes({ ...context, subject }));
  } catch (thrown) {
    if (!(thrown instanceof PolicyFailure)) throw thrown;
    return { status: "error", evidence: [thrown.message], remediation: "Mend the random policy" };
  }
}

function judgeStartup(context: Pick<CheckContext, "play">, records: readonly EpisodeRecord[]): Finding {
  const ignored = findIgnored(context, records[0]!);
  if (ignored !== undefined) return ignored;
  const broken = records.find(({ error }) => error !== undefined);
  if (broken === undefined) {
    return pass({ episodes: records.length, steps: records.reduce((sum, { actions }) => sum + actions.length, 0) });
  }
  const error = broken.error!;
  if (error.code !== "VALIDATION_ERROR") return attributeError(broken, REQUIREMENT);
  if (error.call === "step") {
    return skip(`an action drawn from its schema was refused, so a random_policy is needed: ${error.message}`);
  }
  const evidence = [describeError(error)];
  return fail({ ...REQUIREMENT, seen: error.message, record: broken, evidence, remediation: OPTIONS_REMEDIATION });
}

/** Finds reset options that the server says it ignored: the episodes are not the ones meant. */
function findIgnored({ play }: Pick<CheckContext, "play">, record: EpisodeRecord): Finding | undefined {
  const { ignored = [] } = record.exchanges[0]?.result ?? {};
  const seen = ignored.filter((key) => Object.hasOwn(play.resetOptions, key));
  if (seen.length === 0) return undefined;
  const evidence = [`the environment knows no reset option ${seen.join(", ")}`];
  const expected = "every reset option that is given is known";
  return fail({ expected, seen, record, steps: 0, evidence, remediation: OPTIONS_REMEDIATION });
}
