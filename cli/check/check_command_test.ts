import { CHECKS } from "@openenv/testing";
import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../_tools/workspace.ts";
import { PackageFolder } from "./package_folder.ts";
import { checkJson, found } from "../testdata/check_json.ts";
import { GUESS_MANIFEST, guessModule, makeGuessPackage } from "../testdata/check_packages.ts";
import { OpenenvChild } from "../testdata/openenv_child.ts";
import { fixture, runInProcess } from "../testdata/run_in_process.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";

Deno.test("openenv check grid_world finds nothing wrong", async () => {
  const run = await checkJson("grid_world");
  const { report, code } = run;
  assert.deepEqual(found(run, "fail", "error"), []);
  assert.deepEqual(found(run, "skip"), [
    "static.reproducible_build",
    "static.image_hygiene",
    "static.sbom",
    "static.oci_labels",
    "semantic.no_solution_leakage",
    "semantic.verifier_portability",
  ]);
  const folder = new URL("../../envs/grid_world_env/", import.meta.url).pathname;
  assert.deepEqual({ ...report, manifest: report.manifest?.name, results: [] }, {
    report_schema_version: "2",
    target: "grid_world",
    source_digest: await new PackageFolder(folder).digest(),
    signature: "openenv.yaml",
    manifest: "grid_world_env",
    policy_version: "v2+deno.1",
    lane: "local",
    levels_run: [1, 2, 3],
    results: [],
    verdict: "pass",
  });
  assert.equal(code, 0);
});

Deno.test("openenv check takes its levels as ceilings", async () => {
  await using folder = await makeGuessPackage();
  const levels: readonly [level: string, prefixes: readonly string[], run: readonly number[], version: string][] = [
    ["static", ["static"], [1], "1"],
    ["runtime", ["static", "runtime"], [1, 2], "2"],
    ["semantic", ["static", "runtime", "semantic"], [1, 2, 3], "2"],
  ];
  for (const [level, prefixes, levelsRun, version] of levels) {
    const { report } = await checkJson(folder.path, "--level", level);
    assert.deepEqual([...new Set(report.results.map(({ check_id }) => check_id.split(".")[0]))], prefixes);
    assert.deepEqual([report.levels_run, report.report_schema_version], [levelsRun, version]);
  }
});

Deno.test("openenv check --level static loads no code", async () => {
  await using folder = await makeGuessPackage({ "environment.ts": "Deno.exit(9);", "oracle.ts": "Deno.exit(9);" });
  const run = await checkJson(folder.path, "--level", "static");
  assert.deepEqual([run.code, found(run, "fail")], [0, ["static.layout"]]); // it has no README and no tests
});

Deno.test("openenv check resolves the imports of a package and its oracle by the package's own deno.json", async () => {
  const config = {
    imports: { "@openenv/core": "jsr:@openenv/core@^0.1.0", zod: "npm:zod@^4.6.7", mine: "npm:zod@^4.6.7" },
    links: [pathToFileURL(`${ROOT}/`).href],
  };
  await using folder = await makeGuessPackage({
    "deno.json": JSON.stringify(config),
    "environment.ts": guessModule({ atTop: 'import { z as own } from "mine";\nown.string();' }),
    "oracle.ts": `import { z } from "mine";
export default async ({ state }) => {
  const { secret } = z.object({ secret: z.int() }).parse(await state());
  return () => ({ number: secret });
};
`,
  });
  const passed = found(await checkJson(folder.path), "pass");
  for (const id of ["runtime.startup", "semantic.oracle_max"]) assert.ok(passed.includes(id), id);
});

Deno.test("openenv check without a target checks the folder it is called in", async () => {
  await using folder = await makeGuessPackage();
  await using child = new OpenenvChild(["check", "--level", "static"], folder.path);
  const { code, lines } = await child.end();
  assert.deepEqual([code, lines[0], lines.at(-1)!.replace(/; .*/, "")], [
    0,
    "Checking .",
    "Verdict: warn (5 pass, 1 warn, 1 skip",
  ]);
});

Deno.test("openenv check reports a broken manifest with line and column, and runs nothing else", async () => {
  await using folder = await makeGuessPackage({
    "openenv.yaml": GUESS_MANIFEST.replace("floor_margin: 0.1", "floor_margin: much"),
  });
  const run = await checkJson(folder.path);
  const { report, code } = run;
  assert.deepEqual([code, report.manifest, report.levels_run, found(run, "fail", "error")], [1, null, [1], [
    "static.manifest",
  ]]);
  const { evidence, measured } = report.results[0]!;
  assert.match(evidence[0]!, /^line 8, column 42: validation\.reward\.floor_margin must be a number, but is /);
  assert.equal(measured.schema_errors, 1);
  const skipped = report.results.filter(({ check_id }) => /^(?:runtime|semantic)/.test(check_id));
  assert.ok(skipped.length > 20);
  assert.ok(
    skipped.every(({ status, evidence }) => status === "skip" && evidence[0] === "unmet dependency: static.manifest"),
  );
});

Deno.test("openenv check says where a Python package is checked", async () => {
  const manifest = GUESS_MANIFEST.replace("module: environment.ts\npermissions: {}", "app: server.app:app");
  await using folder = await makeGuessPackage({ "openenv.yaml": manifest });
  const run = await checkJson(folder.path);
  assert.deepEqual([run.code, found(run, "fail", "error"), run.report.levels_run], [4, ["static.layout"], [1]]);
  const [startup] = run.report.results.filter(({ check_id }) => check_id === "runtime.startup");
  assert.deepEqual(startup!.evidence, ["openenv.yaml names no module; host the environment and check its URL"]);
});

