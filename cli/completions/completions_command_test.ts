import assert from "node:assert/strict";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { runInProcess } from "../testdata/run_in_process.ts";

/** What bash offers for the last of some words. */
async function completeInBash(...words: readonly string[]): Promise<readonly string[]> {
  const { printed } = await runInProcess("completions", "bash");
  await using folder = await makeTempFolder({ "openenv.bash": printed.join("\n") });
  const program = `. ${folder.path}/openenv.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _openenv; ` +
    'printf "%s\\n" "${COMPREPLY[@]}"';
  const args = ["--norc", "-c", program, "bash", "openenv", ...words];
  const { code, stdout, stderr } = await new Deno.Command("bash", { args, stdin: "null" }).output();
  assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

for (
  const [line, words, expected] of [
    ["a command", ["ser"], ["serve"]],
    ["commands", ["c"], ["check", "compile", "completions"]],
    ["an option", ["init", "my_env", "--te"], ["--template"]],
    ["the values of an option", ["init", "my_env", "--template", "t"], ["tools", "tasks"]],
    ["a bundled environment", ["serve", "gr"], ["grid_world_env"]],
    ["a bundled environment after an option", ["check", "--json", "tool"], ["tool_shop_env"]],
    ["the values of an argument", ["completions", ""], ["bash", "zsh", "fish"]],
    ["a command to be helped with", ["help", "in"], ["init", "info"]],
    ["nothing, and so paths, after an option with a free value", ["serve", "--port", ""], []],
    ["nothing for an unknown command", ["fly", ""], []],
    ["no hidden option", ["serve", "--watch"], ["--watch"]],
  ] as const
) {
  Deno.test(`openenv completions bash completes ${line}`, async () => {
    assert.deepEqual(await completeInBash(...words), expected);
  });
}

Deno.test("openenv completions knows every command and every option, in each shell", async () => {
  const help = (await runInProcess("--help")).printed.join("\n");
  const names = [...help.matchAll(/^ {2}([a-z]\w*) /gm)].map(([, name]) => name!).filter((name) => name !== "help");
  assert.ok(names.includes("completions"), help);
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, printed } = await runInProcess("completions", shell);
    assert.equal(code, 0);
    const script = printed.join("\n");
    for (const name of names) {
      assert.match(script, RegExp(`\\b${name}\\b`), `${shell}: ${name}`);
      const options = (await runInProcess(name, "--help")).printed.join("\n").match(/--[a-z][\w-]*/g)!;
      for (const option of options) {
        assert.ok(script.includes(shell === "fish" ? `-l ${option.slice(2)}` : option), option);
      }
    }
  }
});

Deno.test("openenv completions refuses an unknown shell, and names the known ones", async () => {
  const { code, warned } = await runInProcess("completions", "tcsh");
  assert.equal(code, 1);
  assert.match(warned.join("\n"), /'tcsh' is invalid.*Allowed choices are bash, zsh, fish\./);
  assert.equal((await runInProcess("completions")).code, 1);
});
