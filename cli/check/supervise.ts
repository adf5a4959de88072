import type { CheckJob, JobEvent, JobStart } from "./check_job.ts";
import { type JobOutcome, JobRecord } from "./job_record.ts";

/** How often the clock is compared with the limits. */
const POLL_MS = 100;

/**
 * Runs a job in a worker, and ends it if it is silent for too long, or if loading, or one check, takes too long.
 *
 * A worker in an endless loop cannot be stopped, only left: the process has to be ended by `Deno.exit`.
 */
export async function superviseJob(job: CheckJob): Promise<JobOutcome> {
  const record = new JobRecord();
  const worker = new Worker(new URL("./check_worker.ts", import.meta.url), { type: "module" });
  const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>();
  const { port1: port, port2: workerPort } = new MessageChannel();
  const startedAt = performance.now();
  let heardAt = startedAt;
  port.onmessage = ({ data: event }: MessageEvent<JobEvent>) => {
    heardAt = performance.now();
    record.add(event);
    if (event.type === "done") end(event.blocked);
    if (event.type === "exiting") end(`the environment's code ended the process with exit code ${event.code}`);
  };
  worker.onerror = (event) => {
    event.preventDefault(); // it would end this process as well
    end(`the environment's code ended the worker: ${event.message}`);
  };
  const timer = setInterval(() => {
    const overrun = findOverrun(job, record, startedAt, heardAt);
    if (overrun !== undefined) end(overrun);
  }, POLL_MS);
  try {
    worker.postMessage({ job, port: workerPort } satisfies JobStart, [workerPort]);
    return record.close(await ended);
  } finally {
    clearInterval(timer);
    port.close();
    worker.terminate();
  }
}

/** Says which limit is over; `undefined` if none is. */
function findOverrun({ limits }: CheckJob, record: JobRecord, startedAt: number, heardAt: number): string | undefined {
  const now = performance.now();
  // A module that waits for ever sends heartbeats all the while, so loading is timed from its beginning.
  const [since, limitMs] = record.isLoading ? [startedAt, limits.loadMs] : [heardAt, limits.silenceMs];
  if (now - since > limitMs) {
    const seconds = Math.round((now - since) / 1000);
    return `the environment, or its policy, has not returned for ${seconds} s; ${record.lastActivity}`;
  }
  if (now - (record.runningSince ?? now) > limits.checkMs) {
    return `the check has taken more than ${Math.round(limits.checkMs / 1000)} s`;
  }
}
