import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { runChild } from "../../tests/interop/child.ts";
import { OpenenvChild } from "../testdata/openenv_child.ts";
import { fixture } from "../testdata/run_in_process.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Types the command that a server printed into a shell; returns what that printed. */
async function typeNext(child: OpenenvChild, cwd: string, env: Record<string, string> = {}): Promise<string> {
  const command = (await child.line(/^ {2}\S+ .*eval /)).trim();
  const { code, lines, stderr } = await runChild({ command: "sh", args: ["-c", command], cwd, env }, 60_000);
  assert.equal(code, 0, `${command}\n${stderr}`);
  return lines.join("\n");
}

async function assertStops(child: OpenenvChild, signal: Deno.Signal = "SIGTERM"): Promise<void> {
  child.kill(signal);
  const { code, stderr } = await child.end();
  assert.deepEqual([code, stderr], [0, ""]);
}

Deno.test("openenv serve hosts an environment file; what it says to type next works in any folder", async () => {
  await using folder = await makeTempFolder();
  await using child = new OpenenvChild(["serve", fixture("limited.ts"), "--port", "0"], folder.path);
  const url = await child.url();
  assert.deepEqual(child.lines, [
    `Found the environment limited 2.1.0 in ${fixture("limited.ts")}`,
    `Listening on ${url}`,
  ]);
  assert.match(await child.line(/Open/), RegExp(`Open ${url}/web in a browser`));
  const page = await fetch(`${url}/docs`);
  assert.deepEqual([page.status, (await page.text()).startsWith("<!")], [200, true]);
  assert.match(await typeNext(child, folder.path), /heard 24 characters/);
  await assertStops(child);
});

Deno.test("openenv serve hosts a bundled name; what it says to type next works in the checkout", async () => {
  await using child = new OpenenvChild(["serve", "grid_world", "--port", "0"], ROOT);
  await child.url();
  assert.match(child.lines[0]!, /^Found the environment grid_world_env 0\.1\.0 in .*environment\.ts$/);
  assert.match(await typeNext(child, ROOT), /Keep going/);
  await assertStops(child, "SIGINT");
});

Deno.test("openenv serve --check-observations sampled reaches the server, also by way of --watch", async () => {
  const module = `
    import { defineEnvironment } from "@openenv/core";
    import { z } from "zod";

    const contract = defineEnvironment({ name: "loose", action: z.object({}), observation: z.object({}) });
    export default contract.implement(() => ({
      reset: () => ({ observation: {} }),
      step: () => ({ observation: { undeclared: 1 } }),
    }));
  `;
  await using folder = await makeTempFolder({ "loose.ts": module });
  const flags = ["--check-observations", "sampled", "--watch", "--port", "0"];
  await using child = new OpenenvChild(["serve", "./loose.ts", ...flags], folder.path);
  await using env = await connect(await child.url());
  await env.reset();
  for (let step = 0; step < 16; step++) await assert.rejects(env.step({}), { code: "INVALID_OBSERVATION" });
  assert.deepEqual((await env.step({})).observation, { undeclared: 1 });
  await env.close();
  await assertStops(child);
});

Deno.test("openenv serve --http-session shared plays episodes of programs that name no session, and warns", async () => {
  await using child = new OpenenvChild(["serve", "grid_world", "--http-session", "shared", "--port", "0"], ROOT);
  const url = await child.url();
  const post = async (path: string, body: unknown) => {
    const response = await fetch(url + path, { method: "POST", body: JSON.stringify(body) });
    return (await response.json()).observation;
  };
  await post("/reset", {});
  await post("/step", { action: { action: "DOWN" } });
  const { x, y } = await post("/step", { action: { action: "DOWN" } });
  assert.deepEqual([x, y], [2, 0]);
  child.kill("SIGTERM");
  const { code, stderr } = await child.end();
  assert.equal(code, 0);
  assert.match(stderr, /^Warning: HTTP callers that name no session share one[^\n]*\n$/);
});

Deno.test("openenv serve hosts an app of ours, named by a relative path", async () => {
  await using child = new OpenenvChild(["serve", "./app.ts", "--port", "0"], fixture("."));
  const url = await child.url();
  assert.equal(child.lines[0], "Found an app in ./app.ts");
  await child.line(/eval/);
  const env = await connect(url);
  assert.equal((await env.reset({ mood: "fine" })).observation.said, "fine");
  await env.close();
  await assertStops(child);
});

Deno.test("openenv serve with a token says to type a command that sends it", async () => {
  const env = { OPENENV_TOKEN: "secret" };
  await using child = new OpenenvChild(["serve", "grid_world", "--port", "0"], ROOT, env);
  const url = await child.url();
  assert.match(await child.line(/Open/), RegExp(`Open ${url}/web `), "the page asks for the token");
  assert.match(await typeNext(child, ROOT, env), /Keep going/);
  assert.ok(!child.lines.join().includes("secret"));
  await assertStops(child);
});

