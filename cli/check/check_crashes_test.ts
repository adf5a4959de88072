import assert from "node:assert/strict";
import { checkJson, found } from "../testdata/check_json.ts";
import { GUESS_MANIFEST, guessModule, makeGuessPackage } from "../testdata/check_packages.ts";
import { OpenenvChild } from "../testdata/openenv_child.ts";

/** Code that does what no environment may, and what the check says of it. */
const CRASHES: readonly [what: string, files: Record<string, string>, says: RegExp][] = [
  [
    "code that ends the process",
    { "environment.ts": guessModule({ inStep: "if (number > 4) Deno.exit(3);" }) },
    /^step \d failed with SESSION_LOST: .*its process exited with code 3$/,
  ],
  [
    "code that ends the process as Node does, with success",
    { "environment.ts": guessModule({ atTop: 'import process from "node:process";', inStep: "process.exit(0);" }) },
    /^step 1 failed with SESSION_LOST: .*its process exited with code 0$/,
  ],
  [
    "a module that ends the process",
    { "environment.ts": "Deno.exit(4);" },
    /^Cannot load environment\.ts: its process exited with code 4$/,
  ],
  [
    "a module with a syntax error",
    { "environment.ts": "export default {\n;" },
    /^Cannot load environment\.ts: .* \(line 2, column 1\)$/,
  ],
  [
    "a module that throws",
    { "environment.ts": "throw new Error('no world')" },
    /^Cannot load environment\.ts: no world \(line 1, column 7\)$/,
  ],
  [
    "a module that is not there",
    { "environment.ts": undefined as never },
    /^Cannot load environment\.ts: Module not found "file:[^"]*\/environment\.ts"$/,
  ],
  [
    "a module of something else",
    { "environment.ts": "export default 7;" },
    /^Cannot load environment\.ts: its default export is not an environment$/,
  ],
  [
    "a module that waits for ever",
    {
      "environment.ts": "await new Promise(() => setInterval(() => {}, 1000));",
      "openenv.yaml": GUESS_MANIFEST.replace("limits: {", "limits: { create_timeout_ms: 1000,"),
    },
    /^Cannot load environment\.ts: no result within 1000 ms$/,
  ],
  [
    "a rejected promise that nobody handles",
    { "environment.ts": guessModule({ inStep: 'Promise.reject(new Error("forgotten"));' }) },
    /SESSION_LOST: .*Uncaught \(in promise\) Error: forgotten/,
  ],
  [
    "an error in a timer",
    { "environment.ts": guessModule({ inStep: 'setTimeout(() => { throw new Error("later"); });' }) },
    /SESSION_LOST: .*Uncaught Error: later/,
  ],
  [
    "a step that never resolves",
    { "environment.ts": guessModule({ inStep: "return new Promise(() => {});" }) },
    /^step 1 failed with TIMEOUT: /,
  ],
  [
    "a step that loops",
    { "environment.ts": guessModule({ inStep: "while (number >= 0);" }) },
    /^step 1 failed with TIMEOUT: /,
  ],
  [
    "clocks and timers that stand still",
    {
      "environment.ts": guessModule({
        atTop: "performance.now = Date.now = globalThis.setTimeout = () => 0;",
        inStep: "return new Promise(() => {});",
      }),
    },
    /^step 1 failed with TIMEOUT: /,
  ],
];

for (const [what, files, says] of CRASHES) {
  Deno.test(`openenv check survives ${what}`, async () => {
    await using folder = await makeGuessPackage(files);
    const run = await checkJson(folder.path);
    assert.equal(run.code, 1);
    const startup = run.report.results.find(({ check_id }) => check_id === "runtime.startup")!;
    assert.equal(startup.status, "fail");
    assert.match(startup.evidence[0]!, says);
    assert.deepEqual(found(run, "error"), []);
  });
}

Deno.test("openenv check shows where the environment threw", async () => {
  await using folder = await makeGuessPackage({
    "environment.ts": guessModule({ inStep: "throw new Error('kaboom');" }),
  });
  const { report } = await checkJson(folder.path);
  const { evidence } = report.results.find(({ check_id }) => check_id === "runtime.startup")!;
  assert.equal(evidence[0], "step 1 failed with EXECUTION_ERROR: kaboom");
  assert.match(evidence[1]!, /^at Object\.step \(file:\/\/.*\/environment\.ts:19:13\)$/);
  assert.equal(evidence.length, 2);
});

