import assert from "node:assert/strict";
import {
  callsDeno,
  firstSentence,
  importsTexts,
  isOutside,
  listExportedNames,
  listImports,
  listReferences,
  packageOf,
  readModuleDoc,
  renameImports,
  renameModules,
} from "./package_text.ts";

Deno.test("listImports() reads statements of several lines, behind a comment and lazy ones, and no examples", () => {
  const code = `/**
 * import { no } from "example";
 */ import { one } from "@a/one/deep";
import {
  two,
} from "./two.js";
import "three";
export * from "node:path";
export { four } from "four";
const five = await import("five");
const text = "from nowhere";
`;
  assert.deepEqual(listImports(code), ["@a/one/deep", "./two.js", "three", "node:path", "four", "five"]);
});

Deno.test("listReferences() reads what a module finds by its own address", () => {
  const code =
    'new URL("./worker.js", import.meta.url); import.meta.resolve("../child.js"); /* new URL("./no.js") */ ' +
    'new URL("https://x"); "./text.js"';
  assert.deepEqual(listReferences(code), ["./worker.js", "../child.js"]);
});

Deno.test("isOutside() and packageOf() tell packages from files, and from their subpaths", () => {
  const names = ["@a/one/deep", "two/x.js", "./two.js", "../x.js", "node:path"].filter(isOutside).map(packageOf);
  assert.deepEqual(names, ["@a/one", "two"]);
});

Deno.test("renameImports() replaces the names of whole packages", () => {
  const names = new Map([["@hono/hono", "hono"]]);
  const code =
    'import { Hono } from "@hono/hono";\nawait import("@hono/hono/deno");\nfrom "@hono/hono-x";\n"@hono/hono"';
  assert.equal(
    renameImports(code, names),
    'import { Hono } from "hono";\nawait import("hono/deno");\nfrom "@hono/hono-x";\n"@hono/hono"',
  );
});

Deno.test("renameModules() replaces the ends of paths to what is compiled, and of no others", () => {
  const isCompiled = (path: string) => path === "./worker.js" || path === "../../main.js";
  assert.equal(
    renameModules('new URL("./worker.ts", url); new URL("../../main.ts"); "./environment.ts"; "worker.ts"', isCompiled),
    'new URL("./worker.js", url); new URL("../../main.js"); "./environment.ts"; "worker.ts"',
  );
});

Deno.test("listExportedNames() reads lists and declarations", () => {
  const code = `/** Doc. */ export { one, two as three } from "./one.js";
export async function four() {}
export const five = 1;
export class Six {}
export default seven;
 * export const no = 1;
`;
  assert.deepEqual(listExportedNames(code), ["one", "three", "four", "five", "Six", "default"]);
});

Deno.test("callsDeno() and importsTexts() look at code, and not at comments", () => {
  assert.ok(callsDeno("Deno.serve();"));
  assert.ok(!callsDeno('/** Use Deno.serve. */ const name = "Deno";'));
  assert.ok(importsTexts('import page from "./page.html" with {\n  type: "text"\n};'));
  assert.ok(!importsTexts('/* with { type: "text" } */ import a from "./a.json" with { type: "json" };'));
});

Deno.test("readModuleDoc() reads the comment about a module, and firstSentence() its beginning", () => {
  const doc = readModuleDoc(
    "/**\n * Hosts\n * environments. And more.\n *\n * Second.\n *\n * @module\n */\nexport {};\n",
  );
  assert.equal(doc, "Hosts\nenvironments. And more.\n\nSecond.");
  assert.equal(firstSentence(doc!), "Hosts environments.");
  assert.equal(readModuleDoc("/** A function. */\nexport function x() {}\n"), undefined);
  assert.equal(readModuleDoc("export {};\n"), undefined);
});
