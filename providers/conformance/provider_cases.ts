import assert from "node:assert/strict";
import { OpenEnvError } from "@openenv/core/errors";
import type { Provider, StartOptions } from "../provider.ts";

/** A provider under test, and how to make it start things. All of them serve one environment: echo. */
export interface ProviderSubject<P extends Provider = Provider> {
  /** Creates a provider that has started nothing. */
  create(): P;
  /** Starts the server of the echo environment, with one slot for sessions. */
  start(provider: P, options?: StartOptions): Promise<string>;
  /** Starts a program that prints `broken on purpose` and its variable `SECRET`, and exits with code 3. */
  startBroken(provider: P, options?: StartOptions): Promise<string>;
  /** Starts a program that runs but never listens, after it has printed `silent on purpose`. */
  startSilent(provider: P, options?: StartOptions): Promise<string>;
  /** Counts what this process has started and what still exists, by asking the system rather than the provider. */
  count(): Promise<number>;
}

/** One case of the suite: run it as one test. It throws an `AssertionError` if the provider fails it. */
export interface ConformanceCase {
  /** The case in words: `close() stops what was started`. */
  readonly name: string;
  /** Runs the case, on a provider of its own. */
  run(): Promise<void>;
}

/** Returns the cases of the suite for a provider. They may run one after another in any order, not at the same time. */
export function providerCases<P extends Provider>(subject: ProviderSubject<P>): ConformanceCase[] {
  const cases: Record<string, (provider: P, subject: ProviderSubject<P>) => Promise<void>> = {
    "start() gives a base URL at which a client can play as soon as it is ready": plays,
    "a second client can connect right after waitForReady()": givesTheSlotBack,
    "close() stops what was started, and can be called twice": closesTwice,
    "close() before any start does nothing": closesIdle,
    "a provider can start again after close()": startsAgain,
    "start() refuses a second start": refusesSecondStart,
    "logs() returns what the server printed": logs,
    "a program that exits is reported with its last lines and exit code": reportsExit,
    "a program that never listens is not ready, with its last lines": reportsSilence,
    "an aborted start leaves nothing behind": abortsStart,
    "environment variables reach the server, and no error shows them": hidesVariables,
    "status() tells what runs": tellsStatus,
  };
  return Object.entries(cases).map(([name, run]) => ({
    name,
    run: async () => {
      const before = await subject.count();
      const provider = subject.create();
      try {
        await run(provider, subject);
      } finally {
        await provider.close();
      }
      assert.equal(await subject.count(), before, "the case left something running");
    },
  }));
}

async function plays<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  const url = await subject.start(provider);
  assert.match(url, /^https?:\/\/[^/]+$/);
  await provider.waitForReady(url);
  const [reset, step] = await playEpisode(provider, url);
  assert.equal(reset?.type, "observation");
  assert.match(JSON.stringify(step), /hello/);
}

async function givesTheSlotBack<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  const url = await subject.start(provider);
  for (let round = 0; round < 3; round++) {
    await provider.waitForReady(url);
    const [reset] = await playEpisode(provider, url);
    assert.equal(reset?.type, "observation", `round ${round}: ${JSON.stringify(reset)}`);
  }
}

async function closesTwice<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  const before = await subject.count();
  const url = await subject.start(provider);
  assert.equal(await subject.count(), before + 1);
  await Promise.all([provider.close(), provider.close()]);
  await provider.close();
  assert.equal(await subject.count(), before);
  await assert.rejects(fetch(`${url}/health`), "something still listens");
}

async function closesIdle(provider: Provider): Promise<void> {
  await provider.close();
  assert.equal((await provider.status()).state, "idle");
  assert.equal(provider.name, undefined);
}

async function startsAgain<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  await subject.start(provider);
  const first = provider.name;
  await provider.close();
  const url = await subject.start(provider);
  assert.notEqual(provider.name, first);
  await provider.waitForReady(url);
}

async function refusesSecondStart<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  const url = await subject.start(provider);
  await assert.rejects(subject.start(provider), hasCode("START_FAILED"));
  await provider.waitForReady(url);
}

