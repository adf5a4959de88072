import assert from "node:assert/strict";
import { type App, createApp } from "./app.ts";
import type { AppOptions } from "./options.ts";
import { serveForTest } from "./serve_for_test.ts";
import environment from "./testdata/environment.ts";

const TOKEN = "s3cret";

function get(
  app: App,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Response | Promise<Response> {
  return app.fetch(
    new Request(`http://localhost:8000${path}`, { method, headers: { host: "localhost:8000", ...headers } }),
  );
}

async function statusOf(app: App, path: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await get(app, path, headers);
  await response.body?.cancel();
  return response.status;
}

Deno.test("a server with a token answers nothing but /health without it", async () => {
  const app = createApp(environment, { token: TOKEN });
  assert.equal(app.requiresToken, true);
  assert.equal(await statusOf(app, "/health"), 200);
  for (
    const authorization of ["", `Basic ${TOKEN}`, "Bearer", "Bearer wrong", `Bearer ${TOKEN}x`, `Bearer ${TOKEN} x`]
  ) {
    const response = await get(app, "/metadata", authorization === "" ? {} : { authorization });
    assert.deepEqual([response.status, response.headers.get("www-authenticate")], [401, "Bearer"], authorization);
    const body = await response.text();
    assert.equal(JSON.parse(body).code, "UNAUTHORIZED");
    assert(!body.includes(TOKEN));
  }
  assert.equal(await statusOf(app, "/metadata", { authorization: `Bearer ${TOKEN}` }), 200);
  assert.equal(await statusOf(app, "/metadata", { authorization: `bearer ${TOKEN}` }), 200);
  assert.equal(await statusOf(app, "/ws"), 401);
});

Deno.test("a server refuses pages of another origin, with and without a token", async () => {
  for (const options of [{}, { token: TOKEN }] as AppOptions[]) {
    const app = createApp(environment, options);
    const authorization = options.token === undefined
      ? {} as Record<string, string>
      : { authorization: `Bearer ${TOKEN}` };
    for (const origin of ["http://evil.example", "null", "http://localhost:9000"]) {
      assert.equal(await statusOf(app, "/metadata", { origin, ...authorization }), 403, origin);
    }
    assert.equal(await statusOf(app, "/metadata", { origin: "http://localhost:8000", ...authorization }), 200);
    assert.equal(await statusOf(app, "/health", { origin: "http://evil.example" }), 200);
  }
});

Deno.test("the option cors lets named origins in, preflight included", async () => {
  const app = createApp(environment, { cors: ["http://page.example"] });
  const origin = "http://page.example";
  const answer = await get(app, "/metadata", { origin });
  assert.equal(answer.headers.get("access-control-allow-origin"), origin);
  assert.match(answer.headers.get("access-control-expose-headers")!, /OpenEnv-Session/);
  await answer.body?.cancel();
  const preflight = await get(app, "/reset", { origin }, "OPTIONS");
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get("access-control-allow-headers")!, /OpenEnv-Session, OpenEnv-Request-Id/);
  assert.equal((await get(app, "/reset", { origin: "http://evil.example" }, "OPTIONS")).status, 403);
  const refused = await get(app, "/metadata", { origin: "http://evil.example" });
  assert.deepEqual([refused.status, refused.headers.get("access-control-allow-origin")], [403, null]);
  await refused.body?.cancel();
  assert.equal(
    await statusOf(createApp(environment, { cors: "*" }), "/metadata", { origin: "http://any.example" }),
    200,
  );
});

Deno.test("createApp() refuses a token that no header carries", () => {
  for (const token of ["", "a b", "a\n"]) {
    assert.throws(() => createApp(environment, { token }), { code: "INVALID_OPTION" });
  }
});

Deno.test("serve() on loopback refuses a Host of another name, unless there is a token", async () => {
  for (const [options, status] of [[{}, 403], [{ token: TOKEN }, 200]] as const) {
    await using server = await serveForTest(environment, options);
    assert.equal(await rawStatus(server.running.port, "rebound.example"), status);
    assert.equal(await rawStatus(server.running.port, "localhost"), 200);
    assert.equal(await rawStatus(server.running.port, `127.0.0.1:${server.running.port}`), 200);
  }
});

Deno.test("serve() warns when anybody may use a server that others reach", async () => {
  await using open = await serveForTest(environment, { hostname: "0.0.0.0" });
  assert.match(String(open.logged[0]), /Warning: anybody who reaches 0\.0\.0\.0 may use this server/);
  await using guarded = await serveForTest(environment, { hostname: "0.0.0.0", token: TOKEN });
  assert.deepEqual(guarded.logged, []);
});

/** Asks for /health with a `Host` header that `fetch` would not send. */
async function rawStatus(port: number, host: string): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(
    new TextEncoder().encode(`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
  );
  const buffer = new Uint8Array(256);
  const length = await connection.read(buffer);
  return Number(new TextDecoder().decode(buffer.subarray(0, length ?? 0)).split(" ")[1]);
}
