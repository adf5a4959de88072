import assert from "node:assert/strict";
import { pageAssets } from "./page_assets.ts";

const text = async (name: string) => String((await pageAssets()).get(name)!.body);

Deno.test("pageAssets() has every module of the page", async () => {
  const script = await text("page.js");
  const source = await Deno.readTextFile(new URL("page_assets.ts", import.meta.url));
  for await (const path of walk(new URL("page/", import.meta.url), "")) {
    if (!path.endsWith(".ts") || path.endsWith("_test.ts")) continue;
    assert.ok(source.includes(`import("./page/${path}"`), `page_assets.ts does not have ${path}`);
  }
  await import(`data:text/javascript,${encodeURIComponent(`if (false) {\n${script}\n}`)}`); // it is a script
});

async function* walk(folder: URL, path: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(path, folder))) {
    if (isDirectory) yield* walk(folder, `${path}${name}/`);
    else yield path + name;
  }
}

Deno.test("pageAssets() makes a page that lets in only what it names, and can stand in a script element", async () => {
  const html = await text("index.html");
  for (const name of ["page.js", "page.css"]) {
    const content = await text(name);
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content));
    assert.ok(html.includes(`web/assets/${name}" integrity="sha256-${new Uint8Array(bytes).toBase64()}"`), name);
    assert.doesNotMatch(content, name === "page.js" ? /<\/script|<!--/i : /<\/style/i, name);
  }
  assert.doesNotMatch(html, /https?:|\/\/|<style|style="|\son\w+="|<script>/);
  assert.doesNotMatch(await text("page.css"), /url\(|@import/);
});

Deno.test("pageAssets() makes a script of at most 200 KB when it is compressed", async () => {
  const stream = new Blob([await text("page.js"), await text("page.css")]).stream().pipeThrough(
    new CompressionStream("gzip"),
  );
  const { byteLength } = await new Response(stream).arrayBuffer();
  assert.ok(byteLength < 100_000, `${byteLength} bytes`);
});

Deno.test("pageAssets() calls nothing that turns texts into code", async () => {
  for (const name of ["page.js", "markdown.js"]) {
    assert.doesNotMatch(await text(name), /\beval\(|new Function\(|\bFunction\(/, name);
  }
});
