/**
 * The command `openenv`, installed from the checkout with `deno install --global`, and its completions in other shells.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../../_tools/workspace.ts";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { installFromDebian } from "./install.ts";
import { runProgram } from "./run_program.ts";

const DOCS = await Deno.readTextFile(join(ROOT, "docs", "cli.md"));

Deno.test("openenv is a command after the line in docs/cli.md, in any folder, with its checkout's environments", async () => {
  await using folder = await makeTempFolder();
  const [line] = /^deno install --global .*\.ts/m.exec(DOCS)!;
  assert.ok(line.endsWith(" --config deno.json cli/main.ts"), line);
  const args = ["install", "--root", folder.path, ...line.split(" ").slice(2)];
  const installed = await runProgram(Deno.execPath(), args, { cwd: ROOT });
  assert.equal(installed.code, 0, installed.stderr);

  const openenv = async (...args: readonly string[]) => {
    const command = join(folder.path, "bin", "openenv");
    const { code, stdout, stderr } = await runProgram(command, args, { cwd: folder.path, env: { NO_COLOR: "1" } });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  assert.match(await openenv("list"), /^grid_world_env /m);
  assert.match(await openenv("init", "new_env", "--template", "tools"), /^Wrote the environment new_env to new_env/);
  assert.match(await openenv("info", "./new_env"), /^new_env 0\.1\.0/);
  const report = JSON.parse(await openenv("check", "./new_env", "--json"));
  assert.notEqual(report.verdict, "fail", JSON.stringify(report, null, 2));
});

/** Runs a program of a shell beside the script that completes there; returns the lines that it prints. */
async function runInShell(shell: "zsh" | "fish", flag: string, program: string): Promise<readonly string[]> {
  const binary = await installFromDebian(shell, [`/usr/bin/${shell}`, `/bin/${shell}`]);
  const { printed } = await runInProcess("completions", shell);
  await using folder = await makeTempFolder({ script: printed.join("\n") });
  const { code, stdout, stderr } = await runProgram(binary, [flag, "-c", program], {
    env: { SCRIPT: join(folder.path, "script"), HOME: folder.path },
  });
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout.split("\n");
}

Deno.test("openenv completions fish completes commands, options and values", async () => {
  const lines = await runInShell(
    "fish",
    "--no-config",
    'source $SCRIPT; for line in "se" "init --template t" "serve gr" "info --j"; ' +
      'complete -C "openenv $line"; end',
  );
  assert.deepEqual(lines.map((line) => line.split("\t")[0]), ["serve", "tasks", "tools", "grid_world_env", "--json"]);
});

Deno.test("openenv completions zsh completes commands, options and values", async () => {
  // The three functions exist in a completion only; these say what they would offer.
  const lines = await runInShell(
    "zsh",
    "-f",
    `
    compdef() { print "compdef $*" }
    . $SCRIPT
    compadd() { shift; print -- "$@" }
    _describe() { print -l -- \${(P)2} }
    _files() { print files }
    words=(openenv init x --template ""); CURRENT=5; _openenv
    words=(openenv info --j); CURRENT=3; _openenv
    words=(openenv completions ""); CURRENT=3; _openenv
    words=(openenv serve --port ""); CURRENT=4; _openenv
    words=(openenv ""); CURRENT=2; _openenv
  `,
  );
  assert.deepEqual(lines.slice(0, 9), [
    "compdef _openenv openenv",
    "game tools tasks",
    "--json:print JSON, with JSON Schemas",
    "--registry:the only registry to look in, by URL or path, or built-in",
    "--cached-only:use only what is on this machine, never the network",
    "--help:display help",
    "bash zsh fish",
    "files",
    "files",
  ]);
  assert.ok(lines.includes("serve:host an environment"), lines.join("\n"));
});
