import type { CheckReport } from "@openenv/testing";
import assert from "node:assert/strict";
import { checkJson, found } from "../testdata/check_json.ts";
import { guessModule, makeGuessPackage } from "../testdata/check_packages.ts";
import { OpenenvChild } from "../testdata/openenv_child.ts";

/** Code that does what no environment may, the check that it ends, and what that says. */
const CRASHES: readonly [what: string, files: Record<string, string>, status: string, says: RegExp][] = [
  [
    "code that ends the process",
    { "environment.ts": guessModule({ inStep: "if (number > 4) Deno.exit(3);" }) },
    "error",
    /^the environment's code ended the process with exit code 3$/,
  ],
  [
    "code that ends the process as Node does, with success",
    { "environment.ts": guessModule({ atTop: 'import process from "node:process";', inStep: "process.exit(0);" }) },
    "error",
    /^the environment's code ended the process with exit code 0$/,
  ],
  [
    "code that closes the worker",
    { "environment.ts": guessModule({ inStep: "self.close();" }) },
    "error",
    /^the environment's code ended the process with exit code 0$/,
  ],
  [
    "a module that ends the process",
    { "environment.ts": "Deno.exit(4);" },
    "fail",
    /^the environment's code ended the process with exit code 4$/,
  ],
  [
    "a module with a syntax error",
    { "environment.ts": "export default {\n;" },
    "fail",
    /^Cannot load environment\.ts: .* \(line 2, column 1\)$/,
  ],
  [
    "a module that throws",
    { "environment.ts": "throw new Error('no world')" },
    "fail",
    /^Cannot load environment\.ts: no world \(line 1, column 7\)$/,
  ],
  [
    "a module that is not there",
    { "environment.ts": undefined as never },
    "fail",
    /^Cannot load environment\.ts: Module not found/,
  ],
  [
    "a module of something else",
    { "environment.ts": "export default 7;" },
    "fail",
    /^Cannot check environment\.ts: its default export is not an environment$/,
  ],
  [
    "a rejected promise that nobody handles",
    { "environment.ts": guessModule({ inStep: 'Promise.reject(new Error("forgotten"));' }) },
    "error",
    /^the environment left an error that nobody handles: forgotten \(line \d+, column \d+\)$/,
  ],
  [
    "an error in a timer",
    { "environment.ts": guessModule({ inStep: 'setTimeout(() => { throw new Error("later"); });' }) },
    "error",
    /^the environment left an error that nobody handles: later \(line \d+, column \d+\)$/,
  ],
  [
    "a step that never resolves",
    { "environment.ts": guessModule({ inStep: "return new Promise(() => {});" }) },
    "fail",
    /TIMEOUT/,
  ],
];

for (const [what, files, status, says] of CRASHES) {
  Deno.test(`openenv check survives ${what}`, async () => {
    await using folder = await makeGuessPackage(files);
    const run = await checkJson(folder.path);
    assert.equal(run.code, 1);
    const startup = run.report.results.find(({ check_id }) => check_id === "runtime.startup")!;
    assert.equal(startup.status, status);
    assert.match(startup.evidence[0]!, says);
    assert.deepEqual(found(run, "error").filter((id) => id !== "runtime.startup"), []);
  });
}

Deno.test("openenv check ends a step that loops, and says which one", async () => {
  await using folder = await makeGuessPackage({
    "environment.ts": guessModule({ inStep: "while (number > 4);" }),
  });
  await using child = new OpenenvChild(["check", folder.path, "--json"]);
  const { code, lines, stderr } = await child.end();
  assert.deepEqual([code, stderr], [1, ""]);
  const { results } = JSON.parse(lines.join("\n")) as CheckReport;
  const { status, evidence, measured } = results.find(({ check_id }) => check_id === "runtime.startup")!;
  assert.equal(status, "error");
  const step = (measured.actions as unknown[]).length;
  assert.deepEqual(evidence.map((line) => line.replace(/\d+ s/, "N s")), [
    `the environment, or its policy, has not returned for N s; the last call was step ${step} of the episode`,
  ]);
  assert.ok((measured.actions as { number: number }[]).at(-1)!.number > 4);
  assert.ok(Number.isSafeInteger(measured.seed));
});

/** What writes to standard output, one way each, and the lines that come of it. */
const VOICES: readonly [code: string, lines: string][] = [
  ["console.log('hello %s', 'you');", "hello you"],
  ["console.table([1]);", "0"],
  ["console.dir({ a: 1 });", "{ a: 1 }"],
  ["console.group('in a group');", "in a group"],
  ["console.count('counted');", "counted: 1"],
  ["process.stdout.write('from Node\\n');", "from Node"],
  ["Deno.stdout.writeSync(new TextEncoder().encode('bytes\\n'));", "bytes"],
  ["await Deno.stdout.write(new TextEncoder().encode('later bytes\\n'));", "later bytes"],
  ["await new Blob(['a stream\\n']).stream().pipeTo(Deno.stdout.writable, { preventClose: true });", "a stream"],
];

Deno.test("openenv check --json keeps standard output for the report", async () => {
  const atTop = ['import process from "node:process";', ...VOICES.map(([code]) => code)].join("\n");
  await using folder = await makeGuessPackage({
    "environment.ts": guessModule({ atTop, inStep: "console.log('a step');" }),
  });
  await using child = new OpenenvChild(["check", folder.path, "--json"]);
  const { code, lines, stderr } = await child.end();
  assert.equal(code, 0);
  assert.equal(JSON.parse(lines.join("\n")).verdict, "warn");
  for (const [, line] of [...VOICES, ["", "a step"]]) assert.ok(stderr.includes(line!), line);
});

Deno.test("openenv check hears nothing of what an environment tells its worker", async () => {
  const inStep = ["null", "{ type: 'done' }", "{ type: 'finished' }"].map((data) => `self.postMessage(${data});`);
  await using folder = await makeGuessPackage({ "environment.ts": guessModule({ inStep: inStep.join(" ") }) });
  const run = await checkJson(folder.path);
  assert.deepEqual([run.code, found(run, "error")], [0, []]);
  assert.ok(found(run, "pass").includes("semantic.oracle_max"));
});

Deno.test("openenv check is ended by a signal, also beside an environment that listens to it and loops", async () => {
  const atTop = `
import { writeSync } from "node:fs";
Deno.addSignalListener("SIGINT", () => {});
writeSync(1, "ready\\n");
while (true);
`;
  await using folder = await makeGuessPackage({ "environment.ts": guessModule({ atTop }) });
  await using child = new OpenenvChild(["check", folder.path]);
  await child.line(/^ready$/);
  child.kill("SIGINT");
  const { code, stderr } = await child.end();
  assert.deepEqual([code, stderr], [130, ""]);
});
