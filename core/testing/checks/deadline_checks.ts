import type { MaybePromise } from "../../result.ts";
import { OpenEnvError } from "../../error_classes.ts";
import { messageOf } from "../../errors.ts";
import { Deadlines } from "../../session/deadlines.ts";
import { InlineHost } from "../../session/inline_host.ts";
import { isPromiseLike } from "../../session/is_promise_like.ts";
import { Session } from "../../session/session.ts";
import type { Check, CheckContext, Finding } from "../check.ts";
import type { Charge } from "../culprit.ts";
import { fail, type Failure, pass, skip } from "../findings.ts";
import type { EpisodeRecord } from "../play_episode.ts";
import { watchInstances } from "../watch_instances.ts";
import { subjectOf, wholeEpisodes } from "./random_episodes.ts";

const CHARGE: Charge = {
  id: "runtime.deadline_obeyed",
  expected: "a step that ends when its signal is aborted, and a session that goes on after a reset",
  remediation: "Pass context.signal on to whatever a step waits for, and stop when it is aborted",
};

/** The limit of a step where the manifest has none: the server's default. */
const STEP_LIMIT_MS = 300_000;
/** How long a step may go on after its signal was aborted. */
const GRACE_MS = 500;
/** Longer than anything here takes; the clock of these sessions stands still but for one jump. */
const NEVER_MS = 2 ** 30;

/** Whether steps end in time. */
export const DEADLINE_CHECKS: readonly Check[] = [deadlineCheck(GRACE_MS)];

/** Makes the check; `graceMs` is how long a step may go on after its signal was aborted. */
export function deadlineCheck(graceMs: number): Check {
  return {
    id: CHARGE.id,
    level: "runtime",
    severity: "fail",
    summary:
      "Steps finish within their limit; an asynchronous one stops when its signal is aborted, and a reset works then.",
    run: (context) => checkDeadline(context, graceMs),
  };
}

async function checkDeadline(context: CheckContext, graceMs: number): Promise<Finding> {
  if (subjectOf(context).implementation === undefined) {
    return skip("it takes the environment itself, and this one is behind a URL");
  }
  const { records, none } = await wholeEpisodes(context, CHARGE);
  if (none !== undefined) return none;
  const limitMs = context.manifest?.limits.step_timeout_ms ?? STEP_LIMIT_MS;
  const longest_ms = Math.max(...records.map(longestStep));
  const slow = records.find((record) => longestStep(record) > limitMs);
  if (slow !== undefined) {
    const step = slow.exchanges.findIndex(({ durationMs }, index) => index > 0 && durationMs > limitMs);
    const took = Math.round(slow.exchanges[step]!.durationMs);
    const evidence = [`step ${step} took ${took} ms, the limit is ${limitMs} ms`];
    return fail({
      ...CHARGE,
      expected: `at most ${limitMs} ms`,
      seen: `${took} ms`,
      record: slow,
      steps: step,
      evidence,
    });
  }
  const overrun = await overrunStep(context, records[0]!, graceMs);
  if (overrun === undefined) return pass({ longest_ms, asynchronous: false });
  if (overrun.failure === undefined) return pass({ longest_ms, asynchronous: true });
  return fail({ ...CHARGE, record: records[0]!, steps: overrun.step, ...overrun.failure });
}

function longestStep({ exchanges }: EpisodeRecord): number {
  return exchanges.slice(1).reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
}

/** What came of a step that was made to overrun its deadline. */
interface Overrun {
  readonly step: number;
  readonly failure?: Pick<Failure, "seen" | "evidence">;
}

/**
 * Plays an episode until a step is asynchronous, and lets that one overrun its deadline at once: nobody waits for a real
 * clock. `undefined` if every step is synchronous, so that there is nothing to interrupt.
 */
async function overrunStep(
  context: CheckContext,
  record: EpisodeRecord,
  graceMs: number,
): Promise<Overrun | undefined> {
  let [now, last]: [number, MaybePromise<unknown>] = [0, undefined];
  const implementation = watchInstances(subjectOf(context).implementation!, {
    called: (returned) => void (last = returned),
  });
  const log = () => undefined;
  const limits = { createMs: NEVER_MS, resetMs: NEVER_MS, stepMs: 1, closeMs: graceMs };
  const deadlines = new Deadlines({ now: () => now, sweepMs: NEVER_MS });
  const session = new Session({ id: "check", host: new InlineHost(implementation, { log }), deadlines, limits, log });
  const reset = async () => await session.reset({ ...record.options, seed: record.seed });
  try {
    await session.open();
    await reset();
    for (const [index, action] of record.actions.entries()) {
      const outcome = session.step(action);
      if (!isPromiseLike(outcome)) continue;
      const code = outcome.then(
        () => undefined,
        (thrown) => thrown instanceof OpenEnvError ? thrown.code : String(thrown),
      );
      now += NEVER_MS;
      deadlines.sweep();
      const failure = await judgeOverrun({ code, call: last, reset, graceMs });
      return { step: index + 1, failure };
    }
  } finally {
    await session.close();
  }
}

async function judgeOverrun({ code, call, reset, graceMs }: {
  readonly code: Promise<string | undefined>;
  readonly call: MaybePromise<unknown>;
  readonly reset: () => Promise<unknown>;
  readonly graceMs: number;
}): Promise<Overrun["failure"]> {
  const answered = await code;
  if (answered !== "TIMEOUT") {
    return {
      seen: answered ?? "a result",
      evidence: ["a step that overran its deadline was not answered with TIMEOUT"],
    };
  }
  if (isPromiseLike(call) && !await settlesWithin(call, graceMs)) {
    const evidence = [`a step went on for more than ${graceMs} ms after its signal had been aborted`];
    return { seen: "a step that lives on", evidence };
  }
  try {
    await reset();
  } catch (thrown) {
    return { seen: messageOf(thrown), evidence: [`the reset after an overrun step failed: ${messageOf(thrown)}`] };
  }
}

async function settlesWithin(call: PromiseLike<unknown>, graceMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), graceMs);
  call.then(() => resolve(true), () => resolve(true));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
