import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { runDeno } from "./run_deno.ts";
import { ROOT } from "./workspace.ts";

const PROGRAM = `import { CASE_COUNT } from ${JSON.stringify(pathToFileURL(join(ROOT, "tests/case_count.ts")).href)};
console.log(CASE_COUNT);`;

async function caseCount(permission: string, ci: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "main.ts"), PROGRAM);
    const args = ["run", "--no-prompt", "--no-lock", permission, join(folder, "main.ts")];
    return (await runDeno(args, { env: { CI: ci } })).stdout.trim();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("CASE_COUNT is larger where CI is true", async () => {
  assert.equal(await caseCount("--allow-env", "true"), "2000");
  assert.equal(await caseCount("--allow-env", "false"), "100");
});

Deno.test("CASE_COUNT needs no permission", async () => {
  assert.equal(await caseCount("--no-remote", "true"), "100");
});
