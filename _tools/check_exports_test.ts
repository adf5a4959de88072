import assert from "node:assert/strict";
import { checkExports } from "./check_exports.ts";
import { memberConfig, writeWorkspace } from "./write_workspace.ts";

const GOOD = `
/**
 * Doubles a number.
 *
 * @example
 * \`\`\`ts
 * double(1);
 * \`\`\`
 */
export function double(a: number): number;
/** Doubles a text. */
export function double(a: string): string;
export function double(a: number | string): number | string {
  return typeof a === "number" ? a * 2 : a + a;
}
/** A thing. */
export interface Thing {
  /** Its size. */
  readonly size: number;
}
`;

const BAD = `export function bare(): void {}
/** no sentence */
export class Unfinished {}
export type Thing = 1;
/** No error class needs an example. */
export class OddError extends Error {}
/** Sixty */
export const LIMIT: number = 60;
`;

Deno.test("checkExports() finds nothing in a documented workspace, and asks for examples in root exports only", async () => {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ name: "@a/root", exports: "./mod.ts", workspace: ["./core"] }),
    "mod.ts": `export { double } from "@a/core";`,
    "core/deno.json": memberConfig("@a/core", { ".": "./mod.ts", "./twice": "./twice.ts" }),
    "core/mod.ts": `export { double, type Thing } from "./twice.ts";`,
    "core/twice.ts": GOOD + "/** Halves a number. */\nexport function halve(a: number): number {\n  return a / 2;\n}\n",
  });
  const names = {
    "@a/root": ["double"],
    "@a/core": ["Thing", "double"],
    "@a/core/twice": ["Thing", "double", "halve"],
  };
  assert.deepEqual(await checkExports(workspace.root, names), { names, misses: [] });
});

Deno.test("checkExports() names each miss with its place", async () => {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ workspace: ["./core"] }),
    "core/deno.json": memberConfig("@a/core", { ".": "./mod.ts", "./gone": "./gone.ts" }),
    "core/mod.ts": BAD,
  });
  const { misses } = await checkExports(workspace.root, { "@a/core": ["LIMIT", "OddError", "Old", "Thing", "bare"] });
  assert.deepEqual(misses, [
    "core/deno.json:1 @a/core/gone: core/gone.ts does not exist",
    "core/mod.ts:1 bare: has no doc comment",
    "core/mod.ts:3 Unfinished: has no summary in one sentence",
    "core/mod.ts:3 Unfinished: has no @example",
    "core/mod.ts:4 Thing: has no doc comment",
    "_tools/exported_names.json:1 @a/core: new names Unfinished (--update accepts them)",
    "_tools/exported_names.json:1 @a/core: lost names Old (--update accepts it)",
  ]);
});

Deno.test("checkExports() fails on a module that cannot be parsed", async () => {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ name: "@a/root", exports: "./mod.ts" }),
    "mod.ts": "export function (",
  });
  await assert.rejects(checkExports(workspace.root, {}), /Cannot read doc comments: deno doc failed/);
});
