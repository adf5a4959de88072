/**
 * Packages that `openenv init` writes, given away: the checkout that they come from is gone.
 *
 * @module
 */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { listFiles, readConfig, ROOT } from "../../_tools/workspace.ts";
import { TEMPLATES } from "../../cli/init/templates.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { connect } from "@openenv/client";
import { Child } from "../interop/child.ts";
import { runProgram } from "./run_program.ts";

const LIMIT_MS = 60_000;

/** Copies what `openenv init` needs of this checkout: its packages, and a few files at the root. */
async function copyCheckout(target: string): Promise<void> {
  const { workspace = [] } = await readConfig(ROOT);
  const files = (await Promise.all(workspace.map((member) => listFiles(join(ROOT, member))))).flat();
  const root = ["deno.json", "deno.lock", "LICENSE", "openenv.schema.json", "mod.ts"].map((name) => join(ROOT, name));
  for (const file of [...files, ...root]) {
    const copy = join(target, relative(ROOT, file));
    await Deno.mkdir(dirname(copy), { recursive: true });
    await Deno.copyFile(file, copy);
  }
}

/** Runs Deno in a folder as from a shell; its exit code is 0. */
async function deno(folder: string, ...args: readonly string[]): Promise<string> {
  const env = { NO_COLOR: "1", INIT_CWD: folder };
  const { code, stdout, stderr } = await runProgram(Deno.execPath(), args, { cwd: folder, env });
  assert.equal(code, 0, `deno ${args.join(" ")}\n${stdout}\n${stderr}`);
  return `${stdout}\n${stderr}`;
}

Deno.test("packages of openenv init, moved away from a checkout that is gone, pass their tests and checks", async (t) => {
  await using folder = await makeTempFolder();
  const checkout = join(folder.path, "checkout");
  await copyCheckout(checkout);
  const [before, after] = [join(folder.path, "before"), join(folder.path, "after")];
  for (const template of Object.keys(TEMPLATES)) {
    const args = ["init", join(before, `${template}_package`), "--template", template];
    await deno(
      folder.path,
      "run",
      "--allow-all",
      "--config",
      join(checkout, "deno.json"),
      join(checkout, "cli", "main.ts"),
      ...args,
    );
  }
  await Deno.remove(checkout, { recursive: true });
  await Deno.rename(before, after);

  for (const template of Object.keys(TEMPLATES)) {
    await t.step(template, async () => {
      const path = join(after, `${template}_package`);
      for (const file of await listFiles(path)) {
        assert.ok(!(await Deno.readTextFile(file)).includes(folder.path), `${file} has a path of where it was`);
      }
      assert.match(await deno(path, "task", "test"), /[34] passed \| 0 failed/);
      const report = JSON.parse((await deno(path, "task", "-q", "check", "--json")).match(/^\{[^]*^\}/m)![0]);
      const odd = report.results.filter(({ status }: { status: string }) => status !== "pass" && status !== "skip");
      assert.deepEqual([odd, report.verdict === "fail"], [[], false]);
      await deno(path, "fmt", "--check");
      await deno(path, "lint");
      await deno(path, "check");
    });
  }

  await t.step("a server in a process of its own, and a package that one of them creates", async () => {
    const path = join(after, "game_package");
    const next = join(after, "next_package");
    await deno(path, "run", "--allow-all", "@openenv/cli", "init", next, "--template", "tasks");
    assert.match(await deno(next, "task", "test"), /4 passed \| 0 failed/);
    const args = ["run", "--allow-all", "@openenv/cli", "serve", ".", "--host-kind", "process", "--port", "0"];
    await using child = new Child({ command: Deno.execPath(), args, cwd: next, env: { NO_COLOR: "1" } });
    const [found, listening] = [await child.nextLine(LIMIT_MS), await child.nextLine(LIMIT_MS)];
    const url = /^Listening on (http:\/\/\S+)$/.exec(listening ?? "")?.[1];
    assert.ok(url !== undefined, `${found}\n${listening}\n${child.stderr}`);
    await using env = await connect(url);
    await env.reset({ split: "test", index: 0 });
    assert.equal((await env.step({ answer: 63 })).reward, 1);
  });
});
