import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../../tests/case_count.ts";
import { readSource } from "./source_text.ts";

const CODE: readonly [what: string, source: string, code: string][] = [
  ["a line comment", "a // b\nc", "a     \nc"],
  ["a comment over lines", "a /* b\nc */ d", "a     \n     d"],
  ["a comment without an end", "a /* b", "a     "],
  ["strings", `a("b", 'c')`, `a(" ", ' ')`],
  ["an escaped quote", String.raw`a("b\"c") d`, `a("    ") d`],
  ["a string without an end, which ends with its line", `a("b\nc`, `a(" \nc`],
  ["a template", "a(`b\nc`) d", "a(` \n `) d"],
  ["code in a template", "`a ${ b({ c: `d` }) } e` f", "`  ${ b({ c: ` ` }) }  ` f"],
  ["a comment sign in a string", `a("// b") /* c */`, `a("    ")        `],
  ["a regular expression with a quote", `a(/"/) b("c")`, `a(/ /) b(" ")`],
  ["a regular expression with a slash in a class", "return /[/]/.test(a)", "return /   /.test(a)"],
  ["a division", `a / b / "c"`, `a / b / " "`],
];

for (const [what, source, code] of CODE) {
  Deno.test(`readSource() takes out ${what}`, () => assert.equal(readSource(source).code, code));
}

const IMPORTS: readonly [source: string, imports: readonly string[]][] = [
  [`import a from "b";`, ["b"]],
  [`import { a,\n  b } from 'c';`, ["c"]],
  [`import "a";`, ["a"]],
  [`await import("a")`, ["a"]],
  ["await import(`a`)", ["a"]],
  [`export * from "a"; export { b } from "c";`, ["a", "c"]],
  [`import a from "./a.json" with { type: "json" };`, ["./a.json"]],
  [`import type { A } from "a"; export type { B } from "b";`, []],
  [`import { type A, b } from "a";`, ["a"]],
  [`import type from "a"; import type, { b } from "c";`, ["a", "c"]],
  [`import a from "b"; import type { C } from "c"; import "d";`, ["b", "d"]],
  [`// import "a";\nconst b = 'import "c"'; from("d"); x.import("e");`, []],
  [`import a from "b"; import c from "b";`, ["b"]],
];

for (const [source, imports] of IMPORTS) {
  Deno.test(`readSource() finds the imports of ${source}`, () => {
    assert.deepEqual(readSource(source).imports, imports);
  });
}

Deno.test("readSource() keeps length and lines, whatever it is given", () => {
  const text = fc.array(fc.constantFrom(..."\"'`${}/*\\\n[]a (", "import ", "from "), { maxLength: 40 });
  fc.assert(
    fc.property(text, (parts) => {
      const source = parts.join("");
      const { code } = readSource(source);
      assert.equal(code.length, source.length);
      assert.equal(code.split("\n").length, source.split("\n").length);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("readSource() reads a large source in a moment", () => {
  const source = `const a = \`${"b\\n".repeat(200_000)}\`;\n`.repeat(3) + `// "\n`.repeat(100_000);
  assert.equal(readSource(source).code.length, source.length);
});
