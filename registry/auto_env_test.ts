import { gridWorld } from "@openenv/grid-world-env";
import { serveForTest } from "../server/serve_for_test.ts";
import echo from "@openenv/echo-env/environment";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { AutoEnv } from "./auto_env.ts";

for (const name of ["grid_world", "grid_world_env", "grid-world-env", "Grid-World", "grid_world@0.1.0"]) {
  Deno.test(`AutoEnv.fromEnv("${name}") plays the bundled environment in this process`, async () => {
    await using env = AutoEnv.fromEnv(name);
    await env.reset({ seed: 7 });
    const { observation, reward } = await env.step({ action: "RIGHT" });
    assert.deepEqual([observation.x, observation.y, reward], [0, 1, -0.1]);
  });
}

Deno.test("AutoEnv.fromEnv() checks actions by the contract of the environment", async () => {
  await using env = AutoEnv.fromEnv("grid_world");
  await env.reset();
  await assert.rejects(env.step({ action: "UPWARDS" }), { code: "VALIDATION_ERROR" });
  await env.step({ action: "UP" });
});

Deno.test("AutoEnv.fromEnv() is typed by a contract, and refuses another environment's", async () => {
  await using env = AutoEnv.fromEnv("grid_world", { contract: gridWorld });
  const { observation } = await env.reset({ seed: 7, random_start: false });
  const x: number = observation.x;
  assert.equal(x, 0);
  await using other = AutoEnv.fromEnv("echo", { contract: gridWorld });
  await assert.rejects(other.reset(), { code: "SCHEMA_MISMATCH" });
});

Deno.test("AutoEnv.fromEnv() offers the tasks and the tools of a name", async () => {
  await using shop = AutoEnv.fromEnv("tool_shop");
  assert.deepEqual((await shop.splits()).map(({ name }) => name), ["train", "test"]);
  assert.equal(await shop.numTasks("test"), 40);
  assert.ok(await shop.hasTool("search_products"));
});

Deno.test("AutoEnv.fromEnv() connects at its first call, and again after reconnect()", async () => {
  const unknown = AutoEnv.fromEnv("no_such_environment");
  await unknown.close();
  await using env = AutoEnv.fromEnv("echo");
  await env.callTool("echo_message", { message: "one" });
  await env.reconnect();
  assert.equal(await env.callTool("echo_message", { message: "two" }), "two");
});

Deno.test("AutoEnv.fromEnv() takes the URL of a server, and the path of a package or a module", async () => {
  await using server = await serveForTest(echo);
  const folder = fileURLToPath(new URL("../envs/echo_env", import.meta.url));
  for (const target of [server.url, new URL(server.url), folder, `${folder}/environment.ts`, `file://${folder}`]) {
    await using env = AutoEnv.fromEnv(target);
    assert.equal(await env.callTool("echo_message", { message: "hello" }), "hello");
  }
  await using missing = AutoEnv.fromEnv("./no_such_folder");
  await assert.rejects(missing.reset(), { message: /there is no such file/ });
});

Deno.test("the limits of a manifest apply to the calls of a client, unless it has its own", async () => {
  const folder = fileURLToPath(new URL("./testing_fixtures/slow_env", import.meta.url));
  for (const [limits, timeout_ms] of [[undefined, 100], [{ resetMs: 1000 }, 100], [{ stepMs: 50 }, 50]] as const) {
    await using env = AutoEnv.fromEnv(folder, { limits });
    await env.reset();
    await assert.rejects(env.step({}), { code: "TIMEOUT", data: { limit: "limits.stepMs", timeout_ms } });
  }
  using client = AutoEnv.fromEnv(folder).sync();
  client.reset();
  assert.throws(() => client.step({}), { code: "TIMEOUT", data: { limit: "limits.stepMs", timeout_ms: 100 } });
});

Deno.test("a name plays in a synchronous client, with the same errors", () => {
  using client = AutoEnv.fromEnv("grid_world").sync();
  client.reset({ seed: 7 });
  assert.equal(client.step({ action: "RIGHT" }).observation.y, 1);
  assert.throws(() => client.step({ action: "UPWARDS" }), { code: "VALIDATION_ERROR" });
  using unknown = AutoEnv.fromEnv("grid_wrld").sync();
  assert.throws(() => unknown.reset(), { code: "ENVIRONMENT_NOT_FOUND", message: /did you mean grid_world\?$/ });
});

Deno.test("an unknown name suggests the nearest, and an unknown version lists those there are", async () => {
  const known = (await AutoEnv.list()).map(({ name }) => name);
  await using unknown = AutoEnv.fromEnv("codng");
  await assert.rejects(unknown.reset(), {
    name: "EnvironmentNotFoundError",
    code: "ENVIRONMENT_NOT_FOUND",
    message: 'Cannot find environment "codng": no bundled environment has that name; did you mean coding?',
    data: {
      environment: "codng",
      known,
      nearest: "coding",
    },
  });
  await using newer = AutoEnv.fromEnv("coding@9.0.0");
  await assert.rejects(newer.reset(), {
    code: "ENVIRONMENT_NOT_FOUND",
    message: 'Cannot find environment "coding@9.0.0": built-in has coding_env in 0.1.0',
    data: { environment: "coding@9.0.0", known: ["0.1.0"] },
  });
});

Deno.test("AutoEnv.list() and AutoEnv.info() describe the built-in environments", async () => {
  const listed = await AutoEnv.list();
  const names = listed.map(({ name }) => name);
  for (const name of ["coding_env", "echo_env", "grid_world_env", "reasoning_gym_env", "sql_env", "tool_shop_env"]) {
    assert.ok(names.includes(name), name);
  }
  const info = await AutoEnv.info("grid-world");
  assert.deepEqual([info.registry, info.version, info.package, info.export, info.module], [
    "built-in",
    "0.1.0",
    "jsr:@openenv/grid-world-env@0.1.0",
    "./environment",
    "environment.ts",
  ]);
  assert.deepEqual(info.check, { level: "semantic", verdict: "pass" });
  assert.equal(info.measured?.oracle, 1);
  assert.ok(info.measured!.random! > info.measured!.nothing!);
  await assert.rejects(AutoEnv.info("./grid_world"), { code: "INVALID_OPTION" });
});
