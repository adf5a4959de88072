import { type MaybePromise, messageOf, OpenEnvError } from "@openenv/core";
import { Deadlines, isPromiseLike } from "@openenv/core/async";
import { DEFAULT_SESSION_LIMITS, type EnvironmentHost, type HostedEnvironment, Session } from "@openenv/core/session";
import type { EpisodeRecord } from "../../episodes/play_episode.ts";
import type { Check, Finding } from "../../findings/check.ts";
import { fail, type Failure, pass, skip } from "../../findings/findings.ts";
import type { SubjectContext } from "./played_episodes.ts";
import { episodeCheck, type EpisodeRun } from "./runtime_check.ts";

/** How long a step may go on after its signal was aborted, in milliseconds. */
const GRACE_MS = 500;
/** How many times longer a reset and a close may go on: they load and release what can't be stopped halfway. */
const PATIENCE = 10;
/** Longer than any call; the clock of a probe only moves when a call shall overrun its deadline. */
const NEVER_MS = 2 ** 30;

/** Checks whether calls end in time. */
export const DEADLINE_CHECK: Check = deadlineCheck(GRACE_MS);

/** Makes the check; `graceMs` is how long a step may go on after its signal was aborted. */
export function deadlineCheck(graceMs: number): Check {
  return episodeCheck({
    id: "runtime.deadline_obeyed",
    summary:
      "Steps and closing end in time; asynchronous work stops once its signal is aborted, and a reset works afterwards.",
    expected: "calls that end when their signal is aborted, a session that goes on after a reset, and one that closes",
    remediation: "Pass context.signal on to whatever a step, a reset or a close waits for, and stop when it is aborted",
    needsInside: true,
    run: (run) => checkDeadline(run, graceMs),
  });
}

async function checkDeadline({ context, records, requirement }: EpisodeRun, graceMs: number): Promise<Finding> {
  if (records[0].actions.length === 0) return skip("no step was played");
  const limitMs = context.manifest?.limits.step_timeout_ms ?? DEFAULT_SESSION_LIMITS.stepMs;
  const slow = records.find((record) => longestStep(record) > limitMs);
  if (slow !== undefined) {
    const step = slow.exchanges.findIndex(({ durationMs }, index) => index > 0 && durationMs > limitMs);
    const took = Math.round(slow.exchanges[step]!.durationMs);
    const evidence = [`step ${step} took ${took} ms, the limit is ${limitMs} ms`];
    const expected = `at most ${limitMs} ms`;
    return fail({ ...requirement, expected, seen: `${took} ms`, record: slow, steps: step, evidence });
  }
  const { asynchronous, step, failure } = await overrunCalls(context, records[0], graceMs);
  if (failure !== undefined) return fail({ ...requirement, record: records[0], steps: step, ...failure });
  return pass({ longest_ms: Math.max(...records.map(longestStep)), asynchronous });
}

function longestStep({ exchanges }: EpisodeRecord): number {
  return exchanges.slice(1).reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
}

/** The failure of a call that overran its deadline. */
type OverrunFailure = Pick<Failure, "seen" | "evidence">;

/** The outcome of an episode whose calls overran their deadlines. */
interface Overrun {
  /** `true` if a call was asynchronous, so that there was something to interrupt. */
  readonly asynchronous: boolean;
  /** The last step: 0 for the reset. */
  readonly step: number;
  readonly failure?: OverrunFailure;
}

/** Lets the calls of an episode overrun their deadlines, and closes it. */
async function overrunCalls(context: SubjectContext, record: EpisodeRecord, graceMs: number): Promise<Overrun> {
  const probe = new Probe(context, record, graceMs);
  let isClosed = false;
  const overrun = await probe.play().finally(async () => isClosed = await probe.close());
  if (isClosed || overrun.failure !== undefined) return overrun;
  const evidence = [`closing the environment took more than ${PATIENCE * graceMs} ms`];
  return { ...overrun, failure: { seen: "an environment that does not close", evidence } };
}

