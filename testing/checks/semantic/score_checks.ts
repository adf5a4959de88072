import { messageOf } from "@openenv/core";
import { type EpisodeScript, parseEpisodeScript } from "../../episodes/episode_script.ts";
import { type EpisodeRecord, playInNewSession } from "../../episodes/play_episode.ts";
import type { Check, CheckContext, Finding } from "../../findings/check.ts";
import { fail, pass, skip } from "../../findings/findings.ts";
import { toPackagePath } from "../static/package_check.ts";
import {
  averageScore,
  describeFailure,
  isLess,
  planOf,
  playNothing,
  playOracle,
  playRandom,
  type ScoreContext,
  scoreIn,
  semanticCheck,
  whyUnusable,
} from "./scored_episodes.ts";

/** Check the scores of the oracle, of playing without trying, and of cheating. */
export const SCORE_CHECKS: readonly Check[] = [
  semanticCheck({
    id: "semantic.oracle_max",
    summary: "On every seed, the oracle scores at least the top of `reward.range` less `oracle_tolerance`, and at " +
      "most the top; its episodes end.",
    run: checkOracle,
  }),
  semanticCheck({
    id: "semantic.floor_gap",
    summary: "The average scores of doing nothing and of playing at random are below the top of `reward.range` by " +
      "at least `floor_margin`.",
    run: checkFloor,
  }),
  semanticCheck({
    id: "semantic.oracle_gap",
    summary: "The oracle's average score is above the better of the two floors by at least `reward.floor_margin`.",
    run: checkGap,
  }),
  semanticCheck({
    id: "semantic.canary_floor",
    summary: "Every episode in the file `capabilities.canaries` scores below the top of `reward.range` by at least " +
      "`floor_margin`.",
    applies: ({ manifest }) => typeof manifest?.validation?.capabilities.canaries === "string",
    run: checkCanaries,
  }),
];

async function checkOracle(context: ScoreContext): Promise<Finding> {
  const { reward, score, oracle } = context.play;
  const [, top] = reward.range;
  const least = top - reward.oracle_tolerance;
  const expected = `a score of at least ${least} and at most ${top} on every seed`;
  if (oracle === undefined) return failWithoutOracle(context, expected);
  const { records, broken } = await playOracle(context);
  if (broken !== undefined) {
    const evidence = [`the oracle threw at seed ${broken.seed}: ${broken.message}`];
    return fail({ expected, seen: "an oracle that throws", evidence, remediation: "Mend the oracle" });
  }
  const problems = records.flatMap((record) => {
    const problem = describeProblem(context, record, least);
    return problem === undefined ? [] : [{ record, problem }];
  });
  const scores = Object.fromEntries(records.map((record) => [record.seed, scoreIn(context, record)]));
  if (problems.length === 0) return pass({ scores, score });
  const { record } = problems[0]!;
  return fail({
    expected,
    seen: record.error?.message ?? scoreIn(context, record),
    record,
    measured: { scores, score },
    evidence: problems.slice(0, 5).map(({ problem }) => problem),
    remediation: "Mend the oracle, the rewards, or the declaration: reward.range, reward.oracle_tolerance, and `score`",
  });
}

/** Fails: without an oracle, only a trainer would find out that the greatest reward is out of reach. */
function failWithoutOracle({ manifest, play }: ScoreContext, expected: string): Finding {
  if (manifest?.validation?.capabilities.oracle?.form === "injected_state") {
    return skip("the oracle is an injected state, and the environment has no reset option injected_state");
  }
  return fail({
    expected,
    seen: "no oracle",
    evidence: [`rewards are declared up to ${play.reward.range[1]}, and no oracle shows that they can be had`],
    remediation: "Write a module whose default export is a policy that plays perfectly, and name it: " +
      "`validation.capabilities.oracle: { form: script, location: oracle.ts }`, or the option `oracle` in a test",
  });
}

