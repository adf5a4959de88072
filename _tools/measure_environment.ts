import type { PolicyFactory } from "@openenv/core";
import { type Manifest, parseManifest } from "@openenv/registry/manifest";
import { createCheckContext, createRemoteSubject, playInNewSession, type Subject } from "@openenv/testing";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { familyMemory } from "../bench/processes/family_memory.ts";
import { readLines } from "../bench/processes/lines.ts";
import { median } from "../bench/measure/statistics.ts";
import { ROOT } from "./workspace.ts";

/** What a bundled environment costs, as `openenv serve` hosts it. */
export interface Costs {
  /** The median duration of a step over a WebSocket, in milliseconds. */
  readonly stepMs: number;
  /** The memory of one more session after its first step, in MB: that of the server and of all processes it starts. */
  readonly sessionMb: number;
}

/** The episodes that are played, and the time after which no other is begun. */
const [EPISODES, PLAY_MS] = [100, 3_000];
/** The most steps of an episode. */
const MAX_STEPS = 50;
/** The sessions whose memory is measured; an environment in processes of its own gets fewer. */
const [SESSIONS, PROCESS_SESSIONS] = [64, 4];
const LISTENING = /Listening on (\S+)/;

/**
 * Measures a bundled environment: serves it by its name, plays at random, and opens more sessions. Linux only.
 *
 * @param folder The name of its folder.
 * @throws Error if it cannot be served or played here, for example without a browser.
 */
export async function measureEnvironment(folder: string): Promise<Costs> {
  const path = join(ROOT, "envs", folder);
  const manifest = parseManifest(await Deno.readTextFile(join(path, "openenv.yaml")));
  const args = ["run", "--allow-all", join(ROOT, "cli/main.ts"), "serve", manifest.name, "--port", "0"];
  const server = new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "piped", stderr: "null" }).spawn();
  try {
    const lines = readLines(server.stdout);
    const url = await findUrl(lines);
    const rest = drain(lines);
    const subject = await createRemoteSubject(url);
    const options = { ...manifest.check.reset_options };
    const policy = await loadPolicy(path, manifest, subject);
    const stepMs = await measureSteps(subject, policy, options);
    const sessionMb = await measureSessions(server.pid, subject, options, manifest.requires.length > 0);
    server.kill("SIGINT");
    await rest;
    return { stepMs, sessionMb };
  } finally {
    stop(server);
    await server.status;
  }
}

function stop(server: Deno.ChildProcess): void {
  try {
    server.kill("SIGKILL");
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown; // otherwise it has ended already
  }
}

async function findUrl(lines: AsyncGenerator<string>): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error("the server ended before it listened");
    const url = LISTENING.exec(value)?.[1];
    if (url !== undefined) return url;
  }
}

async function drain(lines: AsyncGenerator<string>): Promise<void> {
  for await (const _ of lines);
}

async function loadPolicy(path: string, { check }: Manifest, subject: Subject): Promise<PolicyFactory> {
  if (check.random_policy === undefined) return createCheckContext({ subject }).play.randomPolicy;
  return (await import(pathToFileURL(join(path, check.random_policy)).href)).default;
}

type Options = Readonly<Record<string, unknown>>;

async function measureSteps(subject: Subject, policy: PolicyFactory, options: Options): Promise<number> {
  const durations: number[] = [];
  const end = performance.now() + PLAY_MS;
  for (let seed = 1; seed <= EPISODES && performance.now() < end; seed++) {
    const { exchanges, error } = await playInNewSession(subject, { seed, options, policy, maxSteps: MAX_STEPS });
    if (error !== undefined) throw new Error(error.message);
    durations.push(...exchanges.slice(1).map(({ durationMs }) => durationMs));
  }
  return median(durations);
}

async function measureSessions(pid: number, subject: Subject, options: Options, isApart: boolean): Promise<number> {
  const count = isApart ? PROCESS_SESSIONS : SESSIONS;
  const before = await familyMemory(pid);
  const sessions = await Promise.all(Array.from({ length: count }, () => subject.open()));
  for (const [index, session] of sessions.entries()) await session.reset({ ...options, seed: index });
  const after = await familyMemory(pid);
  await Promise.all(sessions.map((session) => session.close()));
  return Math.max(0, after - before) / 1024 / count;
}
