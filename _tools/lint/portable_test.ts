import assert from "node:assert/strict";
import { lintSource } from "./lint_source.ts";

Deno.test("portable refuses Deno in core and client, however it is reached", () => {
  const sources = ["Deno.cwd();", "typeof Deno;", "(globalThis as { Deno?: object }).Deno;"];
  for (const source of sources) {
    assert.notDeepEqual(lintSource("portable", "core/a.ts", source), [], source);
    assert.notDeepEqual(lintSource("portable", "client/sync/a.ts", source), [], source);
  }
});

Deno.test("portable leaves comments, text, tests and other packages alone", () => {
  assert.deepEqual(lintSource("portable", "core/a.ts", `// Deno.cwd()\nconst a = "Deno.cwd()";`), []);
  assert.deepEqual(lintSource("portable", "core/a_test.ts", "Deno.cwd();"), []);
  assert.deepEqual(lintSource("portable", "server/a.ts", "Deno.cwd();"), []);
});

Deno.test("portable refuses `using` in packages that Node loads", () => {
  const sources = ["function f(a: Disposable) { using b = a; return b; }", "await using c = d;"];
  for (const source of sources) {
    assert.notDeepEqual(lintSource("portable", "envs/maze_env/a.ts", source), [], source);
    assert.deepEqual(lintSource("portable", "cli/a.ts", source), [], source);
    assert.deepEqual(lintSource("portable", "core/a_test.ts", source), [], source);
  }
});
