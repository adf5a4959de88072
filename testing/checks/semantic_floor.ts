import { messageOf } from "@openenv/core";
import type { Check, CheckContext, Finding } from "../check.ts";
import { type EpisodeScript, parseEpisodeScript } from "../episode_script.ts";
import { fail, pass } from "../findings.ts";
import { type EpisodeRecord, playInNewSession } from "../play_episode.ts";
import { toPackagePath } from "./package_view.ts";
import { resetOptionsOf } from "./random_episodes.ts";
import {
  averageScore,
  describeError,
  isLess,
  playNothing,
  playRandom,
  scoreIn,
  whyNot,
  whyUnusable,
} from "./semantic_episodes.ts";

/** Who does not try scores little. */
export const SEMANTIC_FLOOR_GAP: Check = {
  id: "semantic.floor_gap",
  level: "semantic",
  severity: "fail",
  summary: "The average score of doing nothing, and of playing at random, is below the top of `reward.range` by at " +
    "least `floor_margin`.",
  run: checkFloor,
};

/** Who cheats scores little. */
export const SEMANTIC_CANARY_FLOOR: Check = {
  id: "semantic.canary_floor",
  level: "semantic",
  severity: "fail",
  summary: "Every episode in the file `capabilities.canaries` scores below the top of `reward.range` by at least " +
    "`floor_margin`.",
  applies: ({ manifest }) => typeof manifest?.validation?.capabilities.canaries === "string",
  run: checkCanaries,
};

/** Whether those who do not try score little; their episodes are played once. */
export async function checkFloor(context: CheckContext): Promise<Finding> {
  const blocked = await whyNot(context);
  if (blocked !== undefined) return blocked;
  const [nothing, random] = [await playNothing(context), await playRandom(context)];
  const unusable = whyUnusable(nothing, "nobody") ?? whyUnusable(random, "the random policy");
  if (unusable !== undefined) return unusable;
  const doing_nothing = averageScore(context, nothing.records);
  const playing_at_random = averageScore(context, random.records);
  const most = mostAllowed(context);
  const { episodes, score } = context.play;
  const measured = { doing_nothing, playing_at_random, episodes, score };
  const floor = Math.max(doing_nothing, playing_at_random);
  if (!isLess(most, floor)) return pass(measured);
  const [who, { records }] = doing_nothing >= playing_at_random ? ["doing nothing", nothing] : ["random play", random];
  return fail({
    expected: `an average of at most ${most} without trying`,
    seen: floor,
    record: records.reduce((best, record) => scoreIn(context, record) > scoreIn(context, best) ? record : best),
    measured,
    evidence: [`${who} scores ${floor} on average over ${episodes} episodes, more than ${most}`],
    remediation: "Give the greatest reward only for what the task asks, or declare the range that the rewards have",
  });
}

async function checkCanaries(context: CheckContext): Promise<Finding> {
  const blocked = await whyNot(context);
  if (blocked !== undefined) return blocked;
  const path = context.manifest!.validation!.capabilities.canaries!;
  const most = mostAllowed(context);
  const expected = `a score of at most ${most} in every episode of ${path}`;
  let scripts: readonly EpisodeScript[];
  try {
    scripts = await readCanaries(context, path);
  } catch (thrown) {
    const evidence = [messageOf(thrown)];
    return fail({ expected, seen: "a file that cannot be used", evidence, remediation: `Mend ${path}` });
  }
  const scores: number[] = [];
  for (const [index, script] of scripts.entries()) {
    const record = await playScript(context, script);
    if (record.error === undefined) scores.push(scoreIn(context, record));
    if (record.error === undefined && !isLess(most, scores.at(-1)!)) continue;
    const seen = record.error?.message ?? scores.at(-1);
    const evidence = record.error === undefined
      ? `canary ${index + 1} of ${path} scores ${seen}, more than ${most}`
      : `canary ${index + 1} of ${path}: ${describeError(record, "it")}`;
    const remediation = "Mend the rewards: this episode must not score. Or mend the canary, if it is one no more";
    return fail({ expected, seen, record, measured: { scores }, evidence: [evidence], remediation });
  }
  return pass({ scores });
}

function mostAllowed({ play }: CheckContext): number {
  const { range: [, top], floor_margin } = play.reward!;
  return Number((top - floor_margin).toFixed(9));
}

/** One script, a list of them, or one in each line. */
async function readCanaries({ files }: CheckContext, path: string): Promise<readonly EpisodeScript[]> {
  const text = new TextDecoder().decode(await files!.read(toPackagePath(path)));
  const values = path.endsWith(".jsonl")
    ? text.split("\n").filter((line) => line.trim() !== "").map((line) => JSON.parse(line))
    : [JSON.parse(text)].flat();
  if (values.length === 0) throw new Error(`${path} has no episode`);
  return values.map((value, index) => parseEpisodeScript(value, `canary ${index + 1} of ${path}`));
}

function playScript(context: CheckContext, script: EpisodeScript): Promise<EpisodeRecord> {
  const { seed, options, actions } = script;
  const plan = { seed, options: { ...resetOptionsOf(context), ...options }, maxSteps: actions.length, policy: actions };
  return playInNewSession(context.subject!, plan);
}
