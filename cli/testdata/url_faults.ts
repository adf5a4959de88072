import { createApp } from "@openenv/server";
import type { UrlCheckOptions } from "../check/url_checks.ts";
import limited from "./limited.ts";

/** A server whose answer at a path is another one. */
function answering(path: string, body: unknown, status = 200): UrlCheckOptions {
  const app = createApp(limited);
  return {
    send: (request) => new URL(request.url).pathname === path ? Response.json(body, { status }) : app.fetch(request),
  };
}

const PATHS = { "/reset": {}, "/step": {}, "/state": {} };
/** Servers with one fault each: the check that finds it, and what that says. */
export const URL_FAULTS: readonly [id: string, says: string, options: UrlCheckOptions][] = [
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
