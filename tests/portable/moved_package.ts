import assert from "node:assert/strict";
import { listFiles } from "../../_tools/workspace.ts";
import { runDeno } from "./checkout.ts";

/** Asserts that a package that was moved away from a folder names nothing there, and passes its tests and checks. */
export async function assertStandsAlone(path: string, origin: string): Promise<void> {
  for (const file of await listFiles(path)) {
    assert.ok(!(await Deno.readTextFile(file)).includes(origin), `${file} has a path of where it was`);
  }
  assert.match(await deno(path, "task", "test"), /[34] passed \| 0 failed/);
  const report = JSON.parse((await deno(path, "task", "-q", "check", "--json")).match(/^\{[^]*^\}/m)![0]);
  const odd = report.results.filter(({ status }: { status: string }) => status !== "pass" && status !== "skip");
  assert.deepEqual([odd, report.verdict === "fail"], [[], false]);
  await deno(path, "fmt", "--check");
  await deno(path, "lint");
  await deno(path, "check");
}

/** Runs Deno in a folder; returns what it prints. Its exit code is 0. */
export async function deno(folder: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runDeno(folder, ...args);
  assert.equal(code, 0, `deno ${args.join(" ")}\n${stdout}\n${stderr}`);
  return `${stdout}\n${stderr}`;
}
