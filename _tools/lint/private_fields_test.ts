import assert from "node:assert/strict";
import { lintSource } from "./lint_source.ts";

Deno.test("private-fields refuses the keyword and the underscore", () => {
  const found = lintSource(
    "private-fields",
    "core/a.ts",
    `/** é€😀 */ class A {
      private a = 1;
      _b = 2;
      private _both(): void {}
      constructor(private readonly d: number, readonly _i = 1) {}
      static _c = 3;
      get _e(): number { return 1; }
      accessor _f = 1;
    }
    abstract class B { private abstract g: number; abstract _h(): void; }`,
  );
  assert.equal(found.length, 11);
  assert.match(found[0]!, /without the keyword/);
  assert.match(found[1]!, /without an underscore: _b/);
});

Deno.test("private-fields leaves other members and other names alone", () => {
  const source =
    `class A { private constructor() {} #a = 1; protected b = 2; public c(_unused: number): number { return this.#a; } }
    export const schema = { _zod: 1 };`;
  assert.deepEqual(lintSource("private-fields", "core/a.ts", source), []);
});