Deno.test("openenv check finds an error that is left behind by the last call", async () => {
  const inStep = 'if (number === secret) setTimeout(() => { throw new Error("much later"); }, 20);';
  await using folder = await makeGuessPackage({ "environment.ts": guessModule({ inStep }) });
  const run = await checkJson(folder.path);
  const results = run.report.results.filter(({ status }) => status === "error" || status === "fail");
  assert.equal(run.code, 1);
  assert.ok(results.some(({ evidence }) => /exited with code 1: .*Error: much later/.test(evidence.join())), "no word");
});

/** Code by which an environment pretends to be sound, and the check that finds out. */
const FORGERIES: readonly [what: string, module: Parameters<typeof guessModule>[0], check: string, says: RegExp][] = [
  [
    "Number.isFinite and every() patched, and a reward that is not a number",
    {
      atTop: "Number.isFinite = globalThis.isFinite = Array.prototype.every = () => true;",
      inStep: "return { observation: { hint: 'wrong' }, reward: NaN };",
    },
    "runtime.reward_well_formed",
    /^the answer to step 1 has the reward null$/,
  ],
  [
    "JSON.stringify patched, and observations that a seed does not decide",
    {
      atTop: "let steps = 0;",
      inStep: `
        JSON.stringify = () => "{}";
        return { observation: { hint: steps++ % 7 === 0 ? "start" : "wrong" }, reward: 0 };
      `,
    },
    "runtime.episode_determinism",
    /^the same seed and actions once more, in another session: /,
  ],
  [
    "an error message of 50 MB",
    { inStep: "throw new Error('x'.repeat(50_000_000));" },
    "runtime.startup",
    /^step 1 failed with (?:TIMEOUT|EXECUTION_ERROR): /,
  ],
];

for (const [what, module, check, says] of FORGERIES) {
  Deno.test(`openenv check is not taken in by ${what}`, async () => {
    await using folder = await makeGuessPackage({ "environment.ts": guessModule(module) });
    const { code, report } = await checkJson(folder.path);
    assert.equal(code, 1);
    const { status, evidence } = report.results.find(({ check_id }) => check_id === check)!;
    assert.deepEqual([status, says.test(evidence[0]!)], ["fail", true], evidence[0]!);
    assert.ok(JSON.stringify(report).length < 200_000);
  });
}

/** Code that asks for more than its manifest declares, and the check that reports it. */
const REQUESTS: readonly [what: string, inStep: string, check: string, says: RegExp][] = [
  [
    "a file",
    "try { Deno.readTextFileSync('/etc/hostname'); } catch {}",
    "runtime.permissions",
    /^it was refused the permission read for \/etc\/hostname, and permissions\.read does not declare that$/,
  ],
  [
    "all environment variables",
    "try { Deno.env.toObject(); } catch {}",
    "runtime.permissions",
    /^it was refused the permission env, /,
  ],
  [
    "a server",
    "fetch('http://127.0.0.1:4/').catch(() => {});",
    "runtime.network_policy",
    /^it was refused the permission net for 127\.0\.0\.1:4$/,
  ],
  [
    "code from the network",
    "import('https://example.com/x.ts').catch(() => {});",
    "static.permissions",
    /^https:\/\/example\.com\/x\.ts is imported from the network, and permissions\.import is not declared$/,
  ],
];

for (const [what, inStep, check, says] of REQUESTS) {
  Deno.test(`openenv check says that an environment asks for ${what}`, async () => {
    await using folder = await makeGuessPackage({ "environment.ts": guessModule({ inStep }) });
    const { report } = await checkJson(folder.path);
    const { status, evidence } = report.results.find(({ check_id }) => check_id === check)!;
    assert.equal(status, "fail");
    assert.match(evidence[0]!, says);
  });
}

