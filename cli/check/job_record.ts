import type { CheckResult } from "@openenv/testing";
import type { JobEvent } from "./check_job.ts";

/** What became of a job. */
export interface JobOutcome {
  /** The checks that were to run; absent if nobody came so far as to know. */
  readonly ids?: readonly string[];
  /** What those that ran found. */
  readonly results: readonly CheckResult[];
  /** Why not all of them ran. */
  readonly blocked?: string;
}

/** An episode that is being played, as it was announced. */
interface OpenEpisode {
  readonly options: Readonly<Record<string, unknown>>;
  readonly actions: unknown[];
}

/** The most actions that are kept of an episode. */
const MAX_ACTIONS = 1000;

/** The most errors that a result tells of. */
const MAX_STRAYS = 5;

/** More different ones than these are the same with a number in them. */
const MAX_DIFFERENT_STRAYS = 100;

const ADVICE = "Mend the environment: nothing in it may end the process, block it, or leave an error unhandled";

/** What has been heard of a job, and what it comes to. */
export class JobRecord {
  readonly #results: CheckResult[] = [];
  /** The errors that nobody handled, and whether a result says so. */
  readonly #strays = new Map<string, boolean>();
  readonly #episodes = new Map<number, OpenEpisode>();
  #ids: readonly string[] | undefined;
  #running: { readonly id: string; readonly since: number } | undefined;
  #last: (JobEvent & { readonly type: "calling" }) | undefined;

  /** `true` until the environment is loaded. */
  get isLoading(): boolean {
    return this.#ids === undefined;
  }

  /** When the check that runs was started, by `performance.now`; `undefined` between two checks. */
  get runningSince(): number | undefined {
    return this.#running?.since;
  }

  /** What the worker was last heard to do, for people. */
  get whereabouts(): string {
    if (this.#last === undefined) return this.isLoading ? "it is being loaded" : "no call was made";
    const { call, session } = this.#last;
    const count = this.#episodes.get(session)?.actions.length ?? 0;
    return `the last call was ${call === "step" ? `step ${count} of the episode` : call}`;
  }

  /** Takes what the worker tells. */
  add(event: JobEvent): void {
    if (event.type === "ready") this.#ids = event.ids;
    if (event.type === "started") this.#running = { id: event.id, since: performance.now() };
    if (event.type === "stray" && this.#strays.size < MAX_DIFFERENT_STRAYS) {
      this.#strays.set(event.message, this.#strays.get(event.message) ?? false);
    }
    if (event.type === "calling") this.#note(event);
    if (event.type === "finished") this.#finish(event.result);
  }

  /** What the job came to; `blocked` says why it ended early. */
  close(blocked: string | undefined): JobOutcome {
    if (blocked === undefined) return { ids: this.#ids, results: this.#results };
    if (this.#running !== undefined) this.#finish(this.#breakOff(this.#running, blocked));
    return { ids: this.#ids, results: this.#results, blocked };
  }

  #note(event: JobEvent & { readonly type: "calling" }): void {
    this.#last = event;
    const { session, call, value } = event;
    if (call === "reset") {
      this.#episodes.set(session, { options: (value ?? {}) as OpenEpisode["options"], actions: [] });
    }
    if (call === "close") this.#episodes.delete(session);
    const actions = call === "step" ? this.#episodes.get(session)?.actions : undefined;
    if (actions !== undefined && actions.length < MAX_ACTIONS) actions.push(value);
  }

  /** An error that nobody handles counts for the first check that it was seen in, whatever that found. */
  #finish(result: CheckResult): void {
    this.#running = undefined;
    const strays = Array.from(this.#strays).filter(([, isTold]) => !isTold).map(([message]) => message);
    if (strays.length === 0) return void this.#results.push(result);
    for (const message of strays) this.#strays.set(message, true);
    const evidence = strays.slice(0, MAX_STRAYS)
      .map((message) => `the environment left an error that nobody handles: ${message}`);
    this.#results.push({
      ...result,
      status: "error",
      evidence: [...evidence, ...result.evidence],
      remediation: result.remediation ?? ADVICE,
    });
  }

  #breakOff({ id, since }: { readonly id: string; readonly since: number }, why: string): CheckResult {
    const episode = this.#last === undefined ? undefined : this.#episodes.get(this.#last.session);
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
