import assert from "node:assert/strict";
import { lintSource } from "./lint_source.ts";

Deno.test("function-declarations refuses functions in top-level variables", () => {
  const found = lintSource(
    "function-declarations",
    "core/a.ts",
    `const a = () => 1; export const b = async function () {}; const [c] = [1], d = (x: number) => x;`,
  );
  assert.deepEqual(found.map((message) => /function (\w+)\(/.exec(message)?.[1]), ["a", "b", "d"]);
});

Deno.test("function-declarations leaves inner functions, arguments and tables alone", () => {
  const source = `function a() { const inner = () => 1; return inner; }
    const table = { step: () => 1 };
    const made = make(() => 1);`;
  assert.deepEqual(lintSource("function-declarations", "core/a.ts", source), []);
});
