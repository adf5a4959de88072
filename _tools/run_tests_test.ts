import assert from "node:assert/strict";
import { runDeno } from "./run_deno.ts";
import { groupTests, runTests, SLOWEST } from "./run_tests.ts";
import { readConfig, ROOT } from "./workspace.ts";
import { writeWorkspace } from "./write_workspace.ts";

const PASSING = 'Deno.test("a", () => {});';
const FAILING = 'Deno.test("a", () => { throw new Error("no"); });';

async function run(files: Readonly<Record<string, string>>, ...ignore: string[]) {
  await using workspace = await writeWorkspace({ "deno.json": "{}", ...files });
  let output = "";
  const success = await runTests({ root: workspace.root, ignore, jobs: 2, write: (text) => output += text });
  return { success, output, summaries: output.match(/^(ok|FAILED) \| .*(?= \()/gm)?.sort() };
}

Deno.test("runTests() runs each folder in a process of its own, and the others after one that fails", async () => {
  const { success, output, summaries } = await run({
    "a/one_test.js": FAILING,
    "b/one_test.js": PASSING,
    "b/two_test.js": PASSING,
    "b/c/one_test.js": `Deno.test("pid", () => {}); Deno.env.set("MARK", "1");`,
    "d/one_test.js": `Deno.test("env", () => { if (Deno.env.get("MARK")) throw new Error(); });`,
  });
  assert.equal(success, false);
  assert.deepEqual(summaries, [
    "FAILED | 0 passed | 1 failed",
    "ok | 1 passed | 0 failed",
    "ok | 1 passed | 0 failed",
    "ok | 2 passed | 0 failed",
  ]);
  assert.match(output, /\nFailed: a \(4 folders, \d+\.\d s\)\n$/);
});

Deno.test("runTests() is successful if all pass, without those that have a task of their own", async () => {
  const { success, output } = await run({ "a/a_test.js": PASSING, "b/c/a_test.js": FAILING }, "b/c", "other");
  assert.ok(success, output);
  assert.match(output, /\nAll passed \(1 folders, \d+\.\d s\)\n$/);
});

Deno.test("runTests() fails for a test that does not type-check, and for a module that is not there", async () => {
  const wrong = await run({ "a/a_test.ts": `${PASSING} export const a: string = 1;` });
  assert.equal(wrong.success, false);
  assert.match(wrong.output, /TS2322[^]*\nFailed: types \(/);
  assert.deepEqual(wrong.summaries, ["ok | 1 passed | 0 failed"]);
  const missing = await run({ "a/a_test.js": 'import "./missing.js";' });
  assert.equal(missing.success, false);
  assert.match(missing.output, /Module not found/);
});

Deno.test("runTests() refuses a folder without tests", async () => {
  await assert.rejects(run({ "a.js": "" }), /^Error: Cannot run tests: there are none in /);
});

Deno.test("groupTests() finds the files that deno test finds where no folder is hidden", async () => {
  const names = ["test.js", "a.test.mjs", "a_test.jsx", "contest.js", "a_test.txt", "test_a.js"];
  const nested = ["x/test.js", "x/y/z_test.js", "node_modules/m/a_test.js"];
  await using workspace = await writeWorkspace({
    "deno.json": "{}",
    ...Object.fromEntries([...names, ...nested].map((name) => [name, PASSING])),
  });
  const { output } = await runDeno(["test"], { cwd: workspace.root });
  const expected = [...output.matchAll(/^running 1 test from \.\/(.*)$/gm)].map(([, file]) => file).sort();
  const groups = await groupTests(workspace.root);
  assert.deepEqual([...groups.values()].flat().sort(), expected);
  assert.ok(expected.length > 3, output);
});

Deno.test("groupTests() begins with the slowest folders, which exist", async () => {
  const groups = await groupTests(ROOT);
  assert.deepEqual([...groups.keys()].slice(0, SLOWEST.length), SLOWEST);
});

Deno.test("deno task test ignores only folders whose tests have tasks of their own", async () => {
  const { tasks = {} } = await readConfig(ROOT);
  const ignored = /--ignore=(\S+)/.exec(tasks.test as string)![1]!.split(",");
  const others = Object.entries(tasks).filter(([name]) => name !== "test").map(([, task]) =>
    typeof task === "string" ? task : (task as { command: string }).command
  );
  for (const folder of ignored.filter((folder) => folder !== "examples")) {
    assert.ok(others.some((task) => task.includes(`deno test`) && task.endsWith(` ${folder}`)), folder);
  }
});
