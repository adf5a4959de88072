import { createCheckContext, runChecks } from "@openenv/core/testing";
import { createApp } from "@openenv/server";
import assert from "node:assert/strict";
import limited from "../testdata/limited.ts";
import { createUrlChecks, type UrlCheckOptions } from "./url_checks.ts";

async function check(options: UrlCheckOptions) {
  const checks = createUrlChecks("http://example.com", options);
  const { results } = await runChecks(checks, createCheckContext({}), { levels: ["runtime"], target: "url" });
  return results;
}

/** A server whose answer at a path is another one. */
function answering(path: string, body: unknown, status = 200): UrlCheckOptions {
  const app = createApp(limited);
  return {
    send: (request) => new URL(request.url).pathname === path ? Response.json(body, { status }) : app.fetch(request),
  };
}

Deno.test("createUrlChecks() pass our server in both modes", async () => {
  for (const mode of ["simulation", "production"] as const) {
    const app = createApp(limited, { mode });
    const results = await check({ send: (request) => app.fetch(request) });
    assert.deepEqual(results.map(({ check_id, status }) => [check_id.replace("url.", ""), status]), [
      ["openapi_version_available", "pass"],
      ["health_endpoint", "pass"],
      ["metadata_endpoint", "pass"],
      ["schema_endpoint", "pass"],
      ["mcp_endpoint", "pass"],
      ["mode_endpoint_consistency", "pass"],
    ]);
  }
});

Deno.test("createUrlChecks() send the token", async () => {
  const app = createApp(limited, { token: "secret" });
  const send = (request: Request) => app.fetch(request);
  assert.ok((await check({ send })).some(({ status }) => status === "fail"));
  assert.ok((await check({ send, token: "secret" })).every(({ status }) => status === "pass"));
});

const PATHS = { "/reset": {}, "/step": {}, "/state": {} };
const FAULTS: readonly [id: string, says: string, options: UrlCheckOptions][] = [
  [
    "url.health_endpoint",
    'GET http://example.com/health answered 200 with {"status":"sick"}',
    answering("/health", { status: "sick" }),
  ],
  [
    "url.health_endpoint",
    'GET http://example.com/health answered 500 with {"status":"healthy"}',
    answering("/health", { status: "healthy" }, 500),
  ],
  [
    "url.metadata_endpoint",
    'GET http://example.com/metadata answered 200 with {"name":"walk"}',
    answering("/metadata", { name: "walk" }),
  ],
  [
    "url.schema_endpoint",
    "GET http://example.com/schema answered 200 with a body that is no JSON object",
    answering("/schema", []),
  ],
  ["url.mcp_endpoint", "POST http://example.com/mcp answered 200 with {}", answering("/mcp", {})],
  [
    "url.openapi_version_available",
    "GET http://example.com/openapi.json answered 200 with {}",
    answering("/openapi.json", { info: {}, paths: PATHS }),
  ],
  [
    "url.mode_endpoint_consistency",
    'GET http://example.com/openapi.json answered 200 with {"/reset":true,"/step":true,"/state":false}',
    answering("/openapi.json", { info: { version: "1" }, paths: { "/reset": {}, "/step": {} } }),
  ],
];

for (const [id, says, options] of FAULTS) {
  Deno.test(`createUrlChecks() find by ${id} alone: ${says}`, async () => {
    const failed = (await check(options)).filter(({ status }) => status !== "pass");
    assert.deepEqual(failed.map(({ check_id, evidence }) => [check_id, evidence]), [[id, [says]]]);
    assert.ok("expected" in failed[0]!.measured && "seen" in failed[0]!.measured);
  });
}

Deno.test("createUrlChecks() fail where nobody answers", async () => {
  const send = () => Promise.reject(new Error("connection refused"));
  const results = await check({ send });
  assert.deepEqual(results[1]!.evidence, ["GET http://example.com/health: connection refused"]);
  assert.ok(results.every(({ status }) => status === "fail"));
});
