import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { listFiles, ROOT } from "../../_tools/workspace.ts";
import { runInProcess } from "../testdata/run_in_process.ts";
import { makeTempFolder, type TempFolder } from "../testdata/temp_folder.ts";
import { defaultTag } from "./build_command.ts";

/** Writes the folder of a build; returns it and what was printed. */
async function writeContext(folder: TempFolder, target: string, name = "context") {
  const path = join(folder.path, name);
  const { code, printed, warned } = await runInProcess("build", target, "--context-only", path);
  assert.deepEqual([code, warned], [0, []]);
  return { path, printed, files: (await listFiles(path)).map((file) => file.slice(path.length + 1)) };
}

async function readTexts(path: string): Promise<Map<string, string>> {
  const files = await listFiles(path);
  return new Map(
    await Promise.all(files.map(async (file) => [file.slice(path.length + 1), await Deno.readTextFile(file)] as const)),
  );
}

Deno.test("openenv build --context-only writes a package with what it imports, and no more", async () => {
  await using folder = await makeTempFolder();
  const { path, files, printed } = await writeContext(folder, "echo");
  assert.equal(printed[0], `Wrote ${files.length} files to ${path}`);
  assert.equal(printed[1], "Left out: environment_test.ts");
  const config = JSON.parse(await Deno.readTextFile(join(path, "deno.json")));
  assert.deepEqual(Object.keys(config.imports), ["@openenv/core", "@openenv/server", "zod"]);
  const members = [...new Set(files.filter((file) => file.startsWith("vendor/")).map((file) => file.split("/")[1]))];
  assert.deepEqual(members, ["LICENSE", "core", "deno.json", "deno.lock", "openenv.schema.json", "sandbox", "server"]);
  const { npm } = JSON.parse(await Deno.readTextFile(join(path, "deno.lock")));
  assert.ok(
    !Object.keys(npm).some((key) => /^(?:commander|ajv|dockerode|pyodide)@/.test(key)),
    Object.keys(npm).join(),
  );
  const sbom = JSON.parse(await Deno.readTextFile(join(path, "sbom.cdx.json")));
  const listed = sbom.components.map(({ name, version }: Record<string, string>) => `${name}@${version}`);
  for (const key of Object.keys(npm)) assert.ok(listed.includes(key), key);
});

Deno.test("openenv build --context-only writes the same folder again, without a path of this machine", async () => {
  await using folder = await makeTempFolder();
  const [one, other] = [await writeContext(folder, "echo", "one"), await writeContext(folder, "echo", "other")];
  const texts = await readTexts(one.path);
  assert.deepEqual(await readTexts(other.path), texts);
  for (const [path, text] of texts) assert.ok(!text.includes(ROOT) && !text.includes(folder.path), path);
});

Deno.test("openenv build --context-only writes files that any user can read, whatever the umask is", async () => {
  await using folder = await makeTempFolder();
  const before = Deno.umask(0o077);
  try {
    const { path, files } = await writeContext(folder, "echo");
    for (const file of [...files, "vendor", "vendor/core"]) {
      const { mode, isDirectory } = await Deno.stat(join(path, file));
      assert.equal(mode! & 0o777, isDirectory ? 0o755 : 0o644, file);
    }
  } finally {
    Deno.umask(before);
  }
});

for (const flags of [[], ["--link"]]) {
  Deno.test(`openenv build --context-only takes a package of openenv init ${flags.join(" ")}`, async () => {
    await using folder = await makeTempFolder();
    const own = join(folder.path, "dice_env");
    assert.equal((await runInProcess("init", own, ...flags)).code, 0);
    const dockerfile = await Deno.readTextFile(join(own, "Dockerfile"));
    const { path, files } = await writeContext(folder, own);
    assert.equal(await Deno.readTextFile(join(path, "Dockerfile")), dockerfile);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(join(path, "deno.json"))).links, ["./vendor"]);
    assert.ok(files.includes("vendor/server/mod.ts") && !files.some((file) => file.startsWith("vendor/cli/")));
  });
}

Deno.test("openenv build --context-only leaves out what is hidden, a cache, a test, or looks like a credential", async () => {
  await using folder = await makeTempFolder();
  const own = join(folder.path, "dice_env");
  await runInProcess("init", own);
  const left = [
    ...[".env", ".git/config", "node_modules/x/mod.ts", "coverage/a.json", "deep/.cache/x", "deep/id_ed25519"],
    ...["deep/site.pem", "secrets.json", "credentials", "app_secret.yaml", "run.log", "deep/b_test.ts"],
    ...["prod.env", "deep/aws_credentials", "my-credentials.json", "kubeconfig", "service-account-1.json", "hf_token"],
  ];
  const kept = ["deep/data.json", "secret_santa.ts", "tokens.json", "read_credentials.ts"];
  for (const name of [...left, ...kept]) await folder.write(`dice_env/${name}`, "");
  const { files, printed } = await writeContext(folder, own);
  assert.deepEqual(files.filter((file) => left.some((name) => file.startsWith(name))), []);
  for (const name of kept) assert.ok(files.includes(name), name);
  for (const name of [".env", ".git", "node_modules", "deep/site.pem"]) assert.ok(printed[1]!.includes(name), name);
});

