import assert from "node:assert/strict";
import { lintSource } from "./lint_source.ts";
import { MAX_FILE_LINES, MAX_FUNCTION_LINES } from "./size.ts";

function lines(count: number): string {
  return "work();\n".repeat(count);
}

Deno.test("file-length allows the limit and refuses one line of code more", () => {
  const comments = "/**\n * Not counted.\n */\n\n// Neither is this.\n";
  assert.deepEqual(lintSource("file-length", "core/a.ts", comments + lines(MAX_FILE_LINES)), []);
  assert.match(lintSource("file-length", "core/a.ts", lines(MAX_FILE_LINES + 1)).join(), /has 401/);
  assert.deepEqual(lintSource("file-length", "core/a_test.ts", lines(MAX_FILE_LINES + 1)), []);
});

Deno.test("function-length allows the limit and refuses one line more", () => {
  const declaration = (count: number) => `/** é€😀 */\nfunction long() {\n${lines(count)}}\n`;
  assert.deepEqual(lintSource("function-length", "core/a.ts", declaration(MAX_FUNCTION_LINES)), []);
  assert.match(
    lintSource("function-length", "core/a.ts", declaration(MAX_FUNCTION_LINES + 1)).join(),
    /that of long has 61/,
  );
  assert.deepEqual(lintSource("function-length", "core/a_bench.ts", declaration(MAX_FUNCTION_LINES + 1)), []);
});

Deno.test("function-length sees methods, variables and arrows, and counts inner functions in the outer one", () => {
  const body = `{\n${lines(MAX_FUNCTION_LINES + 1)}}`;
  const names: [source: string, name: string][] = [
    [`class A { #work() ${body} }`, "work"],
    [`const handlers = { step: () => ${body} };`, "step"],
    [`function f() { const inner = function () ${body}; }`, "inner"],
    [`run(() => [\n${"1,\n".repeat(MAX_FUNCTION_LINES)}]);`, "an unnamed function"],
  ];
  for (const [source, name] of names) {
    assert.match(lintSource("function-length", "core/a.ts", source).join(), new RegExp(`that of ${name} has`), name);
  }
  const nested = `function outer() {\nconst inner = () => {\n${lines(MAX_FUNCTION_LINES - 2)}};\n}`;
  assert.deepEqual(lintSource("function-length", "core/a.ts", nested), []);
  assert.match(
    lintSource("function-length", "core/a.ts", nested.replace("{\n", "{\nmore();\n")).join(),
    /that of outer has 61/,
  );
});
