import type { CheckJob, JobEvent, JobOrder } from "./check_job.ts";
import { type JobOutcome, JobRecord } from "./job_record.ts";

/**
 * Plays a job in a worker, and ends it if it is out of reach for too long, or if loading, or one check, takes too long.
 *
 * A worker in an endless loop cannot be stopped, only left: the process has to be ended by `Deno.exit`.
 */
export async function superviseJob(job: CheckJob): Promise<JobOutcome> {
  const record = new JobRecord();
  const worker = new Worker(new URL("./check_worker.ts", import.meta.url), { type: "module" });
  const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>();
  const watch = new Watch(job, record, end);
  const { port1: here, port2: port } = new MessageChannel();
  here.onmessage = ({ data }: MessageEvent<JobEvent>) => {
    record.add(data);
    watch.hear();
    const outcome = endOf(data);
    if (outcome !== undefined) end(outcome.blocked);
  };
  worker.onerror = (event) => {
    event.preventDefault(); // it would end this process as well
    end(`the environment's code ended the worker: ${event.message}`);
  };
  try {
    watch.start();
    worker.postMessage({ job, port } satisfies JobOrder, [port]);
    return record.close(await ended);
  } finally {
    watch.stop();
    here.close();
    worker.terminate();
  }
}

function endOf(event: JobEvent): { readonly blocked?: string } | undefined {
  if (event.type === "done") return {};
  if (event.type === "unloadable") return { blocked: event.message };
  if (event.type === "broken") return { blocked: `the checks themselves broke: ${event.message}` };
  if (event.type === "exiting") {
    return { blocked: `the environment's code ended the process with exit code ${event.code}` };
  }
}

/** Looks at the clock now and then. */
class Watch {
  readonly #job: CheckJob;
  readonly #record: JobRecord;
  readonly #end: (why: string) => void;
  #heardAt = 0;
  #beganAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(job: CheckJob, record: JobRecord, end: (why: string) => void) {
    this.#job = job;
    this.#record = record;
    this.#end = end;
  }

  start(): void {
    this.#beganAt = this.#heardAt = performance.now();
    this.#timer = setInterval(() => this.#look(), 100);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  hear(): void {
    this.#heardAt = performance.now();
  }

  #look(): void {
    const { loadMs, silenceMs, checkMs } = this.#job.limits;
    const now = performance.now();
    // A module can wait for ever with the worker in reach all the while, so that loading is timed from its beginning.
    const [since, limitMs] = this.#record.isLoading ? [this.#beganAt, loadMs] : [this.#heardAt, silenceMs];
    const silence = now - since;
    if (silence > limitMs) {
      const seconds = Math.round(silence / 1000);
      this.#end(`the environment, or its policy, has not returned for ${seconds} s; ${this.#record.whereabouts}`);
    } else if (now - (this.#record.runningSince ?? now) > checkMs) {
      this.#end(`the check has taken more than ${Math.round(checkMs / 1000)} s`);
    }
  }
}
