import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listFiles, ROOT } from "../../_tools/workspace.ts";
import config from "../deno.json" with { type: "json" };
import { denoCommand } from "@openenv/server/main";
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

Deno.test("openenv init copies the packages that it needs out of the checkout, and names no path of it", async () => {
  await using folder = await makeTempFolder();
  const path = join(folder.path, "dice_env");
  const { printed } = await runInProcess("init", path);
  assert.ok(printed.some((line) => line.endsWith(`the packages it needs, ${config.version}, copied from ${ROOT}/`)));
  assert.deepEqual(JSON.parse(await Deno.readTextFile(join(path, "deno.json"))).links, ["./vendor"]);
  const files = await listFiles(path);
  assert.ok(files.includes(join(path, "vendor", "core", "mod.ts")));
  const texts = await Promise.all(files.map(async (file) => [file, await Deno.readTextFile(file)] as const));
  assert.deepEqual(texts.filter(([, text]) => text.includes(ROOT)).map(([file]) => file), []);
});

Deno.test("openenv init --link leaves the packages in the checkout", async () => {
  await using folder = await makeTempFolder();
  const path = join(folder.path, "dice_env");
  const { code, printed } = await runInProcess("init", path, "--link");
  assert.equal(code, 0);
  assert.ok(!printed.join("\n").includes("vendor"));
  assert.deepEqual(JSON.parse(await Deno.readTextFile(join(path, "deno.json"))).links, [
    pathToFileURL(`${ROOT}/`).href,
  ]);
  assert.ok(!(await listFiles(path)).some((file) => file.includes("vendor")));
});

Deno.test("openenv init --template writes another starting point", async () => {
  await using folder = await makeTempFolder();
  for (const [template, file] of [["tools", "tools.ts"], ["tasks", "tasks.ts"]] as const) {
    const path = join(folder.path, `${template}_package`);
    const { code, printed } = await runInProcess("init", path, "--template", template, "--link");
    assert.equal(code, 0);
    assert.ok(printed.some((line) => line.startsWith(`  ${file} `)), printed.join("\n"));
    assert.ok((await Deno.stat(join(path, file))).isFile);
  }
});

Deno.test("openenv init refuses an unknown template, and names the known ones", async () => {
  await using folder = await makeTempFolder();
  const { code, warned } = await runInProcess("init", join(folder.path, "my_env"), "--template", "chess");
  assert.equal(code, 1);
  assert.match(warned.join("\n"), /'chess' is invalid\. Allowed choices are game, tools, tasks\./);
  assert.deepEqual(await listFiles(folder.path), []);
});

for (const name of ["grid_world", "echo_env", "shop"]) {
  Deno.test(`openenv init refuses the name ${name} of a bundled environment`, async () => {
    await using folder = await makeTempFolder();
    const { code, warned } = await runInProcess("init", join(folder.path, name));
    assert.deepEqual([code, warned], [1, [
      `error: Cannot name an environment ${name}: a bundled environment has that name; use --name my_${name}, for instance`,
    ]]);
    assert.deepEqual(await listFiles(folder.path), []);
  });
}
