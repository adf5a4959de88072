import assert from "node:assert/strict";
import { join } from "node:path";
import { runInProcess } from "../testdata/run_in_process.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";

/** Compiles with a program in place of Deno's base binary, which has to be downloaded; returns the text of the result. */
async function compile(folder: string, target: string, ...flags: string[]) {
  const file = join(folder, "program");
  const run = await withBase("/bin/true", () => runInProcess("compile", target, "--output", file, ...flags));
  const text = run.code === 0 ? new TextDecoder("latin1").decode(await Deno.readFile(file)) : "";
  const read = (pattern: RegExp) => JSON.parse(pattern.exec(text)?.[1] ?? "null");
  return {
    ...run,
    file,
    text,
    permissions: read(/"permissions":(\{[^}]*\})/),
    args: read(/"argv":(\[[^\]]*\])/),
  };
}

async function withBase<T>(path: string | undefined, run: () => Promise<T>): Promise<T> {
  const before = Deno.env.get("DENORT_BIN");
  const set = (value: string | undefined) =>
    value === undefined ? Deno.env.delete("DENORT_BIN") : Deno.env.set("DENORT_BIN", value);
  set(path);
  try {
    return await run();
  } finally {
    set(before);
  }
}

const LINUX = Deno.build.os === "linux";

Deno.test({
  name: "openenv compile makes a program with the permissions of the manifest, the page and the manifest",
  ignore: !LINUX, // the stand-in is a program of Linux
  async fn() {
    await using folder = await makeTempFolder();
    const { code, warned, printed, file, text, permissions, args } = await compile(folder.path, "echo");
    assert.deepEqual([code, warned], [0, []]);
    assert.match(printed[0]!, /^Compiled echo_env to .*program, \d+\.\d MB; it listens on 127\.0\.0\.1:8000$/);
    assert.equal(printed.at(-1), `  ${file}`);
    const granted = Object.entries(permissions).filter(([kind, value]) => kind.startsWith("allow_") && value !== null);
    assert.deepEqual(Object.fromEntries(granted), {
      allow_env: [
        "ENABLE_WEB_INTERFACE",
        "ENV_README_PATH",
        "OPENENV_AGENT_TOKEN",
        "OPENENV_DRAIN_S",
        "OPENENV_MODE",
        "OPENENV_TOKEN",
      ],
      allow_net: ["127.0.0.1:8000"],
      allow_import: [],
    });
    assert.equal(permissions.prompt, false);
    assert.deepEqual(args, ["--host", "127.0.0.1", "--port", "8000", "--quiet"]);
    assert.ok(text.includes(await Deno.readTextFile(new URL("../../envs/echo_env/openenv.yaml", import.meta.url))));
    assert.ok(text.includes("SwaggerUIBundle"), "the page");
    assert.equal((await new Deno.Command(file).output()).code, 0);
  },
});

Deno.test({
  name: "openenv compile lets a program listen on one address, and says what it can't do",
  ignore: !LINUX,
  async fn() {
    await using folder = await makeTempFolder();
    const { permissions, args, warned } = await compile(folder.path, "coding", "--host", "::1", "--port", "9000");
    assert.deepEqual(permissions.allow_net, ["[::1]:9000"]);
    assert.deepEqual(args, ["--host", "::1", "--port", "9000", "--quiet"]);
    assert.deepEqual(warned, [
      "Warning: its code may run programs, but not deno: a compiled program can't start deno",
    ]);
  },
});

Deno.test({
  name: "openenv compile makes a program that refuses to start without what the manifest requires",
  ignore: !LINUX,
  async fn() {
    await using folder = await makeTempFolder();
    const own = join(folder.path, "dice_env");
    await runInProcess("init", own);
    const manifest = join(own, "openenv.yaml");
    await Deno.writeTextFile(manifest, `${await Deno.readTextFile(manifest)}requires: [killable, no-network]\n`);
    const { args, warned } = await compile(folder.path, own);
    assert.deepEqual(args.slice(-2), ["--requires", "killable,no-network"]);
    assert.match(warned[0]!, /^Warning: the manifest requires killable and no-network, so it refuses to start: /);
    // The same entry and the same arguments, run by Deno.
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "main.ts", ...args],
      cwd: own,
    }).output();
    assert.equal(code, 1);
    assert.match(
      new TextDecoder().decode(stderr),
      /error: Cannot start: the app's host does not guarantee killable and no-network; in server\.ts, /,
    );
  },
});

Deno.test("openenv compile says which base binary is missing", async () => {
  await using folder = await makeTempFolder();
  const { code, printed, warned } = await withBase(
    join(folder.path, "none"),
    () => runInProcess("compile", "echo", "--output", join(folder.path, "program")),
  );
  assert.deepEqual([code, printed], [1, []]);
  assert.match(warned[0]!, /^error: Cannot compile the program: .*Could not find denort at '.*none'/);
});

Deno.test("openenv compile refuses a machine that it does not know, and a port that is none", async () => {
  for (
    const [flags, message] of [
      [["--target", "amiga"], /'amiga' is invalid\. Allowed choices are x86_64-unknown-linux-gnu, .*-apple-darwin/],
      [["--port", "0"], /'0' is invalid\. expected a number from 1 to 65535/],
    ] as const
  ) {
    const { code, warned } = await runInProcess("compile", "echo", ...flags);
    assert.equal(code, 1);
    assert.match(warned.join("\n"), message);
  }
});