Deno.test("openenv check says that tasks take a permission that is not declared", async () => {
  const module = guessModule({ atTop: 'import { tasksFromJsonl } from "@openenv/core/tasks/jsonl";' })
    .replace("maxSteps: 3,", 'maxSteps: 3, tasks: tasksFromJsonl({ train: new URL("train.jsonl", import.meta.url) }),');
  await using folder = await makeGuessPackage({ "environment.ts": module, "train.jsonl": '{ "n": 1 }\n' });
  const { report } = await checkJson(folder.path);
  const { status, evidence } = report.results.find(({ check_id }) => check_id === "runtime.permissions")!;
  assert.equal(status, "fail");
  assert.match(evidence[0]!, /^it was refused the permission read for .*\/train\.jsonl, /);
});

Deno.test("openenv check ends an episode that takes more memory than is declared, and says so", async () => {
  const atTop = "let kept;";
  const inStep = "kept ??= new Uint8Array(120_000_000).fill(1);";
  const manifest = GUESS_MANIFEST.replace("step_timeout_ms: 500", "step_timeout_ms: 2000")
    .replace("episodes: 4", "episodes: 1");
  await using folder = await makeGuessPackage({
    "environment.ts": guessModule({ atTop, inStep }),
    "openenv.yaml": manifest,
  });
  const { report } = await checkJson(folder.path, "--level", "runtime");
  const { status, evidence } = report.results.find(({ check_id }) => check_id === "runtime.resource_bounds")!;
  assert.equal(status, "fail", evidence[0]!);
  assert.match(evidence[0]!, /its process was killed by its memory limit$|^an episode took \d+(\.\d+)? MB of memory$/);
});

Deno.test("openenv check finds an oracle that the environment imports", async () => {
  await using folder = await makeGuessPackage({
    "environment.ts": guessModule({ atTop: 'import oracle from "./oracle.ts"; oracle;' }),
  });
  const { report } = await checkJson(folder.path);
  const { status, evidence } = report.results.find(({ check_id }) => check_id === "runtime.oracle_containment")!;
  assert.deepEqual([status, evidence], [
    "fail",
    ["the environment can read oracle.ts: it imports it, or permissions.read covers it"],
  ]);
});

Deno.test("openenv check plays an oracle that knows nothing of the environment's process, and ends one that hangs", async () => {
  await using folder = await makeGuessPackage({
    "environment.ts": guessModule({ atTop: "globalThis.leak = 1;" }),
    "oracle.ts":
      "export default () => { if (globalThis.leak) throw new Error('leaked'); return () => { while (true); }; };",
  });
  const run = await checkJson(folder.path);
  const { status, evidence } = run.report.results.find(({ check_id }) => check_id === "semantic.oracle_max")!;
  assert.deepEqual([status, evidence], ["fail", [
    "the oracle threw at seed 1: the policy has not returned for 500 ms",
  ]]);
});

/** What writes to standard output, one way each. */
const VOICES: readonly string[] = [
  "console.log('hello %s', 'you');",
  "process.stdout.write('from Node, without an end of line');",
  "Deno.stdout.writeSync(new TextEncoder().encode('bytes\\n'));",
  "await new Blob(['a stream\\n']).stream().pipeTo(Deno.stdout.writable, { preventClose: true });",
];

Deno.test("openenv check prints nothing but the report, whatever the environment prints", async () => {
  const atTop = ['import process from "node:process";', ...VOICES].join("\n");
  await using folder = await makeGuessPackage({
    "environment.ts": guessModule({ atTop, inStep: "console.log('a step'); console.error('and an error');" }),
  });
  await using child = new OpenenvChild(["check", folder.path, "--json"]);
  const { code, lines, stderr } = await child.end();
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(JSON.parse(lines.join("\n")).verdict, "warn");
});

Deno.test("openenv check is ended by a signal, also beside an environment that listens to it and loops", async () => {
  await using folder = await makeGuessPackage();
  const atTop = `
Deno.addSignalListener("SIGINT", () => {});
Deno.writeTextFileSync("${folder.path}/ready", "");
while (true);
`;
  await folder.write("environment.ts", guessModule({ atTop }));
  await folder.write("openenv.yaml", GUESS_MANIFEST.replace("permissions: {}", `permissions: { write: [.] }`));
  using watcher = Deno.watchFs(folder.path);
  await using child = new OpenenvChild(["check", folder.path]);
  for await (const { paths } of watcher) if (paths.some((path) => path.endsWith("/ready"))) break;
  child.kill("SIGINT");
  const { code, stderr } = await child.end();
  assert.deepEqual([code, stderr], [130, ""]);
});
