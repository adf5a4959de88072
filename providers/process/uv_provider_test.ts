import assert from "node:assert/strict";
import { join } from "node:path";
import { UvProvider } from "../mod.ts";
import { readRecords } from "../supervisor/records.ts";

/** A program in the place of uv: it says what it was asked, or serves nothing at all. */
async function makeTools(script: string) {
  const folder = await Deno.makeTempDir({ prefix: "openenv_uv_test_" });
  const uv = join(folder, "uv");
  await Deno.writeTextFile(uv, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const project = join(folder, "project");
  await Deno.mkdir(project);
  await Deno.writeTextFile(join(project, "pyproject.toml"), "[project]\nname = 'x'\n");
  return { folder, uv, project, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

async function git(folder: string, ...args: string[]): Promise<void> {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
  const { success } = await new Deno.Command("git", {
    args: ["-C", folder, ...identity, ...args],
    stderr: "null",
    stdout: "null",
  })
    .output();
  assert.ok(success, args.join(" "));
}

Deno.test("UvProvider runs uvicorn by uv, in the project's folder", async () => {
  await using tools = await makeTools('echo "$PWD $*"; echo $EXTRA; exec sleep 60');
  await using provider = new UvProvider({ ...tools, app: "app:app", workers: 2, stopTimeoutMs: 100 });
  const url = await provider.start({ port: 45_871, envVars: { EXTRA: "given" } });
  assert.equal(url, "http://127.0.0.1:45871");
  while (!(await provider.logs()).includes("given")) await new Promise((resolve) => setTimeout(resolve, 20));
  const expected = `${await Deno.realPath(tools.project)} run --project ${tools.project} -- uvicorn app:app ` +
    "--host 127.0.0.1 --port 45871 --workers 2\ngiven\n";
  assert.equal(await provider.logs(), expected);
  assert.match(provider.name!, /^openenv-project-[0-9a-f]{8}$/);
});

Deno.test("UvProvider clones a repository, and removes the clone when it stops", async () => {
  await using tools = await makeTools('echo "$PWD"; exec sleep 60');
  await git(tools.project, "init", "-q");
  await git(tools.project, "add", ".");
  await git(tools.project, "commit", "-qm", "x");
  const provider = new UvProvider({ project: `git+file://${tools.project}`, uv: tools.uv, stopTimeoutMs: 100 });
  await provider.start();
  while (!(await provider.logs()).endsWith("\n")) await new Promise((resolve) => setTimeout(resolve, 20));
  const clone = (await provider.logs()).trim();
  assert.ok((await Deno.stat(join(clone, "pyproject.toml"))).isFile);
  await provider.close();
  await assert.rejects(Deno.stat(clone), Deno.errors.NotFound);
});

Deno.test("UvProvider names what is missing or wrong, and leaves nothing behind", async () => {
  await using tools = await makeTools("echo no such app >&2; exit 1");
  const before = await clones();
  const { project, uv, folder } = tools;
  await assert.rejects(new UvProvider({ project, uv: "/no/such/uv" }).start(), {
    code: "PROVIDER_UNAVAILABLE",
    message: `Cannot start ${project}: there is no program /no/such/uv; install uv, or set the option uv`,
  });
  await assert.rejects(new UvProvider({ project: folder, uv }).start(), {
    code: "START_FAILED",
    message: `Cannot start ${folder}: it has no pyproject.toml`,
  });
  const secret = `git+file://user:hunter2@${folder}/nowhere`;
  await assert.rejects(new UvProvider({ project: secret, uv }).start(), (error: Error & { code: string }) => {
    assert.equal(error.code, "START_FAILED");
    assert.match(error.message, /^Cannot clone file:\/\/\//);
    assert.ok(!`${error.message}${error.stack}`.includes("hunter2"));
    return true;
  });
  await using provider = new UvProvider({ project, uv });
  const failed = async () => await provider.waitForReady(await provider.start());
  await assert.rejects(failed, { code: "START_FAILED", message: /exited with code 1; its last lines:\nno such app$/ });
  await provider.close();
  assert.deepEqual(await clones(), before);
  assert.equal((await readRecords()).filter(({ owner }) => owner.pid === Deno.pid).length, 0);
});

Deno.test("UvProvider refuses options that can't be used", () => {
  for (const project of ["", "-x", "git+--upload-pack=touch /tmp/x"]) {
    assert.throws(() => new UvProvider({ project }), { code: "INVALID_OPTION", data: { option: "project" } });
  }
  assert.throws(() => new UvProvider({ project: ".", workers: 0 }), { data: { option: "workers" } });
  assert.throws(() => new UvProvider({ project: ".", cloneTimeoutMs: -1 }), { data: { option: "cloneTimeoutMs" } });
});

async function clones(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir("/tmp"), ({ name }) => name);
  return names.filter((name) => name.startsWith("openenv-uv-")).sort();
}
