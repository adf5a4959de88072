import assert from "node:assert/strict";
import { readManifest } from "../../../registry/manifest/mod.ts";
import { type FileTexts, memoryPackage, SOUND_MANIFEST, SOUND_PACKAGE } from "../../testing_fixtures/memory_package.ts";
import { createCheckContext } from "../../check_context.ts";
import { PERMISSION_CHECK } from "./permission_check.ts";

async function findIn(files: FileTexts, permissions = "{}"): Promise<readonly string[]> {
  const text = SOUND_MANIFEST.replace("permissions: {}", `permissions: ${permissions}`);
  const texts = { ...SOUND_PACKAGE, "openenv.yaml": text, ...files };
  const context = createCheckContext({ files: memoryPackage(texts), manifest: readManifest(text).manifest });
  return (await PERMISSION_CHECK.run(context)).evidence ?? [];
}

const USES: readonly [code: string, what: string, permissions: string][] = [
  ["await Deno.readDir('.')", "Deno.readDir", "read"],
  ["Deno.writeTextFileSync('a', 'b')", "Deno.writeTextFileSync", "write"],
  ["globalThis.Deno.open('a')", "Deno.open", "read or permissions.write"],
  ['import { readFile } from "node:fs/promises";', "node:fs/promises", "read or permissions.write"],
  ["Deno.connect({ port: 1 })", "Deno.connect", "net"],
  ['import http from "node:http";', "node:http", "net"],
  ["new WebSocket(url)", "new WebSocket", "net"],
  ["const text = await fetch(url).then((a) => a.text())", "fetch", "net or permissions.read"],
  ["const load = () => globalThis.fetch(url)", "fetch", "net or permissions.read"],
  ["const b = c ? fetch(url) : d", "fetch", "net or permissions.read"],
  ["Deno.env.get('HOME')", "Deno.env", "env"],
  ["process.env.HOME", "process.env", "env"],
  ["new Deno.Command('ls')", "Deno.Command", "run"],
  ['import("node:child_process")', "node:child_process", "run"],
  ["Deno.dlopen('a', {})", "Deno.dlopen", "ffi"],
  ["Deno.hostname()", "Deno.hostname", "sys"],
  ["`home: ${Deno.env.get('HOME')}`", "Deno.env", "env"],
];

for (const [code, what, needed] of USES) {
  const [permission] = needed.split(" ");
  Deno.test(`static.permissions finds ${what} in ${code}, unless it may ${permission}`, async () => {
    assert.deepEqual(await findIn({ "rules.ts": code }), [
      `rules.ts uses ${what}, and permissions.${needed} is not declared`,
    ]);
    assert.deepEqual(await findIn({ "rules.ts": code }, `{ ${permission}: true }`), []);
    assert.equal((await findIn({ "rules.ts": code }, `{ ${permission}: false }`)).length, 1);
  });
}

const HARMLESS: readonly string[] = [
  "// Deno.readTextFile('a')",
  "const text = 'Deno.env and fetch(url)';",
  "const text = `new WebSocket(url)`;",
  "world.Deno.readFile(); my.fetch(1); this.#fetch(2); prefetch(3);",
  "export class A { fetch(url: string): string { return url; } }",
  "export const app = { async fetch(request) { return request; } };",
  "function fetch(url) { return url; }",
  "const now = Deno.version; Deno.inspect(now); Deno.errors;",
  'import type { Stats } from "node:fs";',
  'import assert from "node:assert";',
];

for (const code of HARMLESS) {
  Deno.test(`static.permissions finds nothing in ${code}`, async () => {
    assert.deepEqual(await findIn({ "rules.ts": code }), []);
  });
}

Deno.test("static.permissions looks at what the module imports, and at nothing else", async () => {
  const code = "Deno.serve(() => new Response());";
  assert.deepEqual(await findIn({ "main.ts": code, "environment_test.ts": code, "unused/deep.ts": code }), []);
  const files = {
    "rules.ts": 'export * from "./deep/a.ts"; import "./rules.ts"; import "./gone.ts";',
    "deep/a.ts": 'import "../deep/../b.js";',
    "b.js": code,
  };
  assert.deepEqual(await findIn(files), ["b.js uses Deno.serve, and permissions.net is not declared"]);
});

const NETWORKS: readonly [permissions: string, network: string, says: readonly string[]][] = [
  ["{ net: true }", "{ mode: no-network }", [
    "permissions.net is everything, and validation.network.mode is no-network",
  ]],
  ["{ net: [127.0.0.1, 'localhost:80', '[::1]:80'] }", "{ mode: no-network }", []],
  ["{ net: true }", "{ mode: public }", []],
  ["{ net: ['a.com:443', b.a.com, c.com] }", "{ mode: allowlist, allowed_hosts: [a.com, '*.a.com'] }", [
    "permissions.net has c.com, which validation.network (allowlist) does not allow",
  ]],
];

for (const [permissions, network, says] of NETWORKS) {
  Deno.test(`static.permissions compares permissions ${permissions} with network ${network}`, async () => {
    const text = SOUND_MANIFEST.replace("permissions: {}", `permissions: ${permissions}`) + `  network: ${network}\n`;
    const context = createCheckContext({ files: memoryPackage(SOUND_PACKAGE), manifest: readManifest(text).manifest });
    assert.deepEqual((await PERMISSION_CHECK.run(context)).evidence ?? [], says);
  });
}