async function logs<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  await provider.waitForReady(await subject.start(provider));
  const all = await provider.logs();
  assert.notEqual(all.trim(), "");
  const last = await provider.logs({ tail: 1 });
  assert.equal(last.trim().split("\n").length, 1);
  assert.ok(all.includes(last.trim()));
}

async function reportsExit<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  const error = await failureOf(async () => provider.waitForReady(await subject.startBroken(provider)));
  assert.equal(error.code, "START_FAILED");
  assert.match(error.message, /broken on purpose/);
  const { logs, exit_code } = error.data as { logs?: string; exit_code?: number };
  assert.match(logs ?? "", /broken on purpose/);
  assert.equal(exit_code, 3);
}

async function reportsSilence<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  const url = await subject.startSilent(provider);
  await until(async () => (await provider.logs()).includes("silent on purpose"));
  const error = await failureOf(() => provider.waitForReady(url, { timeoutMs: 500 }));
  assert.equal(error.code, "NOT_READY");
  assert.match((error.data as { logs?: string }).logs ?? "", /silent on purpose/);
  assert.equal((await provider.status()).state, "running");
}

async function abortsStart<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  const reason = new Error("changed my mind");
  await assert.rejects(subject.start(provider, { signal: AbortSignal.abort(reason) }), reason);
  const controller = new AbortController();
  const url = await subject.startSilent(provider);
  const waiting = provider.waitForReady(url, { signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(waiting, reason);
}

async function hidesVariables<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  const secret = "hunter2-not-to-be-shown";
  const start = () => subject.startBroken(provider, { envVars: { SECRET: secret } });
  const error = await failureOf(async () => provider.waitForReady(await start()));
  assert.ok(!show(error).includes(secret), "the error shows the value of a variable");
  await provider.close();
  const invalid = () => subject.start(provider, { envVars: { [`A=${secret}`]: secret } });
  assert.ok(!show(await failureOf(invalid)).includes(secret), "the error shows the value of a variable");
}

async function tellsStatus<P extends Provider>(provider: P, subject: ProviderSubject<P>): Promise<void> {
  await subject.start(provider);
  assert.deepEqual(await provider.status(), { state: "running" });
  assert.match(provider.name ?? "", /^[a-z0-9][a-z0-9_.-]+$/);
  await provider.close();
  assert.equal((await provider.status()).state, "idle");
  await subject.startBroken(provider).catch(() => {});
  if (provider.name !== undefined) await until(async () => (await provider.status()).exitCode === 3);
}

/** Plays one step as a client would; returns the server's answers. */
function playEpisode({ token }: Provider, url: string): Promise<{ readonly type: string }[]> {
  const answers: { type: string }[] = [];
  const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
  const WithHeaders = WebSocket as unknown as new (url: string, options: object) => WebSocket;
  const socket = new WithHeaders(`${url.replace("http", "ws")}/ws`, { headers });
  const messages = [
    { type: "reset", data: { seed: 7 } },
    { type: "step", data: { type: "call_tool", tool_name: "echo_message", arguments: { message: "hello" } } },
    { type: "close" },
  ];
  const send = () => socket.send(JSON.stringify(messages[answers.length]));
  return new Promise((resolve, reject) => {
    socket.onopen = send;
    socket.onerror = (event) => reject((event as ErrorEvent).error ?? new Error("no WebSocket"));
    socket.onmessage = ({ data }) => {
      answers.push(JSON.parse(data));
      send();
    };
    socket.onclose = () => resolve(answers);
  });
}

async function failureOf(run: () => Promise<unknown>): Promise<OpenEnvError> {
  const thrown = await run().then(() => undefined, (thrown) => thrown);
  assert.ok(thrown instanceof OpenEnvError, `expected an error with a code, got ${thrown}`);
  return thrown;
}

function hasCode(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof OpenEnvError && thrown.code === code;
}

/** All that a log would show of an error. */
function show(error: Error): string {
  const cause = error.cause instanceof Error ? show(error.cause) : String(error.cause);
  return [error.stack, error.message, JSON.stringify(error), JSON.stringify({ ...error }), cause].join("\n");
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!await holds()) {
    assert.ok(performance.now() < deadline, "waited for 30 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
