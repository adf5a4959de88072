import assert from "node:assert/strict";
import { EXIT_CODES } from "./shared/command_line.ts";
import { runInProcess } from "./testdata/run_in_process.ts";

const PAGE = await Deno.readTextFile(new URL("../docs/cli.md", import.meta.url));

Deno.test("docs/cli.md has every command and every option", async () => {
  const help = (await runInProcess("--help")).printed.join("\n");
  const commands = [...help.matchAll(/^ {2}(\w+) (?:\[options\]|<)/gm)].map(([, name]) => name!);
  assert.ok(commands.includes("serve"), help);
  for (const name of commands.filter((name) => name !== "help")) {
    const section = new RegExp(`^## openenv ${name}$.*?(?=^## |$(?![^]))`, "ms").exec(PAGE)?.[0];
    assert.ok(section !== undefined, `no section about ${name}`);
    const options = (await runInProcess(name, "--help")).printed.join("\n").match(/--[\w-]+(?: <\w+>)?/g) ?? [];
    for (const option of options.filter((option) => option !== "--help")) assert.ok(section.includes(option), option);
  }
});

Deno.test("docs/cli.md has the exit codes that --help shows", async () => {
  const help = (await runInProcess("--help")).printed.join("\n");
  for (const [code, meaning] of EXIT_CODES) {
    assert.match(PAGE, RegExp(`^\\| ${code} +\\| ${meaning} +\\|$`, "m"));
    assert.match(help, RegExp(`^ +${code} +${meaning}$`, "m"));
  }
  assert.equal(PAGE.match(/^\| \d+ +\|/gm)?.length, EXIT_CODES.size);
});
