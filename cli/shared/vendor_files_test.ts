import assert from "node:assert/strict";
import { dirname, join } from "node:path/posix";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../_tools/workspace.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { readVendorFiles } from "./vendor_files.ts";

const CHECKOUT = {
  "LICENSE": "free",
  "openenv.schema.json": "{}",
  "deno.json": JSON.stringify({
    name: "@openenv/openenv",
    version: "1.2.3",
    workspace: ["./core", "./server", "./client", "./envs/echo_env"],
    imports: { "zod": "npm:zod@^4.6.7", "hono": "npm:hono@^4.13.0", "unused": "npm:unused@1" },
    unstable: ["worker-options"],
    tasks: { start: "deno run main.ts" },
  }),
  "deno.lock": JSON.stringify({ version: "5", specifiers: {}, npm: {}, workspace: {} }),
  "core/deno.json": JSON.stringify({ name: "@openenv/core", publish: { exclude: ["**/*_test.ts", "testdata"] } }),
  "core/mod.ts": '/**\n * import { x } from "@openenv/client";\n */\nexport const core = 1;\n',
  "core/mod_test.ts": 'import "unused";\n',
  "core/deep/a.ts": 'export * from "../mod.ts";\n',
  "core/deep/a_test.ts": "",
  "core/testdata/data.txt": "",
  "core/.hidden": "",
  "server/deno.json": JSON.stringify({ name: "@openenv/server" }),
  "server/mod.ts":
    'import {\n  core,\n} from "@openenv/core/deep";\nexport const hono = await import("hono/deno");\nexport { core };\n',
  "client/deno.json": JSON.stringify({ name: "@openenv/client" }),
  "client/mod.ts": 'import "zod";\n',
  "envs/echo_env/deno.json": JSON.stringify({ name: "@openenv/echo-env" }),
  "envs/echo_env/mod.ts": 'import "@openenv/server";\nimport "@openenv/client";\n',
};

Deno.test("readVendorFiles() reads the packages that are needed and those they import, without tests", async () => {
  await using folder = await makeTempFolder(CHECKOUT);
  const files = await readVendorFiles(pathToFileURL(`${folder.path}/`), ["@openenv/server", "zod"]);
  assert.deepEqual(files.map(({ path }) => path), [
    "deno.json",
    "deno.lock",
    "LICENSE",
    "openenv.schema.json",
    "core/deep/a.ts",
    "core/deno.json",
    "core/mod.ts",
    "server/deno.json",
    "server/mod.ts",
  ]);
  assert.deepEqual(JSON.parse(files[0]!.text), {
    name: "@openenv/openenv",
    version: "1.2.3",
    exports: {},
    workspace: ["./core", "./server"],
    imports: { "hono": "npm:hono@^4.13.0" },
    unstable: ["worker-options"],
  });
});

Deno.test("readVendorFiles() reads packages in folders of folders", async () => {
  await using folder = await makeTempFolder(CHECKOUT);
  const files = await readVendorFiles(pathToFileURL(`${folder.path}/`), ["@openenv/echo-env"]);
  assert.ok(files.some(({ path }) => path === "envs/echo_env/mod.ts"));
  assert.deepEqual(JSON.parse(files[0]!.text).workspace, ["./core", "./server", "./client", "./envs/echo_env"]);
});

Deno.test("readVendorFiles() refuses a file that would not be the same after copying", async () => {
  await using folder = await makeTempFolder(CHECKOUT);
  await Deno.writeFile(join(folder.path, "core", "logo.png"), Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff));
  await assert.rejects(readVendorFiles(pathToFileURL(`${folder.path}/`), ["@openenv/core"]), {
    message: "Cannot copy core/logo.png to a new package: it is not a text in UTF-8",
  });
});

Deno.test("readVendorFiles() leaves out nothing of this checkout that the command line imports", async () => {
  const files = await readVendorFiles(pathToFileURL(`${ROOT}/`), ["@openenv/cli"]);
  const paths = new Set(files.map(({ path }) => path));
  const missing: string[] = [];
  for (const { path, text } of files.filter(({ path }) => path.endsWith(".ts"))) {
    for (const [, target] of text.matchAll(/^(?:import|export)\b[^;"'`]*?\bfrom\s*"(\.[^"]+)"/gm)) {
      if (!paths.has(join(dirname(path), target!))) missing.push(`${path}: ${target}`);
    }
  }
  assert.deepEqual(missing, []);
  assert.deepEqual([...paths].filter((path) => /_test\.ts$|testdata|testing_fixtures|^envs/.test(path)), []);
});
