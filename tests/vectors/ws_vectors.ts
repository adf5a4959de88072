/**
 * Exchanges on `/ws`, recorded from the reference server with the Note environment of `tests/interop/note_server.py`
 * and two slots. One socket, the rows in this order.
 *
 * @module
 */

import type { WsVector } from "./ws_vector.ts";

/** The rows. */
export const WS_VECTORS: readonly WsVector[] = [
  {
    id: "1",
    send: '{"type":"reset"}',
    receive: observation('{"metadata":{},"echoed":"ready None None","inner":null}'),
    ours: {
      difference: "D3",
      answer: { receive: observation('{"metadata":{},"echoed":"ready <integer> None","inner":null}') },
    },
  },
  {
    id: "2",
    send: '{"type":"reset","data":{"seed":3,"episode_id":"ep-9","flavor":"mint","unknown":1}}',
    receive: observation('{"metadata":{},"echoed":"ready 3 mint","inner":null}'),
    ours: {
      difference: "D4",
      answer: {
        receive: observation('{"metadata":{},"echoed":"ready 3 mint","inner":null}', {
          ignored: '["unknown"]',
          known_options: '["seed","episode_id","max_steps","flavor"]',
        }),
      },
    },
  },
  {
    id: "3",
    send: '{"type":"state"}',
    receive: '{"type":"state","data":{"episode_id":"ep-9","step_count":0,"extra_thing":3}}',
  },
  {
    id: "4",
    send: '{"type":"step","data":{"message":"hi","n":"2"}}',
    receive: observation('{"metadata":{},"echoed":"hihi","inner":{"timeout":null}}', { reward: "0.5" }),
  },
  {
    id: "5",
    send: '{"type":"step","data":{"message":"boom"}}',
    receive: '{"type":"error","data":{"message":"kaboom","code":"EXECUTION_ERROR"}}',
  },
  {
    id: "6",
    send: '{"type":"state"}',
    receive: '{"type":"state","data":{"episode_id":"ep-9","step_count":2,"extra_thing":3}}',
  },
  {
    id: "7",
    send: "{bad",
    receive: '{"type":"error","data":{"message":"Invalid JSON: <text>","code":"INVALID_JSON"}}',
  },
  {
    id: "8",
    send: '{"type":"nope"}',
    receive: '{"type":"error","data":{"message":"Unknown message type: nope","code":"UNKNOWN_TYPE"}}',
  },
  {
    id: "9",
    send: "{}",
    receive: '{"type":"error","data":{"message":"Unknown message type: ","code":"UNKNOWN_TYPE"}}',
  },
  {
    id: "10",
    send: '{"type":"reset","data":null}',
    receive: invalid(item("dict_type", '["data"]', "Input should be a valid dictionary", "null")),
  },
  {
    id: "11",
    send: '{"type":"reset","extra":1}',
    receive: invalid(item("extra_forbidden", '["extra"]', "Extra inputs are not permitted", "1")),
  },
  {
    id: "12",
    send: '{"type":"step"}',
    receive: invalid(item("missing", '["data"]', "Field required", '{"type":"step"}')),
  },
  {
    id: "13",
    send: '{"type":"step","data":{"message":"","n":99,"zz":1}}',
    receive: invalid(
      item("string_too_short", '["message"]', "String should have at least 1 character", '""', '{"min_length":1}'),
      item("less_than_equal", '["n"]', "Input should be less than or equal to 10", "99", '{"le":10}'),
      item("extra_forbidden", '["zz"]', "Extra inputs are not permitted", "1"),
    ),
  },
  {
    id: "14",
    send: '{"type":"state","data":{}}',
    receive: invalid(item("extra_forbidden", '["data"]', "Extra inputs are not permitted", "{}")),
  },
  {
    id: "15",
    send: '{"type":"mcp","data":{"jsonrpc":"2.0","method":"tools/list","id":1}}',
    receive: mcp('"id":1,"error":{"code":-32603,"message":"Environment does not support MCP","data":null}'),
  },
  {
    id: "16",
    send: '{"type":"mcp","data":{"jsonrpc":"2.0","method":"initialize","id":"a"}}',
    receive: mcp('"id":"a","error":{"code":-32601,"message":"Method not found: initialize","data":null}'),
  },
  {
    id: "17",
    send: '{"type":"mcp","data":{"jsonrpc":"2.0","method":"openenv/session/create","id":3}}',
    receive: mcp('"id":3,"result":{"session_id":"<uuid>"}'),
  },
  {
    id: "18",
    send: '{"type":"mcp","data":{"jsonrpc":"2.0","method":"tools/call","id":4,"params":{}}}',
    receive: mcp(`"id":4,"error":{"code":-32602,"message":"Missing 'name' in params","data":null}`),
  },
  {
    id: "19",
    send: '{"type":"step","data":{"message":"meta"}}',
    receive: observation('{"metadata":{"k":1,"list":[1]},"echoed":"x","inner":null}', {
      reward: "0.5",
      metadata: '{"k":1,"list":[1]}',
    }),
  },
  {
    id: "20",
    send: '{"type":"reset","data":{"flavor":"meta"}}',
    receive: observation('{"metadata":{"from":"reset"},"echoed":"ready None meta","inner":null}', {
      metadata: '{"from":"reset"}',
    }),
    ours: {
      difference: "D3",
      answer: {
        receive: observation('{"metadata":{"from":"reset"},"echoed":"ready <integer> meta","inner":null}', {
          metadata: '{"from":"reset"}',
        }),
      },
    },
  },
  {
    id: "21",
    send: '{"type":"reset","data":{"seed":-1}}',
    receive: observation('{"metadata":{},"echoed":"ready -1 None","inner":null}'),
  },
  {
    id: "22",
    send: '{"type":"step","data":{"message":"hi"},"timeout_s":3}',
    receive: invalid(item("extra_forbidden", '["timeout_s"]', "Extra inputs are not permitted", "3")),
  },
  {
    id: "23",
    send: '{"type":null}',
    receive: '{"type":"error","data":{"message":"Unknown message type: None","code":"UNKNOWN_TYPE"}}',
  },
  {
    id: "24",
    send: '{"type":"mcp","data":{}}',
    receive: mcp('"id":null,"error":{"code":-32600,"message":"<text>","data":null}'),
  },
  { id: "25", send: '{"type":"close"}', receive: null, close: { code: 1000, reason: "" } },
];

/** The keys beside an observation. */
interface Beside {
  readonly reward?: string;
  readonly ignored?: string;
  readonly known_options?: string;
  readonly metadata?: string;
}

/** An observation frame; `metadata` beside the reward only where it is given. */
function observation(body: string, { reward = "null", ...more }: Beside = {}): string {
  const beside = Object.entries(more).map(([key, value]) => `,"${key}":${value}`).join("");
  return `{"type":"observation","data":{"observation":${body},"reward":${reward},"done":false${beside}}}`;
}

/** A frame that refuses a message with these items. */
function invalid(...items: string[]): string {
  const head = '{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR"';
  return `${head},"errors":[${items.join(",")}]}}`;
}

/** One item of a refusal, as the reference's validator words it. */
function item(type: string, loc: string, msg: string, input: string, ctx?: string): string {
  const context = ctx === undefined ? "" : `,"ctx":${ctx}`;
  const url = `https://errors.pydantic.dev/<version>/v/${type}`;
  return `{"type":"${type}","loc":${loc},"msg":"${msg}","input":${input}${context},"url":"${url}"}`;
}

/** A frame that carries a JSON-RPC answer. */
function mcp(members: string): string {
  return `{"type":"mcp","data":{"jsonrpc":"2.0",${members}}}`;
}
