import { DeadlineError, messageOf } from "@openenv/core";
import { DEFAULT_CONNECTION_LIMITS, parseTrustedText } from "@openenv/core/protocol";
import type { EnvironmentHost } from "@openenv/core/session";
import type { Manifest } from "@openenv/registry/manifest";
import { type ChildEnd, processUsage } from "@openenv/sandbox";
import {
  hostFlags,
  hostPermissions,
  namedVariables,
  type ProcessOptions,
  type RemoteEnvironment,
  RemoteHost,
  type RemoteHostSettings,
  startProcess,
} from "@openenv/server/hosts";
import type { Exchange, MeasuredSession, Subject, SubjectSession } from "@openenv/testing";
import { createHostSubject, createSessionOpener, type WatchedHost } from "@openenv/testing/host-subject";
import { fileURLToPath } from "node:url";
import { toHostPermissions } from "@openenv/registry/resolve";
import { describeFailure } from "../shared/import_default.ts";
import type { CheckLimits } from "./check_limits.ts";
import { PermissionAudit } from "./permission_audit.ts";

/** Options for {@linkcode hostEnvironment}. */
export interface HostEnvironmentOptions {
  /** The URL of the module. */
  readonly module: string;
  /** The name of the target in the report. */
  readonly target: string;
  /** The manifest; without one the environment has no permissions. */
  readonly manifest?: Manifest;
  /** The folder that the manifest's paths are relative to. */
  readonly folder?: URL;
  /** Time limits. */
  readonly limits: CheckLimits;
}

/** An environment that runs in processes of its own. */
export interface HostedSubject extends AsyncDisposable {
  /** The environment, as the checks play it. */
  readonly subject: Subject;
  /** Returns why processes have ended by themselves since the last call. */
  crashes(): Promise<readonly string[]>;
}

const MB = 2 ** 20;
const INSPECT_CHILD = new URL("./children/inspect_child.ts", import.meta.url);
/** More sessions than any check opens at once: they share a process, so that what leaks from one to another is found. */
const SHARED = 1_000_000;
/** The memory of a process that sessions share; a process of one session is held to what is declared. */
const SHARED_BYTES = 2048 * MB;
/** The question to a process that only has to be there. */
const NOTHING = null;

/**
 * Hosts the environment of a module in processes of its own, with the permissions that its manifest declares. The checks
 * run in this process, which loads no code of the package.
 *
 * @throws `Error` of one line if the module is not an environment.
 */