function describeProblem(context: ScoreContext, record: EpisodeRecord, least: number): string | undefined {
  if (record.error !== undefined) return describeFailure(record, "the oracle");
  const { seed, actions, exchanges } = record;
  const [, top] = context.play.reward.range;
  const score = scoreIn(context, record);
  const isReturn = context.play.score === "return";
  const last = exchanges.at(-1)!.result;
  if (actions.length === 0 && last.reward === null) {
    return `seed ${seed}: the oracle made no step, and its reset has no reward`;
  }
  const found = `seed ${seed}: the oracle's ${isReturn ? "return" : "last reward"} is ${score}`;
  if (isLess(top, score)) return `${found}, above the range, which ends at ${top}`;
  if (!isLess(score, least)) return (isReturn ? undefined : describeStray(context, record)) ?? describeEndless(record);
  const end = last.done ? "" : `; the episode is not over after its ${actions.length} steps`;
  return `${found}, less than ${least}${end}`;
}

/** Describes an episode of the oracle that goes on; an injected state is scored by its reset, without a step. */
function describeEndless({ seed, actions, exchanges }: EpisodeRecord): string | undefined {
  if (actions.length === 0 || exchanges.at(-1)!.result.done) return undefined;
  return `seed ${seed}: the oracle's episode is not over after its ${actions.length} steps`;
}

/** Describes a reward on the way that is out of the range, which random play may never get. */
function describeStray({ play }: ScoreContext, { exchanges, seed }: EpisodeRecord): string | undefined {
  const [bottom, top] = play.reward.range;
  const step = exchanges.findIndex(({ result: { reward } }, step) =>
    step > 0 && reward !== null && (isLess(reward, bottom) || isLess(top, reward))
  );
  if (step === -1) return undefined;
  const { reward } = exchanges[step]!.result;
  return `seed ${seed}: step ${step} of the oracle has the reward ${reward}, outside of [${bottom},${top}]`;
}

/** Judges the scores of doing nothing and of playing at random; the episodes are played once. */
async function checkFloor(context: ScoreContext): Promise<Finding> {
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

async function checkGap(context: ScoreContext): Promise<Finding> {
  if ((await checkOracle(context)).status !== "pass") return skip("unmet dependency: semantic.oracle_max");
  if ((await checkFloor(context)).status !== "pass") return skip("unmet dependency: semantic.floor_gap");
  const played = await playOracle(context);
  const floors = [await playNothing(context), await playRandom(context)];
  const oracle = averageScore(context, played.records);
  const floor = Math.max(...floors.map(({ records }) => averageScore(context, records)));
  const { floor_margin } = context.play.reward;
  const measured = { oracle, floor, floor_margin };
  if (!isLess(oracle - floor, floor_margin)) return pass(measured);
  return fail({
    expected: `a gap of at least ${floor_margin}`,
    seen: oracle - floor,
    record: played.records[0]!,
    measured,
    evidence: [`the oracle scores ${oracle} on average, and not trying scores ${floor}`],
    remediation: "Make the rewards tell good play from bad, or declare a smaller reward.oracle_tolerance",
  });
}

async function checkCanaries(context: ScoreContext): Promise<Finding> {
  if (context.files === undefined) {
    return skip("the canaries are in a file of the package, and only its environment is here");
  }
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
    const record = await playInNewSession(context.subject, planOf(context, script));
    const { error } = record;
    const seen = error?.message ?? scoreIn(context, record);
    if (error === undefined) scores.push(seen as number);
    if (error === undefined && !isLess(most, seen as number)) continue;
    const evidence = error === undefined
      ? `canary ${index + 1} of ${path} scores ${seen}, more than ${most}`
      : `canary ${index + 1} of ${path}: ${describeFailure(record, "it")}`;
    const remediation = "Mend the rewards: this episode must not score. Or mend the canary, if it is one no more";
    return fail({ expected, seen, record, measured: { scores }, evidence: [evidence], remediation });
  }
  return pass({ scores });
}

function mostAllowed({ play: { reward } }: ScoreContext): number {
  return Number((reward.range[1] - reward.floor_margin).toFixed(9));
}

/** Reads one script, a list of them, or one in each line. */
async function readCanaries({ files }: CheckContext, path: string): Promise<readonly EpisodeScript[]> {
  const text = new TextDecoder().decode(await files!.read(toPackagePath(path)));
  const values = path.endsWith(".jsonl")
    ? text.split("\n").filter((line) => line.trim() !== "").map((line) => JSON.parse(line))
    : [JSON.parse(text)].flat();
  if (values.length === 0) throw new Error(`${path} has no episode`);
  return values.map((value, index) => parseEpisodeScript(value, `canary ${index + 1} of ${path}`));
}
