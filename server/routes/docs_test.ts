import { Hono } from "@hono/hono";
import assert from "node:assert/strict";
import { createApp } from "../app.ts";
import { HttpEnvServer } from "../http_env_server.ts";
import environment from "../testdata/environment.ts";

const PAGE = "http://localhost/docs";

async function readPage(): Promise<{ response: Response; html: string; references: string[] }> {
  const response = await createApp(environment).fetch(new Request(PAGE));
  const html = await response.text();
  const references = [...html.matchAll(/\b(?:src|href|action|data|poster)="([^"]*)"/g)].map(([, reference]) =>
    reference!
  );
  return { response, html, references: references.filter((reference) => !reference.startsWith("data:")) };
}

Deno.test("GET /docs loads nothing from elsewhere, and what it loads is there", async () => {
  const { html, references } = await readPage();
  assert.deepEqual(references.sort(), ["docs/page.js", "docs/swagger-ui-bundle.js", "docs/swagger-ui.css"]);
  assert.doesNotMatch(html, /https?:|\/\//);
  const app = createApp(environment);
  for (const reference of references) {
    const response = await app.fetch(new Request(new URL(reference, PAGE)));
    const type = reference.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
    assert.deepEqual([response.status, response.headers.get("content-type")], [200, type], reference);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert((await response.text()).length > 500, reference);
  }
});

Deno.test("GET /docs has a policy that lets it load its own files only, and run no code of the page", async () => {
  const { response, html } = await readPage();
  assert.deepEqual([response.status, response.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
  const policy = response.headers.get("content-security-policy")!;
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|http/);
  assert.doesNotMatch(html, /<style|style="|\son\w+="|<script>/);
});

Deno.test("GET /docs/<name> answers 304 to a browser that has the file, compressed or not", async () => {
  const app = createApp(environment);
  const ask = (tag: string) =>
    app.fetch(new Request(`${PAGE}/swagger-ui.css`, { headers: tag === "" ? {} : { "if-none-match": tag } }));
  const first = await ask("");
  await first.body?.cancel();
  const etag = first.headers.get("etag")!;
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const response = await ask(tag);
    assert.deepEqual([response.status, await response.text()], [304, ""], tag);
  }
  const other = await ask('"other"');
  assert.equal(other.status, 200);
  await other.body?.cancel();
});

Deno.test("GET /docs needs no token, since a browser has none to send; the description does", async () => {
  const app = createApp(environment, { token: "t" });
  const statusOf = async (path: string) => {
    const response = await app.fetch(new Request(`http://localhost${path}`));
    await response.body?.cancel();
    return response.status;
  };
  assert.deepEqual(await Promise.all(["/docs", "/docs/page.js", "/openapi.json"].map(statusOf)), [200, 200, 401]);
});

Deno.test("GET /docs finds its files in somebody's app", async () => {
  const [app, sub] = [new Hono(), new Hono()];
  new HttpEnvServer(environment).registerRoutes(sub);
  app.route("/env", sub);
  const page = "http://localhost/env/docs";
  const html = await (await app.fetch(new Request(page))).text();
  const script = /src="(docs\/page\.js)"/.exec(html)![1]!;
  const response = await app.fetch(new Request(new URL(script, page)));
  assert.equal(response.status, 200);
  await response.body?.cancel();
});
