/**
 * JSON-RPC requests over HTTP, one at a time, recorded from the reference server with the Note environment.
 *
 * @module
 */

import type { HttpVector } from "./http_vector.ts";

const PARSE_ERROR = error("null", -32700, "Parse error");
const INVALID = error("null", -32600, "Invalid request: <text>");
const NO_TOOLS = error("1", -32603, "Environment does not support MCP");
const NO_NAME = error("1", -32602, "Missing 'name' in params");
const NO_ID = error("1", -32602, "Invalid params - 'session_id' is required");
const UNKNOWN = error("1", -32602, "Unknown session_id: nope");
const NO_FACTORY = "Environment factory 'NoteEnvironment' failed to create instance.";

/** The rows: what is sent, and the body of the answer, whose status is 200. */
const ROWS: readonly (readonly [id: string, send: string, receive: string])[] = [
  ["rpc-empty-object", "{}", INVALID],
  ["rpc-array", "[]", PARSE_ERROR],
  ["rpc-empty-body", "", PARSE_ERROR],
  ["rpc-malformed", "{bad", PARSE_ERROR],
  ["rpc-scalar", "5", PARSE_ERROR],
  ["rpc-params-array", '{"jsonrpc":"2.0","method":"tools/list","id":1,"params":[]}', INVALID],
  ["rpc-params-null", '{"jsonrpc":"2.0","method":"tools/list","id":1,"params":null}', INVALID],
  ["rpc-id-fraction", '{"jsonrpc":"2.0","method":"tools/list","id":1.5}', INVALID],
  ["rpc-id-object", '{"jsonrpc":"2.0","method":"tools/list","id":{}}', INVALID],
  ["rpc-unknown-key", '{"jsonrpc":"2.0","method":"tools/list","id":1,"x":1}', INVALID],
  ["rpc-other-version", '{"jsonrpc":"1.0","method":"tools/list","id":1}', INVALID],
  ["rpc-no-method", '{"jsonrpc":"2.0","id":7}', INVALID],
  ["rpc-unknown-method", call("initialize"), error("1", -32601, "Method not found: initialize")],
  [
    "rpc-notification",
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    error("null", -32601, "Method not found: notifications/initialized"),
  ],
  ["rpc-create", call("openenv/session/create"), '{"jsonrpc":"2.0","id":1,"result":{"session_id":"<uuid>"}}'],
  ["rpc-close-without-id", call("openenv/session/close", "{}"), NO_ID],
  ["rpc-close-unknown", call("openenv/session/close", '{"session_id":"nope"}'), UNKNOWN],
  ["rpc-list", call("tools/list"), NO_TOOLS],
  ["rpc-list-empty-id", call("tools/list", '{"session_id":""}'), NO_TOOLS],
  ["rpc-list-unknown", call("tools/list", '{"session_id":"nope"}'), UNKNOWN],
  ["rpc-call", call("tools/call", '{"name":"zip"}'), NO_TOOLS],
  ["rpc-call-without-name", call("tools/call", "{}"), NO_NAME],
  ["rpc-call-empty-name", call("tools/call", '{"name":""}'), NO_NAME],
  ["rpc-call-unknown", call("tools/call", '{"name":"zip","session_id":"nope"}'), UNKNOWN],
  ["rpc-call-unknown-without-name", call("tools/call", '{"session_id":"nope"}'), UNKNOWN],
  ["rpc-unknown-method-unknown-session", call("initialize", '{"session_id":"nope"}'), UNKNOWN],
];

/** The rows. */
export const RPC_VECTORS: readonly HttpVector[] = [
  ...ROWS.map(([id, send, body]) => ({ id, request: "POST /mcp", send, status: 200, body })),
  {
    id: "rpc-plain-type",
    request: "POST /mcp",
    send: call("tools/list"),
    contentType: "text/plain",
    status: 200,
    body: NO_TOOLS,
  },
  {
    id: "rpc-list-in-session",
    request: "POST /mcp",
    session: "created",
    send: call("tools/list", '{"session_id":"<S>"}'),
    status: 200,
    body: NO_TOOLS,
  },
  {
    id: "rpc-id-boolean",
    request: "POST /mcp",
    send: '{"jsonrpc":"2.0","method":"tools/list","id":true}',
    status: 200,
    body: NO_TOOLS,
    ours: { difference: "D34", answer: { status: 200, body: INVALID } },
  },
  {
    id: "rpc-id-beyond",
    request: "POST /mcp",
    send: '{"jsonrpc":"2.0","method":"tools/list","id":9007199254740993}',
    status: 200,
    body: error("9007199254740993", -32603, "Environment does not support MCP"),
    ours: { difference: "D42", answer: { status: 200, body: INVALID } },
  },
  {
    id: "rpc-failing-create",
    request: "POST /mcp",
    server: "failing",
    send: call("openenv/session/create"),
    status: 200,
    body: error("1", -32000, NO_FACTORY, '{"factory_name":"NoteEnvironment"}'),
  },
  {
    id: "rpc-failing-list",
    request: "POST /mcp",
    server: "failing",
    send: call("tools/list"),
    status: 500,
    body: "Internal Server Error",
    ours: { difference: "D28", answer: { status: 200, body: NO_TOOLS } },
  },
];

function call(method: string, params?: string): string {
  const given = params === undefined ? "" : `,"params":${params}`;
  return `{"jsonrpc":"2.0","method":"${method}","id":1${given}}`;
}

function error(id: string, code: number, message: string, data = "null"): string {
  return `{"jsonrpc":"2.0","id":${id},"error":{"code":${code},"message":"${message}","data":${data}}}`;
}
