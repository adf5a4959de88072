import assert from "node:assert/strict";
import { runChild } from "../../tests/interop/child.ts";
import { OpenenvChild } from "../testdata/openenv_child.ts";
import { makeTempFolder, type TempFolder } from "../testdata/temp_folder.ts";

const LIMIT_MS = 60_000;

async function makePackage(): Promise<TempFolder> {
  const folder = await makeTempFolder();
  await using made = new OpenenvChild(["init", "./guess", "--name", "guess"], folder.path);
  assert.equal((await made.end()).code, 0);
  return folder;
}

/** Runs a package's `main.ts` and `openenv serve` with the same arguments; returns how each ended. */
async function runBoth(folder: TempFolder, args: readonly string[]) {
  const cwd = `${folder.path}/guess`;
  const main = await runChild({ command: Deno.execPath(), args: ["run", "-A", "main.ts", ...args], cwd }, LIMIT_MS);
  await using child = new OpenenvChild(["serve", "./environment.ts", ...args], cwd);
  return [main, await child.end()].map(({ code, lines, stderr }) => ({ code, lines, stderr }));
}

Deno.test("a package's main.ts refuses flags and ports as openenv serve does", async () => {
  await using folder = await makePackage();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const cases = [["--prot", "1"], ["--port", "99999"], ["--port"], ["--port", String(taken.addr.port)]];
  for (const args of cases) {
    const [main, serve] = await runBoth(folder, args);
    assert.deepEqual(main, serve, args.join(" "));
    assert.equal(main!.code, 1);
    assert.match(main!.stderr, /^error: [^\n]+\n$/);
  }
});

Deno.test("a package's main.ts says what to open and how to play a step, and that works in any folder", async () => {
  await using folder = await makePackage();
  const args = ["run", "--allow-net", "--allow-env=OPENENV_MODE,OPENENV_TOKEN", `${folder.path}/guess/main.ts`];
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args, "--port", "0"],
    cwd: "/",
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  try {
    let printed = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      printed += text;
      if (/ eval .*\n/.test(printed)) break;
    }
    const url = /^Listening on (\S+)\n/.exec(printed)?.[1];
    assert.ok(printed.includes(`Open ${url}/web in a browser, or try a step`), printed);
    const command = / {2}(.* eval .*)\n/.exec(printed)![1]!;
    const { code, lines, stderr } = await runChild(
      { command: "sh", args: ["-c", command], cwd: folder.path },
      LIMIT_MS,
    );
    assert.deepEqual([code, /hint: "(higher|lower|right)"/.test(lines.join())], [0, true], stderr);
  } finally {
    process.kill("SIGTERM");
    await process.status;
  }
});
