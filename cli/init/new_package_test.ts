/**
 * A package that `openenv init` writes, outside of the checkout, as the user who typed the command sees it.
 *
 * @module
 */

import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../../_tools/workspace.ts";
import { Child } from "../../tests/interop/child.ts";
import { runInProcess } from "../testdata/run_in_process.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";

const LIMIT_MS = 30_000;

/** Runs Deno in a folder, as from a shell: the task that runs the tests has set INIT_CWD. Its exit code is 0. */
async function deno(folder: string, ...args: string[]): Promise<string> {
  const { INIT_CWD: _, ...variables } = Deno.env.toObject();
  const options = { cwd: folder, clearEnv: true, env: { ...variables, NO_COLOR: "1" }, stdin: "null" } as const;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, ...options }).output();
  const output = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  assert.equal(code, 0, `deno ${args.join(" ")}\n${output}`);
  return output;
}

Deno.test("openenv init, run as a task, writes where its caller stands", async () => {
  await using folder = await makeTempFolder();
  const output = await deno(folder.path, "task", "--config", join(ROOT, "deno.json"), "openenv", "init", "my_env");
  assert.match(output, /^Wrote the environment my_env to my_env$/m);
  assert.ok((await Deno.stat(join(folder.path, "my_env", "deno.json"))).isFile);
});

Deno.test("openenv init writes a package whose tests and checks pass", async () => {
  await using folder = await makeTempFolder();
  const path = join(folder.path, "my_env");
  await runInProcess("init", path);
  assert.match(await deno(path, "task", "test"), /3 passed \| 0 failed/);
  const { verdict, results } = JSON.parse((await deno(path, "task", "-q", "check", "--json")).match(/^\{[^]*^\}/m)![0]);
  assert.notEqual(verdict, "fail");
  const odd = results.filter(({ status }: { status: string }) => status !== "pass" && status !== "skip");
  assert.deepEqual(odd, []);
});

Deno.test("openenv init writes a package that is formatted and linted, with a short name and a long one", async () => {
  await using folder = await makeTempFolder();
  for (const name of ["x", `a_${"very_".repeat(12)}long_env`]) {
    const path = join(folder.path, name);
    await runInProcess("init", path);
    await deno(path, "fmt", "--check");
    await deno(path, "lint");
  }
});

Deno.test("openenv init writes a package that is hosted at once, and says nothing else", async () => {
  await using folder = await makeTempFolder();
  const path = join(folder.path, "my_env");
  await runInProcess("init", path);
  await using child = new Child({
    command: Deno.execPath(),
    args: ["task", "--quiet", "start", "--port", "0"],
    cwd: path,
    env: { NO_COLOR: "1" },
  });
  const line = await child.nextLine(LIMIT_MS);
  const url = /^Listening on (http:\/\/\S+)$/.exec(line ?? "")?.[1];
  assert.ok(url !== undefined, `${line}\n${child.stderr}`);
  await using env = await connect(url);
  await env.reset({ seed: 7 });
  const { secret } = await env.state();
  const { observation, reward, terminated } = await env.step({ number: secret });
  assert.deepEqual([observation, reward, terminated], [{ hint: "right" }, 1, true]);
  await env.close();
  child.kill("SIGTERM");
  const { code, stderr } = await child.finish(LIMIT_MS);
  assert.deepEqual([code, stderr], [0, ""]);
});
