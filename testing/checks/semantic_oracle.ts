import type { Check, CheckContext, Finding } from "../check.ts";
import { fail, pass, skip } from "../findings.ts";
import type { EpisodeRecord } from "../play_episode.ts";
import type { Exchange } from "../subject.ts";
import { checkFloor } from "./semantic_floor.ts";
import {
  averageScore,
  describeError,
  isLess,
  playNothing,
  playOracle,
  playRandom,
  scoreIn,
  whyNot,
} from "./semantic_episodes.ts";

/** The greatest reward can be had. */
export const SEMANTIC_ORACLE_MAX: Check = {
  id: "semantic.oracle_max",
  level: "semantic",
  severity: "fail",
  summary: "The oracle scores at least the top of `reward.range` less `oracle_tolerance` on every seed, and not more " +
    "than the top.",
  run: checkOracle,
};

/** The oracle does better than anybody who does not try. */
export const SEMANTIC_ORACLE_GAP: Check = {
  id: "semantic.oracle_gap",
  level: "semantic",
  severity: "fail",
  summary: "The oracle's average score is above the better of both floors by at least `reward.floor_margin`.",
  run: checkGap,
};

async function checkOracle(context: CheckContext): Promise<Finding> {
  const blocked = await whyNot(context);
  if (blocked !== undefined) return blocked;
  const { reward, score, oracle } = context.play;
  const [, top] = reward!.range;
  const least = top - reward!.oracle_tolerance;
  const expected = `a score of at least ${least} and at most ${top} on every seed`;
  if (oracle === undefined) return failWithoutOracle(context, expected);
  const { records, broken } = await playOracle(context);
  if (broken !== undefined) {
    const evidence = [`the oracle threw at seed ${broken.seed}: ${broken.message}`];
    return fail({ expected, seen: "an oracle that throws", evidence, remediation: "Mend the oracle" });
  }
  const problems = records.flatMap((record) => {
    const problem = describeProblem(context, record, [least, top]);
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

/** Nobody has shown that the greatest reward can be had, which a trainer would find out much later. */
function failWithoutOracle({ manifest, play }: CheckContext, expected: string): Finding {
  const declared = manifest?.validation?.capabilities.oracle;
  if (declared?.form === "injected_state") {
    return skip("the oracle is an injected state, and the environment has no reset option injected_state");
  }
  return fail({
    expected,
    seen: "no oracle",
    evidence: [`rewards are declared up to ${play.reward!.range[1]}, and no oracle shows that they can be had`],
    remediation: "Write a module whose default export is a policy that plays perfectly, and name it: " +
      "`validation.capabilities.oracle: { form: script, location: oracle.ts }`, or the option `oracle` in a test",
  });
}

function describeProblem(
  context: CheckContext,
  record: EpisodeRecord,
  [least, top]: readonly [number, number],
): string | undefined {
  if (record.error !== undefined) return describeError(record, "the oracle");
  const score = scoreIn(context, record);
  const isReturn = context.play.score === "return";
  const name = isReturn ? "return" : "last reward";
  if (record.actions.length === 0 && record.exchanges.at(-1)?.result.reward === null) {
    return `seed ${record.seed}: the oracle made no step, and its reset has no reward`;
  }
  if (isLess(top, score)) {
    return `seed ${record.seed}: the oracle's ${name} is ${score}, above the range, which ends at ${top}`;
  }
  if (!isLess(score, least)) return isReturn ? undefined : describeStray(context, record);
  const steps = record.actions.length;
  const end = record.exchanges.at(-1)!.result.done ? "" : `; the episode is not over after its ${steps} steps`;
  return `seed ${record.seed}: the oracle's ${name} is ${score}, less than ${least}${end}`;
}

/** A reward on the way that is out of the range, which random play may never get. */
function describeStray({ play }: CheckContext, { exchanges, seed }: EpisodeRecord): string | undefined {
  const [bottom, top] = play.reward!.range;
  const isStray = ({ result: { reward } }: Exchange, step: number) =>
    step > 0 && reward !== null && (isLess(reward, bottom) || isLess(top, reward));
  const step = exchanges.findIndex(isStray);
  if (step === -1) return undefined;
  const { reward } = exchanges[step]!.result;
  return `seed ${seed}: step ${step} of the oracle has the reward ${reward}, outside of [${bottom},${top}]`;
}

async function checkGap(context: CheckContext): Promise<Finding> {
  const blocked = await whyNot(context);
  if (blocked !== undefined) return blocked;
  if ((await checkOracle(context)).status !== "pass") return skip("unmet dependency: semantic.oracle_max");
  if ((await checkFloor(context)).status !== "pass") return skip("unmet dependency: semantic.floor_gap");
  const played = await playOracle(context);
  const floors = [await playNothing(context), await playRandom(context)];
  const oracle = averageScore(context, played.records);
  const floor = Math.max(...floors.map(({ records }) => averageScore(context, records)));
  const { floor_margin } = context.play.reward!;
  const measured = { oracle, floor, floor_margin };
  if (!isLess(oracle - floor, floor_margin)) return pass(measured);
  return fail({
    expected: `a gap of at least ${floor_margin}`,
    seen: oracle - floor,
    record: played.records[0]!,
    measured,
    evidence: [`the oracle scores ${oracle} on average, and who does not try ${floor}`],
    remediation: "Make the rewards tell good play from bad, or declare a smaller reward.oracle_tolerance",
  });
}
