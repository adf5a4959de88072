import { connect } from "@openenv/client";
import { taskAt } from "@openenv/core/tasks";
import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import { sql } from "./contract.ts";
import { Database } from "./database.ts";
import environment from "./environment.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";
import { createSampleData } from "./sample_data.ts";
import { sqlTasks } from "./tasks.ts";

const SUBJECT = createLocalSubject(environment);

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle });
});

Deno.test("oracle() solves every task, and no answer is empty", async () => {
  for (const [split, count] of [["train", 160], ["test", 40]] as const) {
    for (let index = 0; index < count; index++) {
      const { databaseSeed, solution } = (await taskAt(sqlTasks, split, index)).private!;
      using database = new Database(createSampleData(databaseSeed), { writable: true });
      const { rows, columns } = solution.map((statement) => database.run(statement)).at(-1)!;
      if (columns.length > 0 && index % 10 !== 1 && index % 10 !== 4) assert.ok(rows.length > 0, `${split}-${index}`);
    }
  }
  for (let index = 0; index < 20; index++) {
    const options = { split: "train", index };
    const record = await playInNewSession(SUBJECT, { seed: 1, options, maxSteps: 10, policy: oracle });
    assert.equal(scoreOf(record, "last_reward"), 1);
  }
});

Deno.test("a reset says what to do and shows the tables", async () => {
  await using env = await connect(environment);
  const { observation, reward } = await env.reset({ split: "train", index: 0 });
  assert.match(observation.message, /^How many customers in \w+ joined in \d{4} or later\?/);
  assert.match(observation.message, /CREATE TABLE order_items/);
  assert.equal(reward, 0);
  assert.deepEqual((await env.state()).is_submitted, false);
});

Deno.test("an answer counts by its rows, and a part of it earns a part", async () => {
  const { solution, databaseSeed } = (await taskAt(sqlTasks, "train", 3)).private!;
  using database = new Database(createSampleData(databaseSeed), { writable: false });
  const count = database.run(solution[0]!).rows.length;
  await using env = await connect(environment);
  const submit = async (sql: string) => {
    await env.reset({ split: "train", index: 3 });
    return await env.step({ sql, submit: true });
  };
  assert.equal((await submit(`SELECT * FROM (${solution[0]}) ORDER BY 2 DESC`)).reward, 1);
  const part = await submit(`SELECT * FROM (${solution[0]}) LIMIT ${count - 1}`);
  assert.equal(part.reward, (count - 1) / count / 2);
  assert.deepEqual([part.terminated, part.observation.message], [true, "Submitted, but not right."]);
  const wrong = await submit("SELECT missing FROM customers");
  assert.deepEqual([wrong.reward, wrong.observation.error], [0, "no such column: missing"]);
  assert.equal((await submit("")).reward, 0);
});

Deno.test("an ordered answer in another order earns one half", async () => {
  const { solution } = (await taskAt(sqlTasks, "train", 2)).private!;
  await using env = await connect(environment);
  await env.reset({ split: "train", index: 2 });
  const sql = `SELECT * FROM (${solution[0]}) ORDER BY 2`;
  assert.equal((await env.step({ sql, submit: true })).reward, 0.5);
});

Deno.test("changes are graded by the tables at the end, and unwanted ones cost", async () => {
  const task = { split: "train", index: 7 };
  const { solution } = (await taskAt(sqlTasks, task.split, task.index)).private!;
  await using env = await connect(environment);
  const play = async (...statements: readonly string[]) => {
    await env.reset(task);
    for (const sql of statements) assert.equal((await env.step({ sql })).observation.error, null);
    return (await env.step({ submit: true })).reward!;
  };
  assert.equal(await play(...solution), 1);
  assert.equal(await play("BEGIN", ...solution), 1);
  assert.equal(await play("BEGIN", ...solution, "ROLLBACK"), 0);
  assert.equal(await play(), 0);
  const more = await play(...solution, "UPDATE customers SET city = 'Oslo'");
  assert.ok(more > 0 && more < 0.5, String(more));
});

Deno.test("errors and refusals are observations, and the episode goes on", async () => {
  await using env = await connect(environment);
  await env.reset({ split: "train", index: 0 });
  const { observation } = await env.step({ sql: "DELETE FROM customers" });
  assert.equal(observation.error, "Not allowed: DELETE: the tables of this task can only be read");
  assert.equal((await env.step({ sql: " " })).observation.error, "Nothing to run: the statement is empty");
  const { observation: { rows, row_count, message } } = await env.step({ sql: "SELECT COUNT(*) FROM customers" });
  assert.deepEqual([rows, row_count, message], [[[40]], 1, "1 row."]);
});

Deno.test("a statement that never ends costs its own session and nothing else", async () => {
  const host = { from: import.meta.resolve("@openenv/server/hosts"), settings: { kind: "process", permissions: {} } };
  const module = new URL("./environment.ts", import.meta.url);
  await using env = await connect({ module, host }, sql, { limits: { stepMs: 1000 } });
  await env.reset({ seed: 1 });
  const endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT COUNT(*) FROM n";
  await assert.rejects(async () => await env.step({ sql: endless }), { code: "TIMEOUT" });
  await env.reset({ seed: 1 });
  const { observation } = await env.step({ sql: "SELECT COUNT(*) FROM customers" });
  assert.deepEqual(observation.rows, [[40]]);
});
