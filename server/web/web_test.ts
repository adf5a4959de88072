import { defineEnvironment, defineTool, defineToolEnvironment } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { z } from "zod";
import { type App, createApp } from "../app.ts";
import type { AppOptions } from "../options.ts";
import { silent } from "../testdata/silent.ts";
import { pageAssets } from "./page_assets.ts";

const XSS = "<img src=x onerror=alert(1)>\u202e\x1b[31m</script>";

const environment = defineEnvironment({
  name: "board",
  description: XSS,
  action: z.object({ move: z.enum(["left", "right"]).default("left") }),
  observation: z.object({ seen: z.string(), size: z.int() }),
  resetOptions: z.object({ level: z.int().default(1) }),
  tasks: tasksFromArrays({ train: [{ q: "one" }] }),
}).implement(() => {
  let moves = 0;
  return {
    reset: () => ({ observation: { seen: XSS, size: moves = 0 } }),
    step: () => ({ observation: { seen: XSS, size: ++moves }, reward: 1, info: { secret: moves } }),
    render: () => ({ text: `${XSS} ${moves}` }),
    webActions: () => [{ label: XSS, action: { move: "left" } }],
  };
});

/** A browser without a cookie or any memory, at an app. */
function browse(options: AppOptions = {}, app: App = createApp(environment, { log: silent, ...options })) {
  const ask = async (line: string, { headers, body }: { headers?: Record<string, string>; body?: unknown } = {}) => {
    const [method, path] = line.split(" ");
    const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
    return await app.fetch(new Request(`http://localhost${path}`, init));
  };
  const json = async (...request: Parameters<typeof ask>) => {
    const response = await ask(...request);
    return { status: response.status, id: response.headers.get("OpenEnv-Session")!, body: await response.json() };
  };
  return { app, ask, json };
}

Deno.test("GET /web is a page that loads everything from this server, runs nothing else, and can't be framed", async () => {
  const { ask } = browse({ token: "t" });
  const response = await ask("GET /web");
  const html = await response.text();
  assert.deepEqual([response.status, response.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
  const policy = Object.fromEntries(
    response.headers.get("content-security-policy")!.split("; ").map((rule) => [rule.split(" ")[0], rule]),
  );
  assert.equal(policy["default-src"], "default-src 'none'");
  assert.equal(policy["script-src"], "script-src 'self'");
  assert.equal(policy["style-src"], "style-src 'self'");
  assert.equal(policy["img-src"], "img-src 'self' data: blob:");
  assert.equal(policy["frame-ancestors"], "frame-ancestors 'none'");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//);
  assert.doesNotMatch(html, /board/);
  const loaded = [...html.matchAll(/(?:src|href)="(web\/[^"]+)"/g)].map(([, path]) => path!);
  assert.ok(loaded.length >= 2, html);
  for (const name of (await pageAssets()).keys()) if (name !== "index.html") loaded.push(`web/assets/${name}`);
  for (const path of new Set(loaded)) {
    const file = await ask(`GET /${path}`);
    assert.deepEqual([file.status, file.headers.get("x-content-type-options")], [200, "nosniff"], path);
    assert.match(file.headers.get("content-type")!, /^text\/(javascript|css)/);
    const etag = file.headers.get("etag")!;
    await file.body?.cancel();
    assert.equal((await ask(`GET /${path}`, { headers: { "if-none-match": `W/${etag}` } })).status, 304);
  }
});

Deno.test("GET /web/ goes to /web with its query, and there are no other files", async () => {
  const { ask } = browse();
  const redirect = await ask("GET /web/?watch=a");
  const target = new URL(redirect.headers.get("location")!, "http://localhost/web/?watch=a");
  assert.deepEqual([redirect.status, target.href], [307, "http://localhost/web?watch=a"]);
  for (const name of ["index.html", "..%2fpage.ts", "constructor", "x"]) {
    assert.equal((await ask(`GET /web/assets/${name}`)).status, 404, name);
  }
});

Deno.test("GET /web/about tells the page what it needs", async () => {
  const { body } = await browse({ readme: new URL("./testing_fixtures/README.md", import.meta.url) }).json(
    "GET /web/about",
  );
  const { name, description, schemas, readme, tasks, tools, mode, control, tokenRequired, limits } = body;
  assert.deepEqual([name, description, tasks, tools, mode, control, tokenRequired], [
    ...["board", XSS, true, undefined, "simulation", "", false],
  ]);
  assert.equal(readme, "# A board\n");
  assert.deepEqual(Object.keys(schemas.resetOptions.properties), ["level"]);
  assert.deepEqual(schemas.action.properties.move.enum, ["left", "right"]);
  assert.ok(limits.stepMs > 0 && limits.maxInboundBytes > 0);
  const tool = defineTool({ name: "say", description: XSS, input: z.object({ text: z.string() }), run: () => "" });
  const tools_ = createApp(defineToolEnvironment({ name: "tools", tools: [tool] }), { log: silent });
  const { body: ofTools } = await browse({}, tools_).json("GET /web/about");
  assert.deepEqual([ofTools.tools.length, ofTools.tools[0].name, ofTools.tools[0].description], [1, "say", XSS]);
  assert.deepEqual(Object.keys(ofTools.tools[0].inputSchema.properties), ["text"]);
  assert.deepEqual([ofTools.readme, ofTools.tasks], [null, undefined]);
});

Deno.test("GET /web/render draws the session that is named, and says why it can't", async () => {
  const { json } = browse();
  assert.equal((await json("GET /web/render")).body.code, "SESSION_REQUIRED");
  assert.equal((await json("GET /web/render", { headers: { "OpenEnv-Session": "x" } })).body.code, "SESSION_LOST");
  const { id } = await json("POST /reset");
  const headers = { "OpenEnv-Session": id };
  await json("POST /step", { headers, body: { action: { move: "left" } } });
  const { status, body } = await json("GET /web/render", { headers });
  assert.deepEqual([status, body], [200, {
    rendering: { text: `${XSS} 1` },
    actions: [{ label: XSS, action: { move: "left" } }],
  }]);
  await json("DELETE /session", { headers });
  assert.deepEqual((await json("GET /web/render", { headers })).body.code, "SESSION_LOST");
  const plain = defineEnvironment({ name: "plain", action: z.object({}), observation: z.object({}) })
    .implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));
  const bare = browse({}, createApp(plain, { log: silent }));
  const opened = { "OpenEnv-Session": (await bare.json("POST /reset")).id };
  const none = await bare.json("GET /web/render", { headers: opened });
  assert.deepEqual([none.status, none.body.code], [404, "NOT_RENDERABLE"]);
  await bare.json("DELETE /session", { headers: opened });
});

