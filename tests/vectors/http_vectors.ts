/**
 * Exchanges over HTTP, recorded from the reference server with the Note environment of `tests/interop/note_server.py`.
 *
 * @module
 */

import { FORM_VECTORS } from "./form_vectors.ts";
import { CRASH, metadata, NO_SESSION } from "./http_bodies.ts";
import type { HttpVector } from "./http_vector.ts";
import { RESET_VECTORS } from "./reset_vectors.ts";
import { RPC_VECTORS } from "./rpc_vectors.ts";
import { SCHEMA_VECTORS } from "./schema_vectors.ts";
import { STEP_VECTORS } from "./step_vectors.ts";
import { TASK_VECTORS } from "./task_vectors.ts";
import { TOOL_HTTP_VECTORS } from "./tool_vectors.ts";

/** What our server says of itself. */
const HOME = '{"name":"note_env","version":"1.0.0","description":"",' +
  '"links":{"web":"/web","docs":"/docs","openapi":"/openapi.json","health":"/health"}}';
const HEALTHY = '{"status":"healthy"}';

/** The rows. */
export const HTTP_VECTORS: readonly HttpVector[] = [
  { id: "health", request: "GET /health", status: 200, body: HEALTHY },
  ...RESET_VECTORS,
  ...STEP_VECTORS,
  ...states(),
  {
    id: "metadata",
    request: "GET /metadata",
    status: 200,
    body: metadata("NoteEnvironment", "NoteEnvironment environment"),
    ours: { difference: "D26", answer: { status: 200, body: metadata("note_env", "") } },
  },
  ...SCHEMA_VECTORS,
  ...FORM_VECTORS,
  ...TASK_VECTORS,
  ...RPC_VECTORS,
  ...TOOL_HTTP_VECTORS,
  ...routes(),
  ...failures(),
];

function states(): HttpVector[] {
  const [request, fresh] = ["GET /state", '{"episode_id":null,"step_count":0,"extra_thing":3}'];
  return [
    {
      id: "state",
      request,
      session: "created",
      status: 200,
      body: '{"episode_id":null,"step_count":0}',
      ours: { difference: "D27", answer: { status: 200, body: fresh } },
    },
    { id: "state-declared", request, session: "created", server: "declared-state", status: 200, body: fresh },
    {
      id: "state-without-session",
      request,
      server: "declared-state",
      status: 200,
      body: fresh,
      ours: { difference: "D22", answer: NO_SESSION },
    },
  ];
}

/** What routes there are; in production mode, and for other methods. */
function routes(): HttpVector[] {
  const missing = { status: 404, body: '{"detail":"Not Found"}' };
  const refusal = { status: 405, body: '{"detail":"Method Not Allowed"}' };
  return [
    { id: "unknown-path", request: "GET /nope", ...missing },
    {
      id: "root",
      request: "GET /",
      ...missing,
      ours: { difference: "D45", answer: { status: 200, body: HOME } },
    },
    { id: "reset-by-get", request: "GET /reset", ...refusal },
    { id: "state-by-post", request: "POST /state", send: "{}", ...refusal },
    { id: "mcp-by-get", request: "GET /mcp", ...refusal },
    { id: "slash-at-the-end", request: "POST /reset/", send: "{}", status: 307, body: "" },
    { id: "slash-at-the-end-by-get", request: "GET /reset/", status: 307, body: "" },
    {
      id: "health-by-head",
      request: "HEAD /health",
      status: 405,
      body: "",
      ours: { difference: "D33", answer: { status: 200, body: "" } },
    },
    { id: "production-reset", request: "POST /reset", server: "production", ...missing },
    { id: "production-step", request: "POST /step", server: "production", ...missing },
    { id: "production-state", request: "GET /state", server: "production", ...missing },
    { id: "production-health", request: "GET /health", server: "production", status: 200, body: HEALTHY },
  ];
}

/** An environment that can't be built. */
function failures(): HttpVector[] {
  const detail = "Environment factory 'NoteEnvironment' failed to create instance.";
  const server = "failing";
  return [
    { id: "failing-health", request: "GET /health", server, status: 200, body: HEALTHY },
    {
      id: "failing-reset",
      request: "POST /reset",
      server,
      ...CRASH,
      ours: { difference: "D23", answer: { status: 500, body: `{"detail":"${detail}"}` } },
    },
    {
      id: "failing-metadata",
      request: "GET /metadata",
      server,
      ...CRASH,
      ours: { difference: "D28", answer: { status: 200, body: metadata("note_env", "") } },
    },
  ];
}
