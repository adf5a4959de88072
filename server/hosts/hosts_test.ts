import { connect, type EnvClient } from "@openenv/client";
import assert from "node:assert/strict";
import { createLogger } from "../log/create_logger.ts";
import { serveForTest } from "../serve_for_test.ts";
import type { HostKind, HostSettings } from "./host_settings.ts";
import { deeds } from "./testing_fixtures/deeds.ts";

const module = import.meta.resolve("./testing_fixtures/deeds.ts");

type Deeds = EnvClient<typeof deeds>;

interface Hosted {
  readonly env: Deeds;
  readonly url: string;
  readonly logged: string[];
  readonly connect: () => Promise<Deeds>;
  readonly sessionCount: () => number;
}

async function withHost(
  kind: HostKind,
  play: (hosted: Hosted) => Promise<void>,
  { limits, ...host }: HostSettings & { limits?: { stepMs: number } } = {},
): Promise<void> {
  const logged: string[] = [];
  const log = createLogger({ write: (entry) => logged.push(entry) });
  await using server = await serveForTest({ module }, { host: { kind, workerOptions: true, ...host }, limits, log });
  await using env = await connect(server.url, deeds);
  const open = () => connect(server.url, deeds);
  await play({ env, url: server.url, logged, connect: open, sessionCount: () => server.app.sessionCount });
}

for (const kind of ["inline", "worker", "process"] as const) {
  Deno.test(`a host gives the same results and errors (${kind})`, () =>
    withHost(kind, async ({ env, url, logged }) => {
      await assert.rejects(env.step({ do: "go" }), { code: "NOT_RESET" });
      const first = await env.reset({ seed: 7, from: 3 });
      assert.deepEqual([first.observation, first.reward], [{ said: "seed 7", count: 3 }, 0]);
      const one = await env.step({ do: "go" });
      assert.deepEqual([one.observation, one.reward, one.done], [{ said: "go", count: 4 }, 0.5, false]);
      await assert.rejects(env.step({ do: "throw" }), { code: "EXECUTION_ERROR", message: "kaboom" });
      await assert.rejects(env.step({ do: "wrong" }), { code: "INVALID_OBSERVATION" });
      const raw = await connect(url, undefined);
      await raw.reset();
      await assert.rejects(
        raw.step({ do: 1, zz: 2 }),
        (error: { code: string; data: { errors: { type: string }[] } }) => {
          assert.equal(error.code, "VALIDATION_ERROR");
          assert.deepEqual(error.data.errors.map(({ type }) => type), ["string_type", "extra_forbidden"]);
          return true;
        },
      );
      await assert.rejects(raw.reset({ from: -1 }), { code: "VALIDATION_ERROR" });
      await raw.close();
      const { count, step_count, seed, episode_id } = await env.state();
      const thrown = logged.filter((entry) =>
        entry.startsWith("deeds failed in step: kaboom (environment deeds, session ")
      );
      assert.equal(thrown.length, 1, logged.join("\n"));
      assert.ok(thrown[0]!.includes(`, episode ${episode_id}, call step)\n`), thrown[0]!);
      assert.match(thrown[0]!, /\n +\w*Error: kaboom\n +at .*deeds\.ts/);
      assert.deepEqual([count, step_count, seed], [6, 3, 7]);
      await env.step({ do: "log" });
      assert.ok(logged.some((line) => /hello .*inside/.test(line)), logged.join("\n"));
      assert.equal((await env.step({ do: "end" })).terminated, true);
      await assert.rejects(env.step({ do: "go" }), { code: "EPISODE_OVER" });
      assert.equal((await env.reset()).observation.count, 0);
    }));

  Deno.test(`a host answers task requests without their private part (${kind})`, () =>
    withHost(kind, async ({ env }) => {
      assert.deepEqual(await env.splits(), [{ name: "train", type: "train" }]);
      assert.deepEqual(await env.task("train", 0), { id: "train-0", q: "one" });
      await assert.rejects(env.task("nope", 0), { code: "TASK_NOT_FOUND" });
      await env.reset({ split: "train", index: 0 });
      assert.equal((await env.state()).task_id, "train-0");
    }));

  Deno.test(`a host gives up a step that overran its deadline, and a reset goes on (${kind})`, () =>
    withHost(kind, async ({ env }) => {
      await env.reset();
      await assert.rejects(env.step({ do: "hang" }), { code: "TIMEOUT" });
      await assert.rejects(env.step({ do: "go" }), { code: "SESSION_BROKEN" });
      assert.equal((await env.reset()).observation.count, 0);
      assert.equal((await env.step({ do: "go" })).observation.said, "go");
    }, { limits: { stepMs: 100 } }));
}

