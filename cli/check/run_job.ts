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
import { importDefault } from "../shared/import_default.ts";
import type { CallName, CheckJob, JobEvent } from "./check_job.ts";
import { loadPolicies } from "./load_policies.ts";
import { PackageFolder } from "./package_folder.ts";
import { createUrlChecks } from "./url_checks.ts";

/** The longest value of a call that an event carries, as JSON. */
const MAX_VALUE_CHARS = 2000;

/** Loads the environment and runs the checks, and reports each event as it happens. */
export async function runJob(job: CheckJob, report: (event: JobEvent) => void): Promise<void> {
  const loaded = await loadSubject(job).catch((thrown: unknown) => messageOf(thrown));
  const isLoaded = typeof loaded === "object";
  const context = createCheckContext({
    ...(isLoaded && { subject: reportCalls(loaded, report) }),
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
  report({ type: "ready", ids: checks.map(({ id }) => id) });
  // The HTTP side of a server that cannot be played may still pass its checks.
  const runnable = isLoaded ? checks : urlChecks;
  await runChecks(runnable.map(awaitErrors), context, {
    levels: job.levels,
    target: job.target,
    onStart: ({ id }) => report({ type: "started", id }),
    onResult: (result) => report({ type: "finished", result: JSON.parse(JSON.stringify(result)) }),
  });
  report({ type: "done", ...(!isLoaded && { blocked: loaded }) });
}

async function loadSubject({ target, subject, limits, token }: CheckJob): Promise<Subject> {
  if ("url" in subject) {
    const replyTimeoutMs = Math.max(limits.resetMs, limits.stepMs);
    return { ...await createRemoteSubject(subject.url, { token, replyTimeoutMs }), target };
  }
  const url = new URL(subject.module);
  const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
  const exported = await importDefault(url, name);
  if (isImplementation(exported)) return createLocalSubject(exported, { target, limits });
  throw new Error(`Cannot check ${name}: its default export is not an environment`);
}

/** Reports every call of a session before it is made, so that one that does not return is known. */
function reportCalls(subject: Subject, report: (event: JobEvent) => void): Subject {
  let opened = 0;
  return {
    ...subject,
    async open() {
      const session = ++opened;
      const reportCall = (call: CallName, value?: unknown) =>
        report({ type: "calling", session, call, value: clip(value) });
      reportCall("open");
      const inner = await subject.open();
      return {
        reset: (options) => (reportCall("reset", options), inner.reset(options)),
        step: (action) => (reportCall("step", action), inner.step(action)),
        state: () => (reportCall("state"), inner.state()),
        close: () => (reportCall("close"), inner.close()),
      };
    },
  };
}

/** Ends a check one turn of the event loop later: unhandled errors of its calls are reported by then. */
function awaitErrors(check: Check): Check {
  return {
    ...check,
    async run(context) {
      const finding = await check.run(context);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return finding;
    },
  };
}

/** Prepares a value for a message: JSON of a moderate size. */
function clip(value: unknown): unknown {
  const text = value === undefined ? undefined : JSON.stringify(value);
  if (text === undefined) return undefined;
  return text.length > MAX_VALUE_CHARS ? `${text.length} characters of JSON` : JSON.parse(text);
}