export async function hostEnvironment(options: HostEnvironmentOptions): Promise<HostedSubject> {
  await using stack = new AsyncDisposableStack();
  const { module, target, manifest, folder, limits } = options;
  const permissions = await hostPermissions(module, toHostPermissions(manifest?.permissions ?? {}, folder));
  const audit = stack.use(await PermissionAudit.begin(permissions));
  const env = namedVariables(permissions);
  const flags = await hostFlags(module);
  const log = () => undefined;
  const crashes: string[] = [];
  const noteCrash = (end: ChildEnd, text: string) => void (isCrash(end) && crashes.push(`its process ${text}`));
  const start = (options: Pick<ProcessOptions, "memoryBytes" | "entry" | "onEnd">) =>
    startProcess({ ...options, permissions, flags, env: { ...env, ...audit.variables() } });
  const makeHost = (settings: Pick<RemoteHostSettings, "perSide" | "start">, includeRubricScores = false) => {
    const host = new RemoteHost({ ...settings, module, limits, warm: 0, options: { log, includeRubricScores } });
    stack.defer(() => host.close());
    return host;
  };
  const declaredBytes = MB * (manifest?.validation?.resources.memory_mb ?? SHARED_BYTES / MB);
  const apart = { memoryBytes: SHARED_BYTES, onEnd: noteCrash };
  const shared = makeHost({ perSide: SHARED, start: () => start(apart) });
  const inspected = makeHost({ perSide: 1, start: () => start({ ...apart, entry: INSPECT_CHILD }) }, true);
  const alone = makeHost({ perSide: 1, start: () => start({ memoryBytes: declaredBytes }) });
  const contract = await Promise.resolve(shared.contract()).catch((thrown) => {
    throw new Error(describeLoading(thrown, new URL(module)), { cause: thrown });
  });
  const openOn = createSessionOpener(limits, log);
  const subject = createHostSubject({
    ...{ target, contract, limits, log },
    host: shared,
    ask: (question) => inspected.ask(question),
    watch: () => watch(inspected, limits.createMs),
    tasks: {
      ask: async (verb, request, { timeoutMs }) =>
        parseTrustedText(
          await shared.answerTask(verb, request, { timeoutMs, maxBytes: DEFAULT_CONNECTION_LIMITS.maxOutboundBytes }),
        ),
    },
  });
  const owned = stack.move();
  return {
    subject: {
      ...subject,
      open: async () => withinEpisode(await subject.open(), limits.episodeMs),
      confinement: {
        refusals: () => audit.refusals(),
        grants: async ({ name, value }) => {
          const isFile = (name === "read" || name === "write") && value !== null;
          const [granted] = await audit.grants([{ name, value: isFile ? toPath(value, folder) : value }]);
          return granted!;
        },
        openAlone: () => openAlone(alone, openOn),
      },
    },
    async crashes() {
      // An error that a call has left behind has ended the process before it answers another one.
      await shared.ask(NOTHING).catch(() => {});
      return crashes.splice(0).map((text) => describeFailure(new Error(text), new URL(module)));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** An end that nothing here has asked for; one by a deadline is the error of a call. */
function isCrash(end: ChildEnd): boolean {
  return end.reason === "exited" || end.reason === "crashed" ||
    (end.reason === "killed" && end.by !== "deadline" && end.by !== "abandoned");
}

/** The path of a file that a manifest names. */
function toPath(name: string, folder: URL | undefined): string {
  return fileURLToPath(new URL(name, folder));
}

/** Describes in one line why a module could not be loaded. */
function describeLoading(thrown: unknown, module: URL): string {
  const name = module.pathname.slice(module.pathname.lastIndexOf("/") + 1);
  const { cause } = thrown as { cause?: unknown };
  // An error of the host has no place in the module, and says itself what it could not do.
  const own = messageOf(thrown).replace(/^Cannot .*?: (?:the environment has ended, )?/, "");
  return `Cannot load ${name}: ${cause === undefined ? own : describeFailure(cause, module)}`;
}

/** A host of one instance that can be asked about. */
function watch(host: RemoteHost, timeoutMs: number): WatchedHost {
  const latest = latestOf(host);
  return { host: latest.host, ask: (question) => latest.instance!.ask(question, timeoutMs) };
}

async function openAlone(host: RemoteHost, open: ReturnType<typeof createSessionOpener>): Promise<MeasuredSession> {
  await host.ask(NOTHING); // starting the process is no part of the session
  const latest = latestOf(host);
  const session = await open(latest.host);
  const measure = () => latest.instance?.pid === undefined ? undefined : processUsage(latest.instance.pid);
  const before = measure();
  return {
    ...session,
    usage() {
      const now = measure();
      if (before === undefined || now === undefined) return undefined;
      return { ...now, cpuS: now.cpuS - before.cpuS, writtenBytes: now.writtenBytes - before.writtenBytes };
    },
  };
}

/** Wraps a host so that the instance is known that it has made last. */
function latestOf(
  host: RemoteHost,
): { readonly host: EnvironmentHost; readonly instance: RemoteEnvironment | undefined } {
  let instance: RemoteEnvironment | undefined;
  return {
    get instance() {
      return instance;
    },
    host: {
      contract: () => host.contract(),
      create: async () => instance = await host.create(),
    },
  };
}

/** Ends an episode whose calls have taken too long, all together: each may be within its own limit. */
function withinEpisode(session: SubjectSession, episodeMs: number): SubjectSession {
  let tookMs = 0;
  const add = (exchange: Exchange) => {
    tookMs += exchange.durationMs;
    return exchange;
  };
  return {
    ...session,
    async reset(options) {
      tookMs = 0;
      return add(await session.reset(options));
    },
    async step(action) {
      if (tookMs <= episodeMs) return add(await session.step(action));
      throw new DeadlineError(`Cannot go on with episode: its calls have taken more than ${episodeMs / 1000} s`, {
        timeout_ms: episodeMs,
      });
    },
  };
}
