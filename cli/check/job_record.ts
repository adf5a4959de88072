import type { CheckResult } from "@openenv/testing";
import type { JobEvent } from "./check_job.ts";

/** The outcome of a job. */
export interface JobOutcome {
  /** The checks that were to run; absent if the job ended before they were known. */
  readonly ids?: readonly string[];
  /** The results of the checks that ran. */
  readonly results: readonly CheckResult[];
  /** Why not all of them ran. */
  readonly blocked?: string;
  /** Why the environment was not played at all. */
  readonly unplayed?: string;
}

type CallEvent = JobEvent & { readonly type: "calling" };

/** An episode that is being played, as its calls were reported. */
interface OpenEpisode {
  readonly options: Readonly<Record<string, unknown>>;
  readonly actions: unknown[];
}

/** The most actions that are kept of an episode. */
const MAX_ACTIONS = 1000;

/** The most unhandled errors that a result shows. */
const MAX_SHOWN_ERRORS = 5;

/** More different messages than these are the same with a number in them. */
const MAX_ERRORS = 100;

const ADVICE = "Mend the environment: nothing in it may end the process, block it, or leave an error unhandled";

/** Collects the events of a job and makes its outcome of them. */
export class JobRecord {
  readonly #results: CheckResult[] = [];
  /** The messages of unhandled errors, and whether a result has them. */
  readonly #errors = new Map<string, boolean>();
  readonly #episodes = new Map<number, OpenEpisode>();
  #ids: readonly string[] | undefined;
  #running: { readonly id: string; readonly since: number } | undefined;
  #lastCall: CallEvent | undefined;

  /** `true` until the environment is loaded. */
  get isLoading(): boolean {
    return this.#ids === undefined;
  }

  /** The start of the check that runs, by `performance.now`; `undefined` between two checks. */
  get runningSince(): number | undefined {
    return this.#running?.since;
  }

  /** Describes what the worker did last. */
  get lastActivity(): string {
    if (this.#lastCall === undefined) return this.isLoading ? "it is being loaded" : "no call was made";
    const { call, session } = this.#lastCall;
    const count = this.#episodes.get(session)?.actions.length ?? 0;
    return `the last call was ${call === "step" ? `step ${count} of the episode` : call}`;
  }

  /** Records an event. */
  add(event: JobEvent): void {
    if (event.type === "ready") this.#ids = event.ids;
    if (event.type === "started") this.#running = { id: event.id, since: performance.now() };
    if (event.type === "unhandled" && this.#errors.size < MAX_ERRORS) {
      this.#errors.set(event.message, this.#errors.get(event.message) ?? false);
    }
    if (event.type === "calling") this.#addCall(event);
    if (event.type === "finished") this.#finish(event.result);
  }

  /** Makes the outcome; `blocked` says why the job ended early. */
  close(blocked: string | undefined): JobOutcome {
    if (blocked !== undefined && this.#running !== undefined) this.#finish(this.#breakOff(this.#running, blocked));
    return { ids: this.#ids, results: this.#results, ...(blocked !== undefined && { blocked }) };
  }

  #addCall(event: CallEvent): void {
    this.#lastCall = event;
    const { session, call, value } = event;
    if (call === "reset") {
      this.#episodes.set(session, { options: (value ?? {}) as OpenEpisode["options"], actions: [] });
    }
    if (call === "close") this.#episodes.delete(session);
    const actions = call === "step" ? this.#episodes.get(session)?.actions : undefined;
    if (actions !== undefined && actions.length < MAX_ACTIONS) actions.push(value);
  }

  /** Adds a result. An unhandled error counts for the first check that it was seen in, whatever that found. */
  #finish(result: CheckResult): void {
    this.#running = undefined;
    const errors = [...this.#errors].filter(([, isReported]) => !isReported).map(([message]) => message);
    if (errors.length === 0) return void this.#results.push(result);
    for (const message of errors) this.#errors.set(message, true);
    const evidence = errors.slice(0, MAX_SHOWN_ERRORS)
      .map((message) => `the environment left an error that nobody handles: ${message}`);
    this.#results.push({
      ...result,
      status: "error",
      evidence: [...evidence, ...result.evidence],
      remediation: result.remediation ?? ADVICE,
    });
  }

  #breakOff({ id, since }: { readonly id: string; readonly since: number }, why: string): CheckResult {
    const episode = this.#lastCall && this.#episodes.get(this.#lastCall.session);
    const { seed, ...options } = episode?.options ?? {};
    return {
      check_id: id,
      status: "error",
      measured: episode === undefined ? {} : { seed, options, actions: episode.actions },
      evidence: [why],
      remediation: ADVICE,
      duration_s: (performance.now() - since) / 1000,
    };
  }
}
