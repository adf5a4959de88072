import assert from "node:assert/strict";
import { linkModules } from "./link_modules.ts";

async function run(modules: Record<string, string>): Promise<unknown> {
  const script = `${linkModules(new Map(Object.entries(modules)))}\nexport { last };`;
  return (await import(`data:text/javascript,${encodeURIComponent(script)}`)).last;
}

Deno.test("linkModules() joins modules that import each other by path and by name", async () => {
  const last = await run({
    "lib": "const a=1,b=2;export{a as one,b as two};\n//# sourceMappingURL=lib.js.map",
    "short": "var n=3;export default function(){return n}",
    "a/names.ts":
      'import { one } from "lib";\nexport const value: number = one + 10;\nexport class Thing { x = value }\nexport interface Not { a: string }\n',
    "main.ts": [
      'import { Thing, type Not } from "./a/names.ts";',
      'import { two as zwei } from "lib";',
      'import { default as three } from "short";',
      'import type { Unknown } from "elsewhere";',
      "export function all(): number[] { return [new Thing().x, zwei, three()]; }",
      "export async function later(): Promise<number> { return await Promise.resolve(4); }",
    ].join("\n"),
  }) as { all(): number[]; later(): Promise<number> };
  assert.deepEqual(last.all(), [11, 2, 3]);
  assert.equal(await last.later(), 4);
});

Deno.test("linkModules() finds declarations behind the comments that `deno pack` puts before them", async () => {
  const packed =
    "/** One\n * more. */ export const one = 1;\n/** Two. */ export function two() {\n  return one + 1;\n}";
  const last = await run({
    "a.js": packed,
    "b.ts": 'import { one, two } from "./a.js";\nexport const all = [one, two()];',
  });
  assert.deepEqual((last as { all: number[] }).all, [1, 2]);
});

Deno.test("linkModules() keeps the names of modules apart", async () => {
  const last = await run({
    "a.ts": "const same = 1;\nexport const a = () => same;",
    "b.ts": 'import { a } from "./a.ts";\nconst same = 2;\nexport const b = () => [a(), same];',
  }) as { b(): number[] };
  assert.deepEqual(last.b(), [1, 2]);
});

Deno.test("linkModules() refuses an import of a module that does not come before", () => {
  const modules = new Map([["a.ts", 'import { b } from "./b.ts";'], ["b.ts", "export const b = 1;"]]);
  assert.throws(() => linkModules(modules), { message: "Cannot link a.ts: ./b.ts does not come before it" });
});
