/**
 * The worker that environments are played in, so that one that loops, or ends the process, ends the worker alone.
 *
 * @module
 */
import { messageOf } from "@openenv/core";
import { Console } from "node:console";
import process from "node:process";
import { whyItFailed } from "../why_it_failed.ts";
import type { CheckJob, JobEvent, JobOrder } from "./check_job.ts";
import { runJob } from "./run_job.ts";

/** The part of a worker's globals that is used here; their own types come with a reference that a package may not have. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<JobOrder>) => void) | null;
  close(): void;
  addEventListener(type: string, listener: (event: StrayEvent) => void): void;
}

interface StrayEvent extends Event {
  readonly reason?: unknown;
  readonly error?: unknown;
  readonly message?: string;
}

/** How often the worker says that it can still be reached. */
const BEAT_MS = 500;

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: order }) => {
  scope.onmessage = null;
  void play(order);
};

async function play({ job, port }: JobOrder): Promise<void> {
  const tell = (event: JobEvent) => port.postMessage(event);
  const beat = setInterval(() => tell({ type: "beat" }), BEAT_MS);
  announceExit(tell);
  keepStandardOutputClean();
  for (const type of ["unhandledrejection", "error"]) {
    scope.addEventListener(type, (event) => {
      event.preventDefault();
      tell({ type: "stray", message: describeStray(event.reason ?? event.error ?? event.message, job) });
    });
  }
  try {
    await runJob(job, tell);
  } catch (thrown) {
    tell({ type: "broken", message: messageOf(thrown) });
  }
  clearInterval(beat);
}

function describeStray(thrown: unknown, { subject }: CheckJob): string {
  return "module" in subject ? whyItFailed(thrown, new URL(subject.module)) : messageOf(thrown);
}

/** An exit ends the worker without a word, and so does closing it. */
function announceExit(tell: (event: JobEvent) => void): void {
  const { exit } = Deno;
  const announced = (code?: number | string | null): never => {
    tell({ type: "exiting", code: Number(code ?? Deno.exitCode) });
    return exit();
  };
  Deno.exit = announced;
  process.exit = announced;
  scope.close = announced;
}

/**
 * The report may go there; what an environment has to say goes to standard error. What bypasses both `console` and
 * `Deno.stdout`, as a process that it starts does, is out of reach.
 */
function keepStandardOutputClean(): void {
  const { stdout, stderr } = Deno;
  Object.assign(console, new Console(process.stderr, process.stderr));
  stdout.write = (bytes) => stderr.write(bytes);
  stdout.writeSync = (bytes) => stderr.writeSync(bytes);
  Object.defineProperty(stdout, "writable", { get: () => stderr.writable });
}
