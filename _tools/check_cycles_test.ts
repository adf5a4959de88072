import assert from "node:assert/strict";
import { checkCycles, findCycles, findMutualFolders, type Import } from "./check_cycles.ts";
import { memberConfig, writeWorkspace } from "./write_workspace.ts";

/** Writes a workspace with a package `core` and a package `client`, and finds its problems. */
async function problemsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ workspace: ["./core", "./client"] }),
    "core/deno.json": memberConfig("@a/core", { ".": "./mod.ts", "./schema": "./schema/mod.ts" }),
    "client/deno.json": memberConfig("@a/client"),
    ...files,
  });
  return await checkCycles(workspace.root);
}

function importOf(from: string, to: string, typeOnly = false): Import {
  return { from, to, typeOnly };
}

Deno.test("checkCycles() finds a cycle of imports, once", async () => {
  assert.deepEqual(
    await problemsOf({
      "core/b.ts": `import { c } from "./c.ts";\nexport const b = c;`,
      "core/c.ts": `import {\n  a,\n} from "./a.ts";\nexport const c = a;`,
      "core/a.ts": `export * from "./b.ts";`,
      "core/d.ts": `import { a } from "./a.ts";\nexport const d = a;`,
    }),
    ["import cycle: core/a.ts -> core/b.ts -> core/c.ts -> core/a.ts"],
  );
});

Deno.test("checkCycles() finds a cycle of types only, and one by way of a lazy import", async () => {
  assert.deepEqual(
    await problemsOf({
      "core/a.ts": `import type { B } from "./b.ts";\nexport type A = B;`,
      "core/b.ts": `import { type A } from "./a.ts";\nexport type B = A;`,
      "core/c.ts": `export const load = () => import("./d.ts");`,
      "core/d.ts": `import "./c.ts";`,
    }),
    ["import cycle: core/a.ts -> core/b.ts -> core/a.ts", "import cycle: core/c.ts -> core/d.ts -> core/c.ts"],
  );
});

Deno.test("checkCycles() follows names through a barrel to their files, and reads no comments", async () => {
  const files = {
    "core/schema/mod.ts": `export { one } from "./one.ts";\nexport { two } from "./two.ts";`,
    "core/schema/one.ts": `// import { two } from "./two.ts";\nexport const one = 1;`,
    "core/schema/two.ts": `/**\n * import { run } from "../run.ts";\n */\nexport const two = 2;`,
  };
  assert.deepEqual(await problemsOf({ ...files, "core/run.ts": `import { one } from "@a/core/schema";` }), []);
  assert.deepEqual(
    await problemsOf({
      ...files,
      "core/schema/one.ts": `import { run } from "../run.ts";\nexport const one = run;`,
      "core/run.ts": `import { one } from "@a/core/schema";\nexport const run = one;`,
    }),
    [
      "import cycle: core/run.ts -> core/schema/one.ts -> core/run.ts",
      "folders import each other: core/ and core/schema/: core/run.ts -> core/schema/one.ts, core/schema/one.ts -> core/run.ts",
    ],
  );
});

Deno.test("checkCycles() finds two folders that import each other without a cycle of files", async () => {
  assert.deepEqual(
    await problemsOf({
      "core/x/a.ts": `import { b } from "../y/b.ts";\nexport const a = b;`,
      "core/y/b.ts": "export const b = 1;",
      "core/y/deep/c.ts": `import { d } from "../../x/d.ts";\nexport const c = d;`,
      "core/x/d.ts": "export const d = 1;",
    }),
    ["folders import each other: core/x/ and core/y/: core/x/a.ts -> core/y/b.ts, core/y/deep/c.ts -> core/x/d.ts"],
  );
});

Deno.test("checkCycles() looks at modules only, not at data", async () => {
  assert.deepEqual(
    await problemsOf({
      "core/a.ts": `import { b } from "./x/b.ts";\nexport const a = b;`,
      "core/x/b.ts": `import config from "../deno.json" with { type: "json" };\nexport const b = config;`,
    }),
    [],
  );
});

Deno.test("checkCycles() allows tests and fixtures any import", async () => {
  assert.deepEqual(
    await problemsOf({
      "core/a.ts": "export const a = 1;",
      "core/a_test.ts": `import { a } from "./a.ts";\nimport "./b_test.ts";`,
      "core/b_test.ts": `import "./a_test.ts";`,
      "core/testdata/c.ts": `import { c } from "./c.ts";`,
    }),
    [],
  );
});

Deno.test("findMutualFolders() allows two folders that need each other's types", () => {
  const back = importOf("core/y/b.ts", "core/x/a.ts");
  assert.deepEqual(findMutualFolders([importOf("core/x/a.ts", "core/y/c.ts", true), back]), []);
  assert.equal(findMutualFolders([importOf("core/x/a.ts", "core/y/c.ts"), back]).length, 1);
});

Deno.test("findCycles() allows the parts of a rubric to import each other, and nothing outside of them", () => {
  const [one, two] = ["core/rubrics/one.ts", "core/rubrics/two.ts"];
  assert.deepEqual(findCycles([importOf(one, two), importOf(two, one)]), []);
  const outside = "core/session.ts";
  const cycles = findCycles([importOf(one, two), importOf(two, outside), importOf(outside, one)]);
  assert.deepEqual(cycles, [[one, two, outside]]);
});
