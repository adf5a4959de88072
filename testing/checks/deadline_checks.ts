import { type MaybePromise, messageOf, OpenEnvError } from "@openenv/core";
import { Deadlines, isPromiseLike } from "@openenv/core/async";
import { DEFAULT_SESSION_LIMITS, InlineHost, Session } from "@openenv/core/session";
import type { Check, CheckContext, Finding } from "../check.ts";
import type { Charge } from "../culprit.ts";
import { fail, type Failure, pass, skip } from "../findings.ts";
import type { EpisodeRecord } from "../play_episode.ts";
import { watchInstances } from "../watch_instances.ts";
import { subjectOf, wholeLocalEpisodes } from "./random_episodes.ts";

const CHARGE: Charge = {
  id: "runtime.deadline_obeyed",
  expected: "calls that end when their signal is aborted, a session that goes on after a reset, and one that closes",
  remediation: "Pass context.signal on to whatever a step, a reset or a close waits for, and stop when it is aborted",
};

/** How long a step may go on after its signal was aborted. */
const GRACE_MS = 500;
/** How many times longer a reset and a close may: they load and release what nothing can stop halfway. */
const PATIENCE = 10;
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
      "Steps and closing end in time; what is asynchronous stops once its signal is aborted, and a reset works then.",
    run: (context) => checkDeadline(context, graceMs),
  };
}

async function checkDeadline(context: CheckContext, graceMs: number): Promise<Finding> {
  const { records, none } = await wholeLocalEpisodes(context, CHARGE);
  if (none !== undefined) return none;
  if (records[0]!.actions.length === 0) return skip("no step was played");
  const limitMs = context.manifest?.limits.step_timeout_ms ?? DEFAULT_SESSION_LIMITS.stepMs;
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
  const { asynchronous, step, failure } = await overrunCalls(context, records[0]!, graceMs);
  if (failure === undefined) return pass({ longest_ms, asynchronous });
  return fail({ ...CHARGE, record: records[0]!, steps: step, ...failure });
}

function longestStep({ exchanges }: EpisodeRecord): number {
  return exchanges.slice(1).reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
}

/** What came of an episode whose calls were made to overrun their deadlines. */
interface Overrun {
  /** `true` if a call was asynchronous, so that there was something to interrupt. */
  readonly asynchronous: boolean;
  /** The step that the episode came to: 0 for the reset. */
  readonly step: number;
  readonly failure?: Pick<Failure, "seen" | "evidence">;
}

/** A session whose clock stands still: nobody waits for a real one. */
interface Probe {
  readonly session: Session;
  readonly graceMs: number;
  /** Begins the episode. */
  reset(): MaybePromise<unknown>;
  /** Lets the call in flight overrun its deadline, at once. */
  jump(): void;
  /** What the environment returned from the last call, before anybody waited for it. */
  returned(): MaybePromise<unknown>;
}

/** Plays an episode until a step is asynchronous; lets its reset and that step overrun their deadlines; closes. */
async function overrunCalls(context: CheckContext, record: EpisodeRecord, graceMs: number): Promise<Overrun> {
  const probe = makeProbe(context, record, graceMs);
  let overrun: Overrun;
  try {
    await probe.session.open();
    overrun = await overrunOpen(probe, record);
  } catch (thrown) {
    await closes(probe);
    throw thrown;
  }
  if (await closes(probe) || overrun.failure !== undefined) return overrun;
  const evidence = [`closing the environment took more than ${PATIENCE * graceMs} ms`];
  return { ...overrun, failure: { seen: "an environment that does not close", evidence } };
}

async function overrunOpen(probe: Probe, record: EpisodeRecord): Promise<Overrun> {
  const reset = probe.reset();
  const asynchronous = isPromiseLike(reset);
  if (asynchronous) {
    const failure = await judgeOverrun(probe, { outcome: reset, name: "reset", graceMs: PATIENCE * probe.graceMs });
    if (failure !== undefined) return { asynchronous, step: 0, failure };
  }
  for (const [index, action] of record.actions.entries()) {
    const outcome = probe.session.step(action);
    if (!isPromiseLike(outcome)) continue;
    const failure = await judgeOverrun(probe, { outcome, name: "step", graceMs: probe.graceMs });
    return { asynchronous: true, step: index + 1, ...(failure && { failure }) };
  }
  return { asynchronous, step: record.actions.length };
}

function makeProbe(context: CheckContext, record: EpisodeRecord, graceMs: number): Probe {
  let [now, last]: [number, MaybePromise<unknown>] = [0, undefined];
  const implementation = watchInstances(subjectOf(context).implementation!, {
    called: (returned) => void (last = returned),
  });
  const log = () => undefined;
  const limits = { createMs: NEVER_MS, resetMs: 1, stepMs: 1, closeMs: graceMs };
  const deadlines = new Deadlines({ now: () => now, sweepMs: NEVER_MS });
  const session = new Session({ id: "check", host: new InlineHost(implementation, { log }), deadlines, limits, log });
  return {
    session,
    graceMs,
    reset: () => session.reset({ ...record.options, seed: record.seed }),
    jump() {
      now += NEVER_MS;
      deadlines.sweep();
    },
    returned: () => last,
  };
}

/** Closes the session; `false` if the environment does not come to an end with it, and has to be given up. */
async function closes({ session, jump, graceMs }: Probe): Promise<boolean> {
  const closing = session.close();
  const isClosed = await settlesWithin(closing, PATIENCE * graceMs);
  jump();
  await closing;
  return isClosed;
}

async function judgeOverrun({ jump, returned, reset }: Probe, { outcome, name, graceMs }: {
  readonly outcome: PromiseLike<unknown>;
  readonly name: "reset" | "step";
  readonly graceMs: number;
}): Promise<Overrun["failure"]> {
  const code = outcome.then(
    () => undefined,
    (thrown) => thrown instanceof OpenEnvError ? thrown.code : String(thrown),
  );
  jump();
  const answered = await code;
  if (answered !== "TIMEOUT") {
    return {
      seen: answered ?? "a result",
      evidence: [`a ${name} that overran its deadline was not answered with TIMEOUT`],
    };
  }
  const call = returned();
  if (isPromiseLike(call) && !await settlesWithin(call, graceMs)) {
    const evidence = [`a ${name} went on for more than ${graceMs} ms after its signal had been aborted`];
    return { seen: `a ${name} that lives on`, evidence };
  }
  try {
    await reset();
  } catch (thrown) {
    return { seen: messageOf(thrown), evidence: [`the reset after an overrun ${name} failed: ${messageOf(thrown)}`] };
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
