import { isImplementation, messageOf } from "@openenv/core";
import {
  type Check,
  CHECKS,
  createCheckContext,
  createLocalSubject,
  createRemoteSubject,
  runChecks,
  type Subject,
} from "@openenv/testing";
import { importDefault } from "../import_default.ts";
import type { CheckJob, JobEvent } from "./check_job.ts";
import { loadPolicies } from "./load_policies.ts";
import { observeSubject } from "./observe_subject.ts";
import { PackageFolder } from "./package_folder.ts";
import { createUrlChecks } from "./url_checks.ts";

/** The longest value that an announced call carries along, as JSON. */
const MAX_VALUE_CHARS = 2000;

/** Loads what is to be checked and runs the checks, telling of everything before it is done. */
export async function runJob(job: CheckJob, tell: (event: JobEvent) => void): Promise<void> {
  const loaded = await loadSubject(job).catch((thrown: unknown) => messageOf(thrown));
  const isLoaded = typeof loaded === "object";
  const context = createCheckContext({
    ...(isLoaded && { subject: announceCalls(loaded, tell) }),
    manifest: job.manifest,
    ...(job.folder !== undefined && { files: new PackageFolder(job.folder) }),
    play: {
      ...(isLoaded && await loadPolicies(job, loaded.implementation)),
      ...(job.seed !== undefined && { seed: job.seed }),
    },
  });
  const urlChecks = "url" in job.subject ? createUrlChecks(job.subject.url, { token: job.token }) : [];
  const checks = [...urlChecks, ...CHECKS].filter(({ level }) => job.levels.includes(level))
    .filter((check) => check.applies?.(context) ?? true);
  tell({ type: "ready", ids: checks.map(({ id }) => id) });
  // A server that cannot be played may still answer some of what it is asked.
  const ran = isLoaded ? checks : urlChecks;
  await runChecks(ran.map(waiting), context, {
    levels: job.levels,
    target: job.target,
    onStart: ({ id }) => tell({ type: "started", id }),
    onResult: (result) => tell({ type: "finished", result: JSON.parse(JSON.stringify(result)) }),
  });
  tell(isLoaded ? { type: "done" } : { type: "unloadable", message: loaded });
}

function announceCalls(subject: Subject, tell: (event: JobEvent) => void): Subject {
  return observeSubject(subject, (session, call, value) => {
    tell({ type: "calling", session, call, value: clip(value) });
  });
}

/** Errors that nobody handles are heard of when the event loop comes round, so that it does before a check is over. */
function waiting(check: Check): Check {
  return {
    ...check,
    async run(context) {
      const finding = await check.run(context);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return finding;
    },
  };
}

async function loadSubject({ target, subject, limits, token }: CheckJob): Promise<Subject> {
  if ("url" in subject) {
    const replyTimeoutMs = Math.max(limits.resetMs, limits.stepMs);
    return { ...await createRemoteSubject(subject.url, { token, replyTimeoutMs }), target };
  }
  const url = new URL(subject.module);
  const exported = await importDefault(url, nameOf(url));
  if (isImplementation(exported)) return createLocalSubject(exported, { target, limits });
  throw new Error(`Cannot check ${nameOf(url)}: its default export is not an environment`);
}

function nameOf(url: URL): string {
  return url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
}

/** What goes into a message: JSON of a moderate size. */
function clip(value: unknown): unknown {
  const text = value === undefined ? undefined : JSON.stringify(value);
  if (text === undefined) return undefined;
  return text.length > MAX_VALUE_CHARS ? `${text.length} characters of JSON` : JSON.parse(text);
}
