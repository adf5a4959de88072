/**
 * The reference's report reader on the JSON of `openenv check`, and its digest of the packages that were checked.
 */

import { type CheckReport, CHECKS, isByDesign } from "@openenv/testing";
import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../_tools/workspace.ts";
import { GUESS_MANIFEST, guessModule, makeGuessPackage } from "../../cli/testdata/check_packages.ts";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { runPython } from "./python.ts";

const GRID_WORLD = join(ROOT, "envs", "grid_world_env");
const WITH_EXECUTION = `${GUESS_MANIFEST}  execution: {}\n`;

/** A run of `openenv check`, and what its report says in short. */
interface Case {
  readonly what: string;
  /** The files of a guessing package; grid_world if there are none. */
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** `true` checks the module alone. */
  readonly alone?: boolean;
  readonly version: "1" | "2";
  readonly verdict: CheckReport["verdict"];
}

const CASES: readonly Case[] = [
  { what: "a package that passes at the level static", args: ["--level", "static"], version: "2", verdict: "pass" },
  { what: "a package that passes", version: "2", verdict: "pass" },
  {
    what: "a package with files that are missing",
    files: {},
    args: ["--level", "static"],
    version: "1",
    verdict: "warn",
  },
  {
    what: "a package with an image",
    files: { "openenv.yaml": WITH_EXECUTION },
    args: ["--level", "static"],
    version: "2",
    verdict: "warn",
  },
  {
    what: "an environment that fails",
    files: { "environment.ts": guessModule({ inStep: "number += Math.random() < 0.5 ? 0 : 1;" }) },
    version: "2",
    verdict: "fail",
  },
  {
    what: "an environment that ends the process",
    files: { "environment.ts": guessModule({ inStep: "Deno.exit(3);" }) },
    version: "2",
    verdict: "fail",
  },
  {
    what: "a broken manifest",
    files: { "openenv.yaml": GUESS_MANIFEST.replace("cpu: 1", "cpu: none") },
    version: "2",
    verdict: "fail",
  },
  {
    what: "a broken manifest at the level static",
    files: { "openenv.yaml": GUESS_MANIFEST.replace("cpu: 1", "cpu: none") },
    args: ["--level", "static"],
    version: "1",
    verdict: "fail",
  },
  { what: "a module without a package", files: {}, alone: true, version: "2", verdict: "warn" },
];

/** What the reference makes of a report. */
interface Reading {
  readonly read: unknown;
  readonly error?: string;
  readonly verdict?: string;
  readonly digest?: string;
}

Deno.test("the reference reads our reports as they are, and digests our packages alike", async () => {
  await using stack = new AsyncDisposableStack();
  const reports = stack.use(await makeTempFolder());
  const args: string[] = [];
  for (const [index, { files, args: options = [], alone = false }] of CASES.entries()) {
    const folder = files === undefined ? GRID_WORLD : stack.use(await makeGuessPackage(files)).path;
    const path = join(reports.path, `${index}.json`);
    await runInProcess("check", alone ? join(folder, "environment.ts") : folder, ...options, "--output", path);
    args.push(alone ? path : `${path}=${folder}`);
  }
  const readings = await readReports(args);
  for (const [index, { what, version, verdict, alone }] of CASES.entries()) {
    const ours = JSON.parse(await Deno.readTextFile(join(reports.path, `${index}.json`))) as CheckReport;
    const { read, error, verdict: theirs, digest } = readings[index]!;
    assert.deepEqual(read, ours, `${what}: ${error}`);
    assert.deepEqual([ours.report_schema_version, ours.verdict], [version, verdict], what);
    // Their policy does not know of checks that are skipped by design: one of them is a warning there.
    const isLenient = verdict === "pass" && theirs === "warn" && ours.results.some(isByDesign);
    assert.ok(isLenient || isAtLeast(verdict, theirs!), `${what}: ${theirs} by their policy`);
    assert.equal(ours.source_digest, alone ? "" : digest, what);
  }
});

Deno.test("the reference digests a package of unusual names as we do, and refuses the same one", async () => {
  await using folder = await makeGuessPackage();
  for (
    const name of [
      ".git/a",
      "src/outputs/a",
      "src/\u{1F600}.txt",
      "src/\uFF01.txt",
      "src/a b.txt",
      "src.txt",
      "node_modules/a.js",
    ]
  ) {
    await folder.write(name, `${name}\0\r\n`);
  }
  const read = async () => {
    const path = join(reports.path, "report.json");
    await runInProcess("check", folder.path, "--level", "static", "--output", path);
    const { source_digest, verdict } = JSON.parse(await Deno.readTextFile(path)) as CheckReport;
    return { source_digest, verdict, theirs: (await readReports([`${path}=${folder.path}`]))[0]!.digest };
  };
  await using reports = await makeTempFolder();
  const { source_digest, theirs } = await read();
  assert.match(source_digest, /^[0-9a-f]{64}$/);
  assert.equal(source_digest, theirs);
  await symlink("oracle.ts", join(folder.path, "linked.ts"));
  assert.deepEqual(await read(), {
    source_digest: "",
    verdict: "fail",
    theirs: "validation source may not contain symbolic links",
  });
});

Deno.test("every check that the reference's policy makes mandatory is one of ours, as severe", async () => {
  const { lines } = await runPython("check_reports.py", ["--policy"]);
  const theirs: Record<string, string> = JSON.parse(lines.join(""));
  const ours = Object.fromEntries(CHECKS.map(({ id, severity }) => [id, severity]));
  const { "runtime.trajectory_record": left, ...others } = theirs;
  assert.equal(left, "warn");
  for (const [id, severity] of Object.entries(others)) assert.equal(ours[id], severity, id);
});

async function readReports(args: readonly string[]): Promise<Reading[]> {
  const { lines } = await runPython("check_reports.py", args);
  assert.equal(lines.length, args.length);
  return lines.map((line) => JSON.parse(line));
}

/** Ours is never milder: it counts the same results, and some more. */
function isAtLeast(ours: string, theirs: string): boolean {
  const order = ["pass", "warn", "fail"];
  return order.includes(theirs) && order.indexOf(ours) >= order.indexOf(theirs);
}