for (const kind of ["worker", "process"] as const) {
  Deno.test(`environments have the declared permissions and no others (${kind})`, () =>
    withHost(kind, async ({ env }) => {
      await env.reset();
      for (const deed of ["read", "net", "env"]) {
        assert.equal((await env.step({ do: deed })).observation.said, "NotCapable", deed);
      }
    }));

  Deno.test(`an implementation can't be sent to a ${kind}, and the error says what to write`, async () => {
    const { default: environment } = await import("./testing_fixtures/deeds.ts");
    await assert.rejects(serveForTest(environment, { host: { kind } }), (error: { code: string; message: string }) => {
      assert.equal(error.code, "INVALID_OPTION");
      assert.match(error.message, /import\.meta\.resolve/);
      return true;
    });
  });

  Deno.test(`a step in an endless loop is a TIMEOUT of its session alone (${kind})`, () =>
    withHost(kind, async ({ env, connect }) => {
      await using other = await connect();
      await Promise.all([env.reset(), other.reset()]);
      const looping = assert.rejects(env.step({ do: "loop" }), { code: "TIMEOUT" });
      for (let count = 1; count <= 5; count++) assert.equal((await other.step({ do: "go" })).observation.count, count);
      await looping;
      assert.equal((await env.reset()).observation.count, 0);
      assert.equal((await env.step({ do: "go" })).observation.count, 1);
    }, { limits: { stepMs: 300 } }));
}

Deno.test("a process that ends by itself fails its session by name, and a reset goes on", () =>
  withHost("process", async ({ env }) => {
    await env.reset();
    await assert.rejects(env.step({ do: "exit" }), {
      code: "SESSION_BROKEN",
      message: /its process exited with code 3/,
    });
    await assert.rejects(env.step({ do: "go" }), {
      code: "SESSION_BROKEN",
      message: /exited with code 3; it needs a reset/,
    });
    await env.reset();
    assert.equal((await env.step({ do: "go" })).observation.count, 1);
  }));

Deno.test("a process that takes too much memory is killed, and its session is told so", () =>
  withHost("process", async ({ env }) => {
    await env.reset();
    // Where the system refuses the memory first, the step fails, and the process is killed for what it holds.
    let end = { code: "EXECUTION_ERROR", message: "" };
    for (let tries = 0; end.code === "EXECUTION_ERROR" && tries < 20; tries++) {
      end = await env.step({ do: "memory" }).then(() => assert.fail("the step succeeded"), (error) => error);
    }
    assert.equal(end.code, "SESSION_BROKEN");
    assert.match(end.message, /killed by its memory limit/);
    await env.reset();
  }, { memoryBytes: 300 << 20 }));

Deno.test("environments that share a process are lost with it, by name", () =>
  withHost("process", async ({ env, connect }) => {
    await using other = await connect();
    await Promise.all([env.reset(), other.reset()]);
    await assert.rejects(env.step({ do: "exit" }), { code: "SESSION_LOST", message: /exited with code 3/ });
    await assert.rejects(other.step({ do: "go" }), { code: "SESSION_LOST" });
  }, { environmentsPerHost: 4 }));

Deno.test("a module that can't be hosted refuses to start, with the reason", async () => {
  for (const missing of ["./testing_fixtures/missing.ts", "./source.ts"]) {
    const starting = serveForTest({ module: import.meta.resolve(missing) }, { host: { kind: "process" } });
    await assert.rejects(
      starting,
      (error: Error) => /missing\.ts|default export is not an environment/.test(error.message),
    );
  }
});

Deno.test("a worker host needs its opt-in, since Deno would end the process", async () => {
  await assert.rejects(serveForTest({ module }, { host: { kind: "worker" } }), { message: /workerOptions/ });
});
