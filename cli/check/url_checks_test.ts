import { createCheckContext, runChecks } from "@openenv/testing";
import { createApp } from "@openenv/server";
import assert from "node:assert/strict";
import limited from "../testdata/limited.ts";
import { URL_FAULTS } from "../testdata/url_faults.ts";
import { createUrlChecks, type UrlCheckOptions } from "./url_checks.ts";

async function check(options: UrlCheckOptions) {
  const checks = createUrlChecks("http://example.com", options);
  const { results } = await runChecks(checks, createCheckContext({}), { levels: ["runtime"], target: "url" });
  return results;
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

for (const [id, says, options] of URL_FAULTS) {
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
