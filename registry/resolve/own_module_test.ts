import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { serveFolder } from "../testing_fixtures/private_registry.ts";
import { resolveOwn } from "./own_module.ts";

const CASES = [
  ["server/hosts/mod.ts", "@openenv/server/hosts"],
  ["envs/coding_env/environment.ts", "@openenv/coding-env@0.1.0/environment"],
] as const;

Deno.test("code of a checkout uses the checkout", () => {
  const found = CASES.map(([file, specifier]) => resolveOwn(file, specifier));
  assert.deepEqual(found, CASES.map(([file]) => new URL(`../../${file}`, import.meta.url).href));
});

Deno.test("code from anywhere else uses JSR, in one exact version", async () => {
  await using server = serveFolder(fileURLToPath(new URL("../", import.meta.url)));
  const code = `import { resolveOwn } from "${server.url}resolve/own_module.ts";
console.log(JSON.stringify(${JSON.stringify(CASES)}.map(([file, specifier]) => resolveOwn(file, specifier))));`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-lock",
      "--no-config",
      "--allow-import",
      "--reload",
      `data:application/typescript,${encodeURIComponent(code)}`,
    ],
  }).output();
  assert.deepEqual(
    JSON.parse(new TextDecoder().decode(stdout) || `"${new TextDecoder().decode(stderr)}"`),
    ["jsr:@openenv/server@0.1.0/hosts", "jsr:@openenv/coding-env@0.1.0/environment"],
  );
});
