import { connect, type EnvClient } from "@openenv/client";
import assert from "node:assert/strict";
import { serveForTest } from "../serve_for_test.ts";
import type { HostSettings } from "./host_settings.ts";
import { hostile } from "./testing_fixtures/hostile.ts";
import { assertNothingLeft, lookAround } from "./testing_fixtures/leftovers.ts";
import { createLogger } from "../log/create_logger.ts";

const module = import.meta.resolve("./testing_fixtures/hostile.ts");
const MEMORY = 400 << 20;
/** The variable that keeps loops going. */
const LOOPS = "HOSTILE_LOOPS";

type Hostile = EnvClient<typeof hostile>;

interface Hosted {
  readonly env: Hostile;
  readonly logged: string[];
  readonly url: string;
}

interface Options extends HostSettings {
  readonly stepMs?: number;
}

/** Plays with a session of a server, while another one takes steps; nothing may be left afterwards. */
async function withHostile(play: (hosted: Hosted) => Promise<void>, options: Options = {}): Promise<void> {
  const { stepMs = 20_000, ...host } = options;
  const before = await lookAround();
  const logged: string[] = [];
  const log = createLogger({ write: (entry) => logged.push(entry) });
  {
    const limits = { createMs: 20_000, resetMs: stepMs, stepMs, closeMs: 1000 };
    await using server = await serveForTest({ module }, { host: { kind: "process", ...host }, limits, log });
    await using env = await connect(server.url, hostile);
    await using other = await connect(server.url, hostile);
    await Promise.all([env.reset(), other.reset()]);
    let isOver = false;
    const others = (async () => {
      let steps = 0;
      while (!isOver) {
        const begin = performance.now();
        assert.equal((await other.step({ do: "nothing" })).observation.said, "nothing");
        assert.ok(performance.now() - begin < 2000, "another session had to wait");
        steps++;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return steps;
    })();
    const played = play({ env, logged, url: server.url }).finally(() => isOver = true);
    const [steps] = await Promise.all([others, played]);
    assert.ok(steps > 0);
  }
  await assertNothingLeft(before);
}

async function assertGoesOn(env: Hostile): Promise<void> {
  await env.reset();
  assert.equal((await env.step({ do: "nothing" })).observation.said, "nothing");
}

for (const deed of ["loop", "regex", "wasm"]) {
  Deno.test(`a process in an endless ${deed} is killed at the deadline of its step, or of its reset`, () =>
    withHostile(async ({ env }) => {
      await assert.rejects(env.step({ do: deed }), { code: "TIMEOUT" });
      await assertGoesOn(env);
      await assert.rejects(env.reset({ do: deed }), { code: "TIMEOUT" });
      await assertGoesOn(env);
    }, { stepMs: 500 }));
}

for (const deed of ["heap", "buffers"]) {
  Deno.test(`a process that takes 4 GB (${deed}) is killed by its memory limit, and its session is told so`, () =>
    withHostile(async ({ env }) => {
      const end = await env.step({ do: deed }).then(() => assert.fail(), (error) => error);
      // The system may refuse the memory before the limit is reached: then the step has failed by itself.
      if (end.code !== "EXECUTION_ERROR") assert.match(end.message, /killed by its memory limit/);
      else assert.match(end.message, /allocation failed/i);
      await assertGoesOn(env);
    }, { memoryBytes: MEMORY }));
}

Deno.test("a process that ends itself is named with its exit code", () =>
  withHostile(async ({ env }) => {
    for (const [deed, code] of [["exit", 3], ["processExit", 4]] as const) {
      await assert.rejects(env.step({ do: deed }), {
        code: "SESSION_BROKEN",
        message: RegExp(`its process exited with code ${code}`),
      });
      await assertGoesOn(env);
    }
  }));

Deno.test("a process that is killed from outside in the middle of a step is named", () =>
  withHostile(async ({ env }) => {
    const { pid } = (await env.step({ do: "nothing" })).observation;
    const step = assert.rejects(env.step({ do: "loop" }), { code: "SESSION_BROKEN", message: /crashed by SIGKILL/ });
    setTimeout(() => Deno.kill(pid, "SIGKILL"), 200);
    await step;
    await assertGoesOn(env);
  }));

Deno.test("what a process prints is no message, however much it is and whatever it looks like", () =>
  withHostile(async ({ env }) => {
    for (const deed of ["flood", "half", "forge"]) {
      await env.step({ do: deed });
      assert.equal((await env.step({ do: "nothing" })).observation.said, "nothing", deed);
    }
    assert.equal((await env.step({ do: "steal" })).observation.said, "patched");
    for (let step = 0; step < 3; step++) await env.step({ do: "nothing" });
    assert.equal((await env.step({ do: "stolen" })).observation.said, "0");
    await assertGoesOn(env);
  }));

Deno.test("a process that closes its pipes is ended", () =>
  withHostile(async ({ env }) => {
    for (const deed of ["closeOutput", "closeInput"]) {
      // The step itself may still be answered over a closed input.
      const first = await env.step({ do: deed }).then(() => undefined, (error) => error);
      const end = first ?? await env.step({ do: "nothing" }).then(() => assert.fail(), (error) => error);
      assert.match(end.code, /^(SESSION_BROKEN|TIMEOUT)$/);
      await assertGoesOn(env);
    }
  }, { stepMs: 3000 }));

for (const environmentsPerHost of [1, 4]) {
  Deno.test(`a process gets nothing that it has no permission for (${environmentsPerHost} in one process)`, () =>
    withHostile(async ({ env }) => {
      const refused = async (deed: string) => (await env.step({ do: deed })).observation.said;
      for (const deed of ["killParent", "read", "write", "net", "fetch", "env", "run", "ffi", "sys"]) {
        assert.equal(await refused(deed), "NotCapable", deed);
      }
      for (const deed of ["npm", "remote", "file"]) assert.equal(await refused(deed), "TypeError", deed);
    }, { environmentsPerHost }));
}

Deno.test("an author's stack is logged once, and not sent", () =>
  withHostile(async ({ env, logged }) => {
    for (let times = 0; times < 3; times++) {
      await assert.rejects(env.step({ do: "throw" }), (error: Error & { code: string; data: unknown }) => {
        assert.deepEqual([error.code, error.message], ["EXECUTION_ERROR", "kaboom"]);
        assert.doesNotMatch(JSON.stringify(error.data) + String(error.cause), /hostile\.ts/);
        return true;
      });
    }
    const stacks = logged.filter((line) => /TypeError: kaboom\n +at .*hostile\.ts/.test(line));
    assert.equal(stacks.length, 1, logged.join("\n"));
    await assert.rejects(env.step({ do: "wide" }), { code: "EXECUTION_ERROR" });
    assert.ok(logged.every((line) => line.length < 20_000));
  }));

Deno.test("a loop in a process of several environments costs the others their sessions, by name; a wait does not", async () => {
  const limits = { stepMs: 500 };
  const host = { kind: "process", environmentsPerHost: 4 } as const;
  await using server = await serveForTest({ module }, { host, limits });
  await using env = await connect(server.url, hostile);
  await using other = await connect(server.url, hostile);
  await Promise.all([env.reset(), other.reset()]);
  await assert.rejects(env.step({ do: "loop" }), { code: "TIMEOUT" });
  await assert.rejects(
    other.step({ do: "nothing" }),
    (error: { code: string }) => /TIMEOUT|SESSION_LOST/.test(error.code),
  );
  await using next = await connect(server.url, hostile);
  await assertGoesOn(next);
});

Deno.test("50 starts in a row leave nothing behind", async () => {
  const before = await lookAround();
  {
    await using server = await serveForTest({ module }, { host: { kind: "process" } });
    for (let start = 0; start < 50; start++) {
      await using env = await connect(server.url, hostile);
      await env.reset();
    }
  }
  await assertNothingLeft(before);
});

Deno.test("workers in a loop are counted; past four the server takes no more sessions and says so", async () => {
  const limits = { createMs: 20_000, stepMs: 300 };
  const permissions = { env: [LOOPS] };
  const host = { kind: "worker", workerOptions: true, warmHosts: 0, permissions } as const;
  Deno.env.set(LOOPS, "1"); // workers share it
  using _ = { [Symbol.dispose]: () => Deno.env.delete(LOOPS) };
  await using server = await serveForTest({ module }, { host, limits });
  const health = async () => {
    const response = await fetch(`${server.url}/health`);
    return [response.status, await response.json()];
  };
  assert.deepEqual(await health(), [200, { status: "healthy" }]);
  const stick = async () => {
    await using env = await connect(server.url, hostile);
    await env.reset();
    await assert.rejects(env.step({ do: "loopWhileTold" }), { code: "TIMEOUT" });
  };
  await stick();
  await until(async () => (await health())[1].stuck_workers === 1);
  assert.deepEqual(await health(), [200, { status: "degraded", stuck_workers: 1 }]);
  assert.equal((await (await fetch(`${server.url}/metadata`)).json()).stuck_workers, 1);
  await Promise.all([stick(), stick(), stick(), stick()]);
  await until(async () => (await health())[0] === 503);
  const [, { status, reason, stuck_workers }] = await health();
  assert.deepEqual([status, stuck_workers], ["unhealthy", 5]);
  assert.match(reason, /5 workers are stuck in a loop/);
  {
    await using env = await connect(server.url, hostile);
    await assert.rejects(env.reset(), { code: "CAPACITY_REACHED", message: /5 workers are stuck/ });
  }
  assert.equal(server.logged.filter((line) => /takes no more sessions/.test(String(line))).length, 1);
});

Deno.test("a worker that ends itself is not a stuck one", async () => {
  const host = { kind: "worker", workerOptions: true } as const;
  await using server = await serveForTest({ module }, { host, limits: { stepMs: 20_000 } });
  await using env = await connect(server.url, hostile);
  for (const [deed, code] of [["exit", 3], ["processExit", 4]] as const) {
    await env.reset();
    await assert.rejects(env.step({ do: deed }), {
      code: "SESSION_BROKEN",
      message: RegExp(`its worker exited with code ${code}`),
    });
  }
  await assertGoesOn(env);
  assert.deepEqual(await (await fetch(`${server.url}/health`)).json(), { status: "healthy" });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !await isSo(); tries++) {
    assert.ok(tries < 200, "it did not come to that");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
