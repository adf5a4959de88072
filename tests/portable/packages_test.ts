/**
 * The tarballs that `deno task pack` makes, as a user has them who has no checkout, no Deno and no bundler.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { IMPORT_MAP } from "../../_tools/pack/pack.ts";
import { readPackages, specifierOf } from "../../_tools/workspace.ts";
import { pageAssets } from "../../server/web/page_assets.ts";
import { startServerChild } from "../interop/child.ts";
import { EXPECTED_EPISODE } from "./episode.ts";
import { BUN, installRuntime, NODE } from "./install.ts";
import { installPackages, packOnce } from "./installed_packages.ts";
import { runProgram } from "./run_program.ts";
import { html, javaScript, visitPage } from "./visit_page.ts";
import { serveGridWorld, type WatchedServer } from "./watched_server.ts";

const TYPES = ["typescript@5.9.3", "@types/node@22.19.0"];
const COMPILER_FLAGS = [
  ...["--strict", "--module", "nodenext", "--target", "es2024", "--lib", "esnext,dom,dom.iterable"],
  ...["--rewriteRelativeImportExtensions", "--erasableSyntaxOnly"],
];

/** Types that are checked, and that would be no types at all if a mistake were none. */
const TYPED = `
import { connect } from "@openenv/client";
import { gridWorld } from "@openenv/grid-world-env";

const env = await connect("http://127.0.0.1:8000", gridWorld);
const result = await env.step({ action: "UP" });
export const row: number = result.observation.x;
// @ts-expect-error -- no such direction
await env.step({ action: "SIDEWAYS" });
// @ts-expect-error -- no such key
export const column = result.observation.column;
`;

/** A folder with the client, a contract, and the programs of this one, compiled by TypeScript's own compiler. */
let client: Promise<string> | undefined;

function installClient(): Promise<string> {
  return client ??= prepareClient();
}

async function prepareClient(): Promise<string> {
  const folder = await installPackages("client", ["core", "client", "grid-world-env"], TYPES);
  const programs = ["episode.ts", "program.ts", "page.ts"];
  for (const name of programs) await Deno.copyFile(new URL(name, import.meta.url), join(folder, name));
  await Deno.writeTextFile(join(folder, "typed.ts"), TYPED);
  await compile(folder, [...programs, "typed.ts"]);
  return folder;
}

/** Compiles with `tsc`, which also checks the types of the packages. */
async function compile(folder: string, programs: readonly string[], ...flags: readonly string[]): Promise<void> {
  const node = await installRuntime(NODE);
  const args = ["node_modules/typescript/bin/tsc", ...COMPILER_FLAGS, ...flags, ...programs];
  const { code, stdout } = await runProgram(node, args, { cwd: folder });
  assert.equal(code, 0, stdout);
}

Deno.test("npm installs the client with its dependencies, and no server; a typed client passes tsc", async () => {
  const folder = await installClient();
  const names = await Array.fromAsync(Deno.readDir(join(folder, "node_modules", "@openenv")), ({ name }) => name);
  assert.deepEqual(names.sort(), ["client", "core", "grid-world-env"]);
});

for (const runtime of [NODE, BUN]) {
  Deno.test(`the client, installed by npm, plays grid_world from ${runtime.name} ${runtime.version}`, async () => {
    const [binary, folder] = await Promise.all([installRuntime(runtime), installClient()]);
    await using server = await serveGridWorld();
    const { code, stdout, stderr } = await runProgram(binary, [join(folder, "program.js"), server.url]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), EXPECTED_EPISODE);
    assert.deepEqual(server.handshakes, [null]);
  });
}

Deno.test("the client, installed by npm, plays grid_world from a page with an import map and no bundler", async () => {
  const folder = await installClient();
  await using server = await serveFolder(folder, '<script type="module" src="/page.js"></script>');
  const { episode, expected } = await visitPage(server.url);
  assert.deepEqual(episode, expected);
});

/** Serves grid_world, the files of a folder, and a page with the import map and a script. */
async function serveFolder(folder: string, script: string): Promise<WatchedServer> {
  const map = await Deno.readTextFile(join(await packOnce(), IMPORT_MAP));
  const readScript = async (path: string) => javaScript(await Deno.readTextFile(join(folder, path)));
  return await serveGridWorld({
    "/": () => html(`<!doctype html><meta charset="utf-8"><script type="importmap">${map}</script>${script}`),
    "/page.js": readScript,
    "/episode.js": readScript,
    "/node_modules/": readScript,
    "/favicon.ico": () => new Response(null, { status: 204 }),
  });
}