Deno.test("openenv build lets the process of an environment find the package's own libraries", async () => {
  await using folder = await makeTempFolder();
  const own = join(folder.path, "dice_env");
  await runInProcess("init", own);
  const config = JSON.parse(await Deno.readTextFile(join(own, "deno.json")));
  config.imports = { ...config.imports, commander: "npm:commander@^15.1.0", unused: "npm:unused@1" };
  await folder.write("dice_env/deno.json", JSON.stringify(config));
  await folder.write("dice_env/words.ts", 'import { Command } from "commander";\nexport default Command;\n');
  const { path } = await writeContext(folder, own);
  const { imports } = JSON.parse(await Deno.readTextFile(join(path, "vendor", "deno.json")));
  assert.deepEqual([imports.commander, imports.unused], ["npm:commander@^15.1.0", undefined]);
  for (const lock of ["deno.lock", "vendor/deno.lock"]) {
    const { specifiers } = JSON.parse(await Deno.readTextFile(join(path, lock)));
    assert.ok("npm:commander@^15.1.0" in specifiers, lock);
  }
});

Deno.test("openenv build takes a deno.json with comments, and writes a Dockerfile where there is none", async () => {
  await using folder = await makeTempFolder();
  const own = join(folder.path, "dice_env");
  await runInProcess("init", own);
  await Deno.remove(join(own, "Dockerfile"));
  const config = await Deno.readTextFile(join(own, "deno.json"));
  await folder.write("dice_env/deno.json", config.replace("{", '{ // mine\n  "license": "MIT",'));
  const { path } = await writeContext(folder, own);
  assert.match(await Deno.readTextFile(join(path, "Dockerfile")), /^ARG LICENSE="MIT"$/m);
});

Deno.test("openenv build says if the Dockerfile starts another command than the manifest says, and builds nothing weaker", async () => {
  await using folder = await makeTempFolder();
  const own = join(folder.path, "dice_env");
  await runInProcess("init", own);
  const manifest = await Deno.readTextFile(join(own, "openenv.yaml"));
  const build = async (changed: string, name: string) => {
    await Deno.writeTextFile(join(own, "openenv.yaml"), changed);
    return await runInProcess("build", own, "--context-only", join(folder.path, name));
  };
  const wider = await build(manifest.replace("permissions: {}", "permissions: { sys: true }"), "wider");
  assert.equal(wider.code, 0);
  assert.match(
    wider.warned.join("\n"),
    /^Warning: the command in Dockerfile is not that of the manifest: CMD \[.*"--allow-sys"/,
  );
  const weaker = await build(`${manifest}requires: [killable, no-files]\n`, "weaker");
  assert.deepEqual([weaker.code, weaker.printed, weaker.warned], [1, [], [
    'error: Cannot ship dice_env: its Dockerfile starts the server without "--requires", "killable,no-files", which the ' +
    "manifest requires; add that to its CMD, or delete the file to have a new one written",
  ]]);
  await Deno.remove(join(own, "Dockerfile"));
  const mended = await build(`${manifest}requires: [killable, no-files]\n`, "mended");
  assert.deepEqual([mended.code, mended.warned], [0, []]);
});

Deno.test("openenv build says in one line what it cannot build", async () => {
  await using folder = await makeTempFolder();
  const own = join(folder.path, "dice_env");
  await runInProcess("init", own);
  const refuse = async (target: string, ...flags: string[]) => {
    const { code, printed, warned } = await runInProcess(
      "build",
      target,
      "--context-only",
      `${folder.path}/x`,
      ...flags,
    );
    assert.deepEqual([code, printed, warned.length], [1, [], 1]);
    return warned[0]!;
  };
  assert.match(await refuse("no_such"), /^error: Cannot find environment "no_such"/);
  await folder.write("single.ts", "export default 1;");
  assert.match(await refuse(`${folder.path}/single.ts`), /it is a module; name the folder of its package$/);
  await folder.write("full/x", "");
  assert.match(await refuse(`${folder.path}/full`), /^error: Cannot ship .*full: the folder has no openenv\.yaml$/);
  const { warned } = await runInProcess("build", own, "--context-only", `${folder.path}/full`);
  assert.match(warned[0]!, /the folder is not empty/);
  await symlink("/etc/hostname", join(own, "host.txt"));
  assert.match(await refuse(own), /host\.txt is neither a file nor a folder$/);
  await Deno.remove(join(own, "host.txt"));
  await folder.write("dice_env/deno.json", "{ imports }");
  assert.match(await refuse(own), /its deno\.json is not JSON$/);
  await Deno.remove(join(own, "main.ts"));
  await folder.write("dice_env/deno.json", "{}");
  assert.match(await refuse(own), /it has no main\.ts, which starts the server$/);
});

Deno.test("openenv build says what to do without Docker", async () => {
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  try {
    const { code, warned } = await runInProcess("build", "echo");
    assert.deepEqual([code, warned], [1, [
      "error: Cannot build the image openenv-echo: there is no program docker; install Docker, or write the folder of the " +
      "build with --context-only",
    ]]);
  } finally {
    Deno.env.set("PATH", path);
  }
});

Deno.test("openenv build passes on what docker says of a build that fails", async () => {
  // As docker does, it removes the file for the image's id before it builds.
  const fake =
    '#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = --iidfile ] && rm -f "$2"; shift; done\necho "no daemon" >&2\nexit 1\n';
  await using folder = await makeTempFolder({ docker: fake });
  await Deno.chmod(join(folder.path, "docker"), 0o755);
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", `${folder.path}:${path}`);
  try {
    const { code, warned } = await runInProcess("build", "echo");
    assert.deepEqual([code, warned], [1, ["error: Cannot build the image openenv-echo: no daemon"]]);
  } finally {
    Deno.env.set("PATH", path);
  }
});

Deno.test("defaultTag() is the one of the Python package", () => {
  assert.deepEqual(["echo_env", "grid_world_env", "My-Walk"].map(defaultTag), [
    "openenv-echo",
    "openenv-grid_world",
    "openenv-my-walk",
  ]);
});