/** A session with a clock of its own, so that a deadline passes without waiting for it. */
class Probe {
  readonly #session: Session;
  readonly #record: EpisodeRecord;
  readonly #graceMs: number;
  readonly #deadlines: Deadlines;
  #now = 0;
  /** What the host returned from the last reset or step. */
  #returned: MaybePromise<unknown>;

  constructor({ subject }: SubjectContext, record: EpisodeRecord, graceMs: number) {
    [this.#record, this.#graceMs] = [record, graceMs];
    const host = watchCalls(subject.inside!.host, (returned) => void (this.#returned = returned));
    const log = () => undefined;
    const limits = { createMs: NEVER_MS, resetMs: 1, stepMs: 1, maxStepMs: 1, renderMs: 1, closeMs: graceMs };
    const deadlines = this.#deadlines = new Deadlines({ now: () => this.#now, sweepMs: NEVER_MS });
    this.#session = new Session({ id: "check", host, deadlines, limits, log });
  }

  /** Plays until a step is asynchronous, and lets the reset and that step overrun their deadlines. */
  async play(): Promise<Overrun> {
    await this.#session.open();
    const reset = this.#reset();
    const asynchronous = isPromiseLike(reset);
    const failure = asynchronous ? await this.#overrun(reset, "reset") : undefined;
    if (failure !== undefined) return { asynchronous, step: 0, failure };
    const { actions } = this.#record;
    for (const [index, action] of actions.entries()) {
      const step = this.#session.step(action);
      if (!isPromiseLike(step)) continue;
      return { asynchronous: true, step: index + 1, failure: await this.#overrun(step, "step") };
    }
    return { asynchronous, step: actions.length };
  }

  /** Closes the session; returns `false` if the environment does not close in time. */
  async close(): Promise<boolean> {
    const closing = this.#session.close();
    const isClosed = await settlesWithin(closing, PATIENCE * this.#graceMs);
    this.#jump();
    await closing;
    return isClosed;
  }

  #reset(): MaybePromise<unknown> {
    return this.#session.reset({ ...this.#record.options, seed: this.#record.seed });
  }

  /** Lets a call overrun its deadline; returns the failure, if there is one. */
  async #overrun(call: PromiseLike<unknown>, name: "reset" | "step"): Promise<OverrunFailure | undefined> {
    const outcome = call.then(
      () => "a result",
      (thrown) => thrown instanceof OpenEnvError ? thrown.code : String(thrown),
    );
    this.#jump();
    const seen = await outcome;
    if (seen !== "TIMEOUT") {
      return { seen, evidence: [`a ${name} that overran its deadline was not answered with TIMEOUT`] };
    }
    const graceMs = name === "reset" ? PATIENCE * this.#graceMs : this.#graceMs;
    if (isPromiseLike(this.#returned) && !await settlesWithin(this.#returned, graceMs)) {
      const evidence = [`a ${name} went on for more than ${graceMs} ms after its signal had been aborted`];
      return { seen: `a ${name} that lives on`, evidence };
    }
    try {
      await this.#reset();
    } catch (thrown) {
      return { seen: messageOf(thrown), evidence: [`the reset after an overrun ${name} failed: ${messageOf(thrown)}`] };
    }
  }

  #jump(): void {
    this.#now += NEVER_MS;
    this.#deadlines.sweep();
  }
}

/** Wraps a host so that what its environments return is known before it has settled. */
function watchCalls(host: EnvironmentHost, called: (returned: MaybePromise<unknown>) => void): EnvironmentHost {
  const watch = (hosted: HostedEnvironment): HostedEnvironment => {
    const tell = <T>(returned: MaybePromise<T>) => (called(returned), returned);
    return {
      ended: hosted.ended,
      reset: (options, timeoutMs) => tell(hosted.reset(options, timeoutMs)),
      step: (action, timeoutMs, call) => tell(hosted.step(action, timeoutMs, call)),
      state: (timeoutMs) => hosted.state(timeoutMs),
      render: (timeoutMs) => hosted.render(timeoutMs),
      abort: (reason) => hosted.abort(reason),
      close: () => hosted.close(),
    };
  };
  return {
    contract: () => host.contract(),
    create() {
      const hosted = host.create();
      return isPromiseLike(hosted) ? hosted.then(watch) : watch(hosted);
    },
  };
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