Deno.test("every module of the import map loads in a page", async () => {
  const folder = await installEverything();
  await using server = await serveFolder(
    folder,
    `<script type="module">
      const { imports } = JSON.parse(document.querySelector("script[type=importmap]").textContent);
      const names = Object.keys(imports);
      const loads = await Promise.all(names.map((name) => import(name).then(() => "loaded", String)));
      globalThis.outcome = Object.fromEntries(names.map((name, index) => [name, loads[index]]));
    </script>`,
  );
  const outcome = await visitPage<Record<string, string>>(server.url);
  assert.deepEqual(Object.entries(outcome).filter(([, load]) => load !== "loaded"), []);
  for (const name of ["@openenv/client", "@openenv/rollouts", "@openenv/echo-env", "zod"]) {
    assert.ok(name in outcome, name);
  }
});

/** A folder with every package. */
let everything: Promise<string> | undefined;

function installEverything(): Promise<string> {
  return everything ??= readPackages().then((packages) =>
    installPackages("everything", packages.map(({ name }) => name.replace("@openenv/", "")), TYPES)
  );
}

Deno.test("every module of every package that runs on Node loads there, and its types pass tsc", async () => {
  const [node, folder] = await Promise.all([installRuntime(NODE), installEverything()]);
  const modules: string[] = [];
  for (const { name, exports } of await readPackages()) {
    const { engines } = JSON.parse(await Deno.readTextFile(join(folder, "node_modules", name, "package.json")));
    if (engines.node === undefined) continue;
    modules.push(
      ...[...exports.keys()].map((path) => specifierOf(name, path)).filter((name) =>
        !/-env\/(main|server)$/.test(name)
      ),
    );
  }
  for (const name of ["@openenv/client", "@openenv/core/tools", "@openenv/registry/manifest", "@openenv/testing"]) {
    assert.ok(modules.includes(name), name);
  }
  const program = modules.map((name, index) =>
    `import * as module${index} from "${name}";\nconsole.log(module${index});\n`
  );
  await Deno.writeTextFile(join(folder, "every_module.ts"), program.join(""));
  await compile(folder, ["every_module.ts"]);
  const { code, stderr } = await runProgram(node, [join(folder, "every_module.js")]);
  assert.equal(code, 0, stderr);
});

const SERVE = `
import { serve } from "@openenv/server";
import app from "@openenv/grid-world-env/server";

await serve(app, { port: 0, onListen: ({ url }) => console.log("listening " + url) });
`;

Deno.test("the server, installed by npm, hosts grid_world on Deno, and says on Node that it takes Deno", async () => {
  const [node, folder] = await Promise.all([installRuntime(NODE), installEverything()]);
  const program = join(folder, "serve.js");
  await Deno.writeTextFile(program, SERVE);
  const refused = await runProgram(node, [program]);
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /Error: @openenv\/server runs on Deno alone: run this program with Deno, or drive a server/,
  );

  const client = await installClient();
  await using server = await startServerChild(
    { command: Deno.execPath(), args: ["run", "--allow-all", program], cwd: folder },
    60_000,
  );
  const { code, stdout, stderr } = await runProgram(node, [join(client, "program.js"), server.url]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), EXPECTED_EPISODE);

  const script = await (await fetch(`${server.url}/web/assets/page.js`)).text();
  const own = String((await pageAssets()).get("page.js")!.body);
  const names = (text: string) =>
    [...text.matchAll(/^(?:.*\*\/ )?(?:async )?(?:function|class) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(names(script), names(own), "the page is all there");
});

Deno.test("the command line, installed by npm, describes, checks and creates environments on Deno", async () => {
  const folder = await installEverything();
  const start = (...args: readonly string[]) => {
    const command = ["run", "--allow-all", "node_modules/@openenv/cli/main.js", ...args];
    return runProgram(Deno.execPath(), command, { cwd: folder, env: { NO_COLOR: "1" } });
  };
  const run = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await start(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  assert.match(await run("info", "./node_modules/@openenv/grid-world-env"), /^grid_world_env 0\.1\.0/);
  const report = JSON.parse(await run("check", "./node_modules/@openenv/grid-world-env", "--json"));
  assert.notEqual(report.verdict, "fail", JSON.stringify(report, null, 2));
  assert.match(await run("init", "new_env"), /^Wrote the environment new_env to new_env/);
  const { links, imports } = JSON.parse(await Deno.readTextFile(join(folder, "new_env", "deno.json")));
  assert.deepEqual([links, imports["@openenv/core"]], [undefined, "jsr:@openenv/core@^0.1.0"]);
  const linked = await start("init", "linked_env", "--link");
  assert.deepEqual([linked.code, linked.stderr], [
    1,
    "error: Cannot link a checkout: this command does not run from one; leave --link out",
  ]);
});
