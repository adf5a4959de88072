import { Hono } from "@hono/hono";
import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "../app.ts";
import { HttpEnvServer } from "../http_env_server.ts";
import type { AppOptions } from "../options.ts";

const environment = defineEnvironment({
  name: "tags",
  description: 'Says <b>"hello"</b> & more',
  action: z.object({}),
  observation: z.object({}),
}).implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));

function ask(headers: HeadersInit, options?: AppOptions): Promise<Response> {
  return Promise.resolve(createApp(environment, options).fetch(new Request("http://localhost/", { headers })));
}

const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

Deno.test("GET / answers JSON that names the environment and where to read on", async () => {
  for (const headers of [{}, { accept: "*/*" }, { accept: "application/json" }] as HeadersInit[]) {
    const response = await ask(headers);
    assert.deepEqual(await response.json(), {
      name: "tags",
      version: "1.0.0",
      description: 'Says <b>"hello"</b> & more',
      links: { web: "/web", docs: "/docs", openapi: "/openapi.json", health: "/health" },
    });
  }
});

Deno.test("GET / sends a browser to the page at /web", async () => {
  const response = await ask(BROWSER, { token: "t" });
  assert.deepEqual([response.status, response.headers.get("location")], [307, "web"]);
});

Deno.test("GET / without the page answers a browser with links that work, and runs nothing", async () => {
  const response = await ask(BROWSER, { web: false });
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.match(response.headers.get("content-security-policy")!, /^default-src 'none';/);
  const html = await response.text();
  assert.match(html, /<h1>tags 1\.0\.0<\/h1>\n<p>Says &#60;b&#62;&#34;hello&#34;&#60;\/b&#62; &#38; more<\/p>/);
  const paths = [...html.matchAll(/href="([^"]*)"/g)].map(([, path]) => path!);
  assert.deepEqual(paths, ["docs", "openapi.json", "health"]);
  const app = createApp(environment);
  for (const path of paths) {
    const found = await app.fetch(new Request(new URL(path, "http://localhost/")));
    assert.equal(found.status, 200, path);
    await found.body?.cancel();
  }
});

Deno.test("GET / needs no token, but names the environment to nobody without one", async () => {
  const options = { token: "t", web: false };
  assert.doesNotMatch(await (await ask(BROWSER, options)).text(), /tags|hello/);
  assert.doesNotMatch(await (await ask({ authorization: "Bearer x" }, options)).text(), /tags|hello/);
  assert.equal((await (await ask({ authorization: "Bearer t" }, options)).json()).name, "tags");
});

Deno.test("registerRoutes() leaves the root to an app of your own", async () => {
  const own = new HttpEnvServer(environment).registerRoutes(new Hono());
  assert.equal((await own.request("/")).status, 404);
});