Deno.test("two browsers never see each other's episode", async () => {
  const { json, app } = browse();
  const [one, other] = [await json("POST /reset"), await json("POST /reset")];
  assert.notEqual(one.id, other.id);
  for (let step = 1; step <= 3; step++) {
    const headers = { "OpenEnv-Session": one.id };
    assert.equal((await json("POST /step", { headers, body: { action: {} } })).body.observation.size, step);
  }
  const view = await json("GET /web/render", { headers: { "OpenEnv-Session": other.id } });
  assert.equal(view.body.rendering.text, `${XSS} 0`);
  await app.close();
});

Deno.test("with a token everything but the page, its files and links needs it, and an agent's opens nothing", async () => {
  const { ask, json, app } = browse({ token: "t", agentToken: "a" });
  const paths = ["GET /web/about", "GET /web/render", "POST /web/ticket", "POST /web/watch", "GET /web/metadata"];
  for (const line of [...paths, "POST /web/reset", "POST /web/step", "GET /web/state", "DELETE /web/session"]) {
    assert.equal((await json(line)).status, 401, line);
    assert.equal((await json(line, { headers: { authorization: "Bearer wrong" } })).status, 401, line);
    assert.equal((await json(line, { headers: { authorization: "Bearer a" } })).status, 403, line);
  }
  for (const line of ["GET /web/about", "POST /web/ticket"]) {
    const response = await ask(line, { headers: { authorization: "Bearer t" } });
    assert.equal(response.status, 200, line);
    await response.body?.cancel();
  }
  await app.close();
});

Deno.test("a page of another origin can't use the page's routes", async () => {
  const { json } = browse();
  const headers = { origin: "https://evil.example" };
  for (const line of ["GET /web/about", "POST /web/ticket", "POST /web/watch", "GET /web/watch/x"]) {
    assert.equal((await json(line, { headers })).status, 403, line);
  }
});

Deno.test("a server in production mode has no page unless it is asked for, and then the page can play", async () => {
  const off = browse({ mode: "production" });
  for (const line of ["GET /web", "GET /web/about", "GET /web/render", "POST /web/ticket", "POST /web/reset"]) {
    assert.equal((await off.json(line)).status, 404, line);
  }
  const { json, app } = browse({ mode: "production", web: true });
  const { body: { control, mode } } = await json("GET /web/about");
  assert.deepEqual([control, mode], ["/web", "production"]);
  assert.equal((await json("POST /reset")).status, 404);
  const { id, body } = await json("POST /web/reset", { headers: { "OpenEnv-Session": "new" }, body: { seed: 3 } });
  assert.deepEqual(body.observation, { metadata: {}, seen: XSS, size: 0 });
  const headers = { "OpenEnv-Session": id };
  const step = await json("POST /web/step", { headers, body: { action: { move: "right" } } });
  assert.deepEqual([step.body.reward, step.body.metadata], [1, { secret: 1 }]);
  assert.equal((await json("POST /web/step", { headers, body: { action: { move: "up" } } })).status, 422);
  assert.equal((await json("GET /web/state", { headers })).body.seed, 3);
  assert.equal((await json("DELETE /web/session", { headers })).body.closed, true);
  assert.equal(app.sessionCount, 0);
});

Deno.test("web: false takes the page away in simulation mode", async () => {
  const { json } = browse({ web: false });
  assert.equal((await json("GET /web")).status, 404);
  assert.equal((await json("GET /web/about")).status, 404);
});

Deno.test("programs of the reference's page play the shared session, and only with httpSession: shared", async () => {
  const own = browse();
  assert.equal((await own.json("POST /web/reset")).body.code, "SESSION_REQUIRED");
  const { ask, json, app } = browse({ httpSession: "shared" });
  assert.deepEqual((await json("POST /web/reset", { body: { seed: 1, zz: 5 } })).body.ignored, ["zz"]);
  assert.equal((await json("POST /web/reset", { body: null })).body.observation.size, 0);
  assert.equal((await json("POST /web/step", { body: { action: { move: "right" } } })).body.observation.size, 1);
  assert.equal((await json("POST /web/step", { body: {} })).body.observation.size, 2);
  const wrong = await ask("POST /web/step", { body: { message: "hello" } });
  assert.deepEqual([wrong.status, wrong.headers.get("content-type")], [500, "text/plain; charset=utf-8"]);
  await wrong.body?.cancel();
  const noBody = await json("POST /web/step");
  assert.deepEqual([noBody.status, noBody.body.detail[0].type], [422, "missing"]);
  assert.equal((await json("GET /web/state")).body.step_count, 2);
  const { body } = await json("GET /web/metadata");
  assert.deepEqual([body.name, body.readme_content], ["board", null]);
  await app.close();
});
