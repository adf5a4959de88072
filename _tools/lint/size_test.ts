import assert from "node:assert/strict";
import { lintSource, runRule } from "./lint_source.ts";
import { createFileLength, createFunctionLength, MAX_FILE_LINES, MAX_FUNCTION_LINES } from "./size.ts";

function lines(count: number): string {
  return "work();\n".repeat(count);
}

function withExceptions(exceptions: Record<string, string>): Deno.lint.Plugin {
  return {
    name: "sizes",
    rules: { file: createFileLength(exceptions), function: createFunctionLength(exceptions) },
  };
}

Deno.test("file-length allows the limit and refuses one line more", () => {
  assert.deepEqual(lintSource("file-length", "core/a.ts", lines(MAX_FILE_LINES)), []);
  assert.match(lintSource("file-length", "core/a.ts", lines(MAX_FILE_LINES + 1)).join(), /has 301/);
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

Deno.test("exceptions lift a limit and are refused when they are not needed", () => {
  const plugin = withExceptions({ "core/a.ts": "a table", "core/a.ts#long": "a table" });
  assert.deepEqual(runRule(plugin, "file", "core/a.ts", lines(MAX_FILE_LINES + 1)), []);
  assert.match(runRule(plugin, "file", "core/a.ts", lines(1)).join(), /remove it/);
  const long = `function long() {\n${lines(MAX_FUNCTION_LINES + 1)}}`;
  assert.deepEqual(runRule(plugin, "function", "core/a.ts", long), []);
  assert.equal(runRule(plugin, "function", "core/b.ts", long).length, 1);
});
