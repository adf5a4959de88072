import type { Check, CheckContext, Finding } from "../check.ts";
import { type Charge, judgeLaterBreak } from "../culprit.ts";
import { fail, pass } from "../findings.ts";
import { type EpisodeRecord, playEpisode } from "../play_episode.ts";
import { judgeEpisodes, resetOptionsOf, subjectOf } from "./random_episodes.ts";

const CHARGE: Charge = {
  id: "runtime.state_contract",
  expected: "a state with the episode_id of the reset, and a step_count that counts every step once",
  remediation: "Leave episode_id and step_count out of the state of your own: they are counted for you",
};

/** Whether the state says which episode it is of. */
export const STATE_CHECKS: readonly Check[] = [{
  id: CHARGE.id,
  level: "runtime",
  severity: "fail",
  summary:
    "The state has the episode_id that the reset asked for and counts every step once, also after another reset.",
  async run(context) {
    const found = await judgeEpisodes(context, CHARGE, judgeStates);
    return found ?? judgeSecondEpisode(context);
  },
}];

function judgeStates(record: EpisodeRecord): Finding | undefined {
  for (const [step, { episode_id, step_count }] of record.states.entries()) {
    const expected = { episode_id: record.options.episode_id, step_count: step };
    if (episode_id === expected.episode_id && step_count === step) continue;
    const seen = { episode_id: episode_id ?? null, step_count: step_count ?? null };
    const evidence = [`after ${step === 0 ? "the reset" : `step ${step}`} the state says ${JSON.stringify(seen)}`];
    return fail({ expected, seen, record, steps: step, evidence, remediation: CHARGE.remediation });
  }
}

/** Another episode in the session of the first one, under another name. */
async function judgeSecondEpisode(context: CheckContext): Promise<Finding> {
  const { seed, randomPolicy: policy } = context.play;
  const session = await subjectOf(context).open();
  try {
    const plan = { seed, options: resetOptionsOf(context), maxSteps: 2, policy, withStates: true };
    await playEpisode(session, plan);
    const second = { ...plan, options: { ...plan.options, episode_id: `${plan.options.episode_id}-2` } };
    const record = await playEpisode(session, second);
    if (record.error !== undefined) return judgeLaterBreak(record, CHARGE);
    return judgeStates(record) ?? pass();
  } finally {
    await session.close();
  }
}