Deno.test("openenv check takes no package that is not its own files", async () => {
  await using folder = await makeGuessPackage();
  await symlink("environment.ts", join(folder.path, "linked.ts"));
  const run = await checkJson(folder.path);
  const { report, code } = run;
  assert.deepEqual([code, report.source_digest, report.manifest, found(run, "fail", "error")], [1, "", null, [
    "static.manifest",
  ]]);
  assert.deepEqual(report.results[0]!.evidence, [
    "the package cannot be read: Cannot read a package: linked.ts is a symbolic link",
  ]);
});

Deno.test("openenv check plays a module, and holds it to a manifest if there is one", async () => {
  await using folder = await makeGuessPackage();
  const module = join(folder.path, "environment.ts");
  const alone = await checkJson(module);
  assert.deepEqual([alone.code, found(alone, "fail", "error")], [4, []]);
  assert.deepEqual([alone.report.levels_run, alone.report.source_digest, alone.report.manifest], [[2], "", null]);
  assert.ok(found(alone, "skip").includes("semantic.oracle_max"));
  const held = await checkJson(module, "--manifest", join(folder.path, "openenv.yaml"));
  assert.deepEqual([held.code, held.report.manifest?.name], [0, "guess_env"]);
  assert.ok(found(held, "pass").includes("semantic.oracle_max"));
});

Deno.test("openenv check begins with the seed of --seed", async () => {
  await using folder = await makeGuessPackage();
  const { report } = await checkJson(folder.path, "--seed", "-7");
  const { measured } = report.results.find(({ check_id }) => check_id === "semantic.oracle_max")!;
  assert.deepEqual(Object.keys(measured.scores as object), ["-7", "-6", "-5", "-4"]);
});

Deno.test("openenv check --output writes the report, beside what it prints", async () => {
  await using folder = await makeGuessPackage();
  await using other = await makeTempFolder();
  const file = join(other.path, "report.json");
  const { code, printed } = await runInProcess("check", folder.path, "--level", "static", "--output", file);
  assert.equal(code, 0);
  assert.match(printed.at(-1)!, /^Verdict: warn /);
  assert.equal(JSON.parse(await Deno.readTextFile(file)).verdict, "warn");
});

Deno.test("openenv check --output loses no report that it cannot write", async () => {
  const args = ["check", "grid_world", "--level", "static", "--json", "--output", "/no/such/file"];
  const { code, printed, warned } = await runInProcess(...args);
  assert.equal(JSON.parse(printed.join("\n")).verdict, "pass");
  assert.deepEqual([code, warned.length], [1, 1]);
  assert.match(warned[0]!, /^error: Cannot write \/no\/such\/file: /);
});

Deno.test("openenv check --output writes where the command was called", async () => {
  await using folder = await makeGuessPackage();
  await using child = new OpenenvChild(["check", "--output", "report.json"], folder.path);
  const { code, stderr } = await child.end();
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(JSON.parse(await Deno.readTextFile(join(folder.path, "report.json"))).verdict, "warn");
});

Deno.test("openenv check --list shows every check", async () => {
  const { code, printed } = await runInProcess("check", "--list");
  assert.equal(code, 0);
  for (const { id, severity, summary } of CHECKS) {
    const line = printed.find((line) => line.startsWith(`${id} `));
    assert.deepEqual(line?.split(/ {2,}/), [id, severity, summary]);
  }
});

const MISUSES: readonly [args: readonly string[], code: number, error: string | RegExp][] = [
  [["./no_such"], 2, "Cannot load ./no_such: there is no such file"],
  [["grid_wrld"], 2, /^Cannot find environment "grid_wrld": .* did you mean grid_world\?$/],
  [[fixture(".")], 2, /^Cannot check .*testdata\/: the folder has no openenv\.yaml$/],
  [
    ["grid_world", "--level", "sematic"],
    3,
    'Cannot check at level "sematic": there is no such level; did you mean semantic?',
  ],
  [["grid_world", "--level", "1"], 3, /known levels: static, runtime, semantic$/],
  [["http://127.0.0.1:1", "--level", "static"], 2, /^Cannot check .* at level static: it is a URL, and that level is /],
  [["grid_world", "--manifest", "a.yaml"], 1, "Cannot use --manifest: grid_world is a package, which has its own"],
  [["http://127.0.0.1:1", "--manifest", "no_such.yaml"], 1, "Cannot read no_such.yaml: there is no such file"],
  [["http://127.0.0.1:1", "--manifest", fixture(".")], 1, /^Cannot read \/.*testdata\/: Is a directory /],
];

for (const [args, code, error] of MISUSES) {
  Deno.test(`openenv check ${args.join(" ").replace(/\S*testdata/, "testdata")} ends with exit code ${code} and one line`, async () => {
    const run = await runInProcess("check", ...args);
    assert.deepEqual([run.code, run.printed, run.warned.length], [code, [], 1], run.warned.join("\n"));
    const line = run.warned[0]!.replace("error: ", "");
    if (typeof error === "string") assert.equal(line, error);
    else assert.match(line, error);
  });
}
