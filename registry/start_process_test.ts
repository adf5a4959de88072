import { gridWorld } from "@openenv/grid-world-env";
import { readRecords } from "@openenv/providers/supervisor";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { AutoEnv } from "./auto_env.ts";

async function ours(): Promise<string[]> {
  return (await readRecords()).filter(({ owner }) => owner.pid === Deno.pid).map(({ runs }) => runs);
}

Deno.test('fromEnv() with the provider "process" starts the program of a package, and close() ends it', async () => {
  const env = await AutoEnv.fromEnv("grid_world", { provider: "process", contract: gridWorld });
  assert.deepEqual(await ours(), ["grid_world_env"]);
  await env.reset({ seed: 7 });
  const { observation, reward } = await env.step({ action: "RIGHT" });
  assert.deepEqual([observation.y, reward], [1, -0.1]);
  await env.close();
  assert.deepEqual(await ours(), []);
});

Deno.test("a package by its path, and one that requires guarantees, start in processes too", async () => {
  const folder = fileURLToPath(new URL("../envs/echo_env", import.meta.url));
  await using env = await AutoEnv.fromEnv(folder, { provider: "process" });
  assert.equal(await env.callTool("echo_message", { message: "hello" }), "hello");
  await using sql = await AutoEnv.fromEnv("sql", { provider: "process" });
  await sql.reset({ seed: 1 });
  assert.deepEqual((await sql.step({ sql: "SELECT COUNT(*) FROM customers" })).observation.rows, [[40]]);
});

Deno.test("what can't be started in a process is refused, and nothing is left behind", async () => {
  const slow = fileURLToPath(new URL("./testing_fixtures/slow_env", import.meta.url));
  await assert.rejects(AutoEnv.fromEnv(slow, { provider: "process" }), {
    code: "INVALID_OPTION",
    message: /^Cannot start .*slow_env in a process: there is no main\.ts beside its module/,
  });
  for (const name of ["http://127.0.0.1:1", "user/space"]) {
    await assert.rejects(AutoEnv.fromEnv(name, { provider: "process" }), { data: { option: "provider" } });
  }
  await assert.rejects(AutoEnv.fromEnv("no_such_environment", { provider: "process" }), {
    code: "ENVIRONMENT_NOT_FOUND",
  });
  const options = { provider: "docker" } as unknown as { provider: "process" };
  await assert.rejects(async () => await AutoEnv.fromEnv("echo", options), /provider: docker is not "process"/);
  const aborted = { provider: "process", signal: AbortSignal.abort(new Error("changed my mind")) } as const;
  await assert.rejects(AutoEnv.fromEnv("echo", aborted), /changed my mind/);
  assert.deepEqual(await ours(), []);
});