Deno.test("openenv serve hosts an app from another package", async () => {
  await using child = new OpenenvChild(["serve", fixture("foreign_app.ts"), "--port", "0"]);
  assert.equal(await (await fetch(await child.url())).text(), "hello");
  await assertStops(child);
  assert.deepEqual(child.lines.length, 2, "nothing is known of it");
});

Deno.test("openenv serve ends with exit code 1 and one line when it cannot start", async () => {
  await using child = new OpenenvChild(["serve", "grid_wrld"]);
  const { code, lines, stderr } = await child.end();
  assert.deepEqual([code, lines], [1, []]);
  assert.match(stderr, /^error: [^\n]+\n$/);
});

/** A package whose environment says who its parent process is, and what it may do. */
function hosted(requires: string, more = ""): Record<string, string> {
  return {
    "openenv.yaml": `name: hosted\nmodule: environment.ts\nrequires: [${requires}]\n${more}`,
    "environment.ts": `
    import { defineEnvironment } from "@openenv/core";
    import { z } from "zod";

    const contract = defineEnvironment({
      name: "hosted",
      action: z.object({ path: z.string() }),
      observation: z.object({ pid: z.int(), read: z.string() }),
    });
    export default contract.implement(() => ({
      reset: () => ({ observation: { pid: Deno.pid, read: "" } }),
      step: async ({ path }) => ({
        observation: { pid: Deno.pid, read: await Deno.readTextFile(path).catch((error) => error.name) },
      }),
    }));
  `,
    "data/words.txt": "hello",
  };
}

Deno.test("openenv serve runs a package in the host that its manifest requires, with its permissions", async () => {
  await using folder = await makeTempFolder(hosted("killable", "permissions: { read: [data] }\n"));
  for (const target of [".", "./environment.ts"]) {
    await using child = new OpenenvChild(["serve", target, "--port", "0"], folder.path);
    await using env = await connect(await child.url());
    assert.match(child.lines[0]!, /^Found the environment hosted .* in .*environment\.ts$/);
    assert.notEqual((await env.reset()).observation.pid, child.pid);
    assert.equal((await env.step({ path: `${folder.path}/data/words.txt` })).observation.read, "hello");
    assert.equal((await env.step({ path: "/etc/hostname" })).observation.read, "NotCapable");
    await env.close();
    await assertStops(child);
  }
});

Deno.test("openenv serve --host-kind inline runs a package in the server, if the manifest requires nothing", async () => {
  await using folder = await makeTempFolder(hosted("", "limits: { max_sessions: 3 }\n"));
  await using child = new OpenenvChild(["serve", ".", "--port", "0", "--host-kind", "inline"], folder.path);
  const url = await child.url();
  await using env = await connect(url);
  assert.equal((await env.reset()).observation.pid, child.pid);
  assert.equal((await (await fetch(`${url}/metadata`)).json()).max_sessions, 3);
  await env.close();
  await assertStops(child);
});

Deno.test("openenv serve --host-kind process runs a module and a bundled name in processes", async () => {
  await using folder = await makeTempFolder(hosted(""));
  const flags = ["--port", "0", "--host-kind", "process", "--memory-mb", "400", "--warm-hosts", "0"];
  await using child = new OpenenvChild(["serve", "./environment.ts", ...flags], folder.path);
  await using env = await connect(await child.url());
  assert.notEqual((await env.reset()).observation.pid, child.pid);
  await env.close();
  await assertStops(child);
  await using bundled = new OpenenvChild(["serve", "grid_world", ...flags], folder.path);
  await bundled.url();
  assert.match(await typeNext(bundled, folder.path), /Keep going/);
  await assertStops(bundled);
});

Deno.test("openenv serve refuses to start where a guarantee of the manifest can't be given", async () => {
  const refusals: [Record<string, string>, string[], RegExp][] = [
    [hosted("no-network"), ["--host-kind", "inline"], /^error: Cannot guarantee no-network with the inline host: /],
    [hosted("killable"), ["--host-kind", "worker"], /^error: Cannot guarantee killable with the worker host: /],
    [
      hosted("no-files", "permissions: { read: true }\n"),
      [],
      /^error: Cannot guarantee no-files .* permission read\n$/,
    ],
    [hosted(""), ["--memory-mb", "100"], /^error: Cannot use --memory-mb: .* add --host-kind process\n$/],
    [{ "openenv.yaml": "name: x\n" }, [], /^error: Cannot load \.: its openenv\.yaml names no module\n$/],
  ];
  for (const [files, flags, message] of refusals) {
    await using folder = await makeTempFolder(files);
    await using child = new OpenenvChild(["serve", ".", "--port", "0", ...flags], folder.path);
    const { code, stderr } = await child.end();
    assert.equal(code, 1);
    assert.match(stderr, message);
  }
});
