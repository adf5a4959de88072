/**
 * Exchanges that need a socket (or a server) of their own: refusals right after the handshake, and a first frame that
 * is no object. Recorded from the reference server with the Note environment and two slots.
 *
 * @module
 */

import type { SocketCase } from "./ws_vector.ts";

const NORMAL = { code: 1000, reason: "" };
const FULL = "Server at capacity: 2/2 sessions active. Cannot accept new connections.";
const NO_FACTORY = "failed to create instance.";

/** The cases. */
export const SOCKET_CASES: readonly SocketCase[] = [
  {
    id: "third-socket",
    situation: { server: "full" },
    send: null,
    receive:
      `{"type":"error","data":{"message":"${FULL}","code":"CAPACITY_REACHED","active_sessions":2,"max_sessions":2}}`,
    close: NORMAL,
  },
  {
    id: "third-mcp-socket",
    situation: { server: "full", door: "/mcp" },
    send: null,
    receive: `{"jsonrpc": "2.0", "id": null, "error": {"code": -32000, "message": "${FULL}", ` +
      `"data": {"active_sessions": 2, "max_sessions": 2}}}`,
    close: NORMAL,
  },
  {
    id: "third-http-session",
    situation: { server: "full", door: "POST /mcp" },
    send: '{"jsonrpc":"2.0","method":"openenv/session/create","id":"x1"}',
    receive: `{"jsonrpc":"2.0","id":"x1","error":{"code":-32000,"message":"${FULL}",` +
      `"data":{"active_sessions":2,"max_sessions":2}}}`,
  },
  {
    id: "failing-factory",
    situation: { server: "failing" },
    send: null,
    receive: `{"type":"error","data":{"message":"Environment factory 'NoteEnvironment' ${NO_FACTORY}",` +
      `"code":"FACTORY_ERROR","factory_name":"NoteEnvironment"}}`,
    close: NORMAL,
  },
  {
    id: "first-frame-array",
    situation: {},
    send: "[1]",
    receive: `{"type":"error","data":{"message":"'list' object has no attribute 'get'","code":"SESSION_ERROR"}}`,
    close: NORMAL,
    ours: {
      difference: "D7",
      answer: {
        receive: '{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[' +
          '{"type":"dict_type","loc":[],"msg":"Input should be a valid dictionary","input":[1]}]}}',
      },
    },
  },
];
