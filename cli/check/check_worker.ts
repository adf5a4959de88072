/**
 * The worker that environments are played in, so that one that loops, or ends the process, ends the worker alone.
 *
 * @module
 */
import { messageOf } from "@openenv/core";
import { Console } from "node:console";
import process from "node:process";
import { describeFailure } from "../shared/import_default.ts";
import type { CheckJob, JobEvent, JobStart } from "./check_job.ts";
import { runJob } from "./run_job.ts";

/** The part of a worker's globals that is used here; their own types come with a reference that a package may not have. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<JobStart>) => void) | null;
  close(): void;
  addEventListener(type: string, listener: (event: UnhandledEvent) => void): void;
}

interface UnhandledEvent extends Event {
  readonly reason?: unknown;
  readonly error?: unknown;
  readonly message?: string;
}

/** How often the worker says that it still runs. */
const HEARTBEAT_MS = 500;

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: start }) => {
  scope.onmessage = null;
  void play(start);
};

async function play({ job, port }: JobStart): Promise<void> {
  const report = (event: JobEvent) => port.postMessage(event);
  const heartbeat = setInterval(() => report({ type: "heartbeat" }), HEARTBEAT_MS);
  reportExits(report);
  keepStandardOutputClean();
  for (const type of ["unhandledrejection", "error"]) {
    scope.addEventListener(type, (event) => {
      event.preventDefault();
      report({ type: "unhandled", message: describe(event.reason ?? event.error ?? event.message, job) });
    });
  }
  try {
    await runJob(job, report);
  } catch (thrown) {
    report({ type: "done", blocked: `the checks themselves broke: ${messageOf(thrown)}` });
  }
  clearInterval(heartbeat);
}

function describe(thrown: unknown, { subject }: CheckJob): string {
  return "module" in subject ? describeFailure(thrown, new URL(subject.module)) : messageOf(thrown);
}

/** Reports an exit, which would end the worker without a message, as closing it would. */
function reportExits(report: (event: JobEvent) => void): void {
  const { exit } = Deno;
  const reportAndExit = (code?: number | string | null): never => {
    report({ type: "exiting", code: Number(code ?? Deno.exitCode) });
    return exit();
  };
  Deno.exit = reportAndExit;
  process.exit = reportAndExit;
  scope.close = reportAndExit;
}

/**
 * Sends what an environment prints to standard error, since the report may go to standard output. What bypasses both
 * `console` and `Deno.stdout`, as a process that it starts does, is out of reach.
 */
function keepStandardOutputClean(): void {
  const { stdout, stderr } = Deno;
  Object.assign(console, new Console(process.stderr, process.stderr));
  stdout.write = (bytes) => stderr.write(bytes);
  stdout.writeSync = (bytes) => stderr.writeSync(bytes);
  Object.defineProperty(stdout, "writable", { get: () => stderr.writable });
}
