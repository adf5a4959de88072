import assert from "node:assert/strict";
import { join } from "node:path";
import { denoCommand } from "../shared/shell.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { runInProcess } from "../testdata/run_in_process.ts";

Deno.test("openenv init writes a package named after its folder, and says what to type next", async () => {
  await using folder = await makeTempFolder();
  const path = join(folder.path, "dice_env");
  const deno = denoCommand().join(" ");
  const { code, printed, warned } = await runInProcess("init", path);
  assert.deepEqual([code, warned], [0, []]);
  assert.equal(printed[0], `Wrote the environment dice_env to ${path}`);
  assert.deepEqual(printed.slice(-4), [
    "",
    `  cd ${path}`,
    `  ${deno} task test    # plays it, and checks that it is fit to train on`,
    `  ${deno} task start   # hosts it on http://127.0.0.1:8000`,
  ]);
  const files = await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
  for (const name of files) assert.ok(printed.some((line) => line.startsWith(`  ${name} `)), name);
  assert.match(await Deno.readTextFile(join(path, "contract.ts")), /^ {2}name: "dice_env",$/m);
  assert.match(await Deno.readTextFile(join(path, "openenv.yaml")), /^name: "dice_env"$/m);
  assert.match(await Deno.readTextFile(join(path, "README.md")), /^# dice_env\n/);
});

Deno.test("openenv init takes another name with --name", async () => {
  await using folder = await makeTempFolder();
  const { code, warned } = await runInProcess("init", folder.path, "--name", "true");
  assert.deepEqual([code, warned], [0, []]);
  assert.match(await Deno.readTextFile(join(folder.path, "openenv.yaml")), /^name: "true"$/m);
});

Deno.test("openenv init refuses a name that is none, and a folder that has something", async () => {
  await using folder = await makeTempFolder({ "notes.txt": "" });
  const misnamed = join(folder.path, "2048 game");
  assert.deepEqual(await runInProcess("init", misnamed), {
    code: 1,
    printed: [],
    warned: [
      'error: Cannot name an environment "2048 game": a name has letters, digits, _ and -, and begins with a letter; ' +
      "use --name game, for instance",
    ],
  });
  assert.deepEqual(await runInProcess("init", folder.path, "--name", "game"), {
    code: 1,
    printed: [],
    warned: [`error: Cannot write a package to ${folder.path}: the folder is not empty, it has notes.txt`],
  });
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name), ["notes.txt"]);
});
