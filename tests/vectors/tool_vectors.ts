/**
 * Exchanges about tools, recorded from the reference server with the echo environment of
 * `tests/interop/echo_server.py`: over HTTP one request at a time, and on one `/ws` in this order.
 *
 * @module
 */

import type { HttpVector } from "./http_vector.ts";
import type { WsVector } from "./ws_vector.ts";

const FROM_MESSAGE = '{"additionalProperties":false,"properties":{"message":{"type":"string"}},' +
  '"required":["message"],"type":"object"}';
const TEXT_SCHEMA = '{"properties":{"result":{"type":"string"}},"required":["result"],"type":"object",' +
  '"x-fastmcp-wrap-result":true}';
const DICT_SCHEMA = '{"additionalProperties":true,"type":"object"}';
const TAGS = '{"fastmcp":{"tags":[]}}';

const LISTED = `{"tools":[${
  [
    ["echo_message", "Echo back the provided message.", TEXT_SCHEMA],
    ["echo_with_length", "Echo back the message with its length.", DICT_SCHEMA],
  ].map(([name, description, output]) =>
    `{"name":"${name}","title":null,"description":"${description}","inputSchema":${FROM_MESSAGE},` +
    `"outputSchema":${output},"icons":null,"annotations":null,"meta":${TAGS},"execution":null}`
  ).join()
}]}`;
const STEP_LISTED = `{"metadata":{},"tools":[{"name":"echo_message","description":"Echo back the provided message.",` +
  `"input_schema":${FROM_MESSAGE}},{"name":"echo_with_length","description":"Echo back the message with its length.",` +
  `"input_schema":${FROM_MESSAGE}}]}`;

const HEY = '{"content":[{"type":"text","text":"hey","annotations":null,"meta":null}],' +
  '"structured_content":{"result":"hey"},"meta":{"fastmcp":{"wrap_result":true}},"data":"hey","is_error":false}';
const LONG_HEY = String
  .raw`{"content":[{"type":"text","text":"{\"message\":\"hey\",\"length\":3}","annotations":null,"meta":null}],` +
  '"structured_content":{"message":"hey","length":3},"meta":null,"data":{"message":"hey","length":3},"is_error":false}';

/** The rows over HTTP: the method, its parameters, and the result or the error. */
const ROWS: readonly (readonly [id: string, method: string, params: string | undefined, answer: string])[] = [
  ["tool-list", "tools/list", undefined, `"result":${LISTED}`],
  ["tool-list-unknown", "tools/list", '{"session_id":"nope"}', error(-32602, "Unknown session_id: nope")],
  ["tool-call", "tools/call", call('{"message":"hey"}'), `"result":${HEY}`],
  ["tool-call-object", "tools/call", call('{"message":"hey"}', "echo_with_length"), `"result":${LONG_HEY}`],
  ["tool-call-extra-param", "tools/call", call('{"message":"hey"},"extra":1'), `"result":${HEY}`],
  ["tool-call-empty-id", "tools/call", call('{"message":"hey"},"session_id":""'), `"result":${HEY}`],
  ["tool-call-unknown", "tools/call", '{"name":"zip"}', error(-32603, "Unknown tool: 'zip'")],
  ["tool-call-without-name", "tools/call", "{}", error(-32602, "Missing 'name' in params")],
  ["tool-call-missing-argument", "tools/call", call("{}"), error(-32603, "<text>")],
  ["tool-call-null-arguments", "tools/call", call("null"), error(-32603, "<text>")],
  ["tool-call-list-of-arguments", "tools/call", call("[]"), error(-32603, "<text>")],
  ["tool-call-text-of-arguments", "tools/call", call('"x"'), error(-32603, "<text>")],
  ["tool-call-wrong-type", "tools/call", call('{"message":5}'), error(-32603, "<text>")],
  ["tool-call-extra-argument", "tools/call", call('{"message":"a","zz":1}'), error(-32603, "<text>")],
  ["tool-call-foreign", "tools/call", call('{},"session_id":"nope"'), error(-32602, "Unknown session_id: nope")],
  ["tool-initialize", "initialize", "{}", error(-32601, "Method not found: initialize")],
];

/** The rows over HTTP. */
export const TOOL_HTTP_VECTORS: readonly HttpVector[] = [
  ...ROWS.map(([id, method, params, answer]): HttpVector => ({
    id,
    request: "POST /mcp",
    server: "echo",
    send: request(1, method, params),
    status: 200,
    body: `{"jsonrpc":"2.0","id":1,${answer}}`,
    anyOrder: true,
  })),
  {
    id: "tool-call-in-session",
    request: "POST /mcp",
    server: "echo",
    session: "created",
    send: request(1, "tools/call", call('{"message":"hey"},"session_id":"<S>"')),
    status: 200,
    body: `{"jsonrpc":"2.0","id":1,"result":${HEY}}`,
  },
];

/** The rows on one `/ws`. */
export const TOOL_WS_VECTORS: readonly WsVector[] = [
  {
    id: "tool-reset",
    send: '{"type":"reset","data":{"episode_id":"e1"}}',
    receive:
      '{"type":"observation","data":{"observation":{"metadata":{"status":"ready"}},"reward":0.0,"done":false,"metadata":{"status":"ready"}}}',
  },
  step("tool-step-list", '{"type":"list_tools"}', STEP_LISTED),
  step("tool-step", '{"type":"call_tool","tool_name":"echo_message","arguments":{"message":"hey"}}', called(HEY)),
  step("tool-step-object", '{"tool_name":"echo_with_length","arguments":{"message":"hey"}}', called(LONG_HEY)),
  step("tool-step-unknown", '{"tool_name":"nope"}', failed("tool_not_found", "Unknown tool: 'nope'", "nope")),
  step("tool-step-missing-argument", '{"tool_name":"echo_message","arguments":{}}', failed("invalid_args")),
  {
    ...step(
      "tool-step-wrong-type",
      '{"tool_name":"echo_message","arguments":{"message":5}}',
      failed("execution_error"),
    ),
    ours: { difference: "D43", answer: { receive: observed(failed("invalid_args")) } },
  },
  step(
    "tool-step-extra-argument",
    '{"tool_name":"echo_message","arguments":{"message":"a","zz":1}}',
    failed("invalid_args"),
  ),
  refused("tool-step-list-extra", '{"type":"list_tools","tool_name":"x"}', extra("tool_name", '"x"')),
  refused("tool-step-extra", '{"tool_name":"x","zz":1}', extra("zz", "1")),
  refused("tool-step-no-name", '{"arguments":{}}', item("missing", "tool_name", "Field required", '{"arguments":{}}')),
  refused(
    "tool-step-name-number",
    '{"tool_name":5}',
    item("string_type", "tool_name", "Input should be a valid string", "5"),
  ),
  refused("tool-step-list-of-arguments", '{"tool_name":"x","arguments":[]}', dictionary("[]")),
  refused("tool-step-null-arguments", '{"tool_name":"x","arguments":null}', dictionary("null")),
  refused(
    "tool-step-other-type",
    '{"type":"other","tool_name":"x"}',
    item("literal_error", "type", "Input should be 'call_tool'", '"other"', `,"ctx":{"expected":"'call_tool'"}`),
  ),
  { id: "tool-state", send: '{"type":"state"}', receive: state(7) },
  mcp("tool-frame-list", request(1, "tools/list"), `"result":${LISTED}`),
  mcp("tool-frame-call", request(1, "tools/call", call('{"message":"hey"},"session_id":"ignored"')), `"result":${HEY}`),
  mcp("tool-frame-unknown", request(1, "tools/call", '{"name":"zip"}'), error(-32603, "Unknown tool: 'zip'")),
  {
    id: "tool-state-after-frames",
    send: '{"type":"state"}',
    receive: state(7),
    ours: { difference: "D44", answer: { receive: state(9) } },
  },
];

function request(id: number, method: string, params?: string): string {
  return `{"jsonrpc":"2.0","method":"${method}","id":${id}${params === undefined ? "" : `,"params":${params}`}}`;
}

function call(args: string, name = "echo_message"): string {
  return `{"name":"${name}","arguments":${args}}`;
}

function error(code: number, message: string): string {
  return `"error":{"code":${code},"message":"${message}","data":null}`;
}

function mcp(id: string, data: string, answer: string): WsVector {
  const receive = `{"type":"mcp","data":{"jsonrpc":"2.0","id":1,${answer}}}`;
  return { id, send: `{"type":"mcp","data":${data}}`, receive, anyOrder: true };
}

function step(id: string, data: string, observation: string): WsVector {
  return { id, send: `{"type":"step","data":${data}}`, receive: observed(observation), anyOrder: true };
}

function observed(observation: string): string {
  return `{"type":"observation","data":{"observation":${observation},"reward":null,"done":false}}`;
}

function called(result: string): string {
  const name = result === HEY ? "echo_message" : "echo_with_length";
  return `{"metadata":{},"tool_name":"${name}","result":${result},"error":null}`;
}

function failed(kind: string, message = "<text>", name = "echo_message"): string {
  const failure = `{"error_type":"${kind}","message":"${message}"}`;
  return `{"metadata":{},"tool_name":"${name}","result":null,"error":${failure}}`;
}

function refused(id: string, data: string, error: string): WsVector {
  const receive = `{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[${error}]}}`;
  return { id, send: `{"type":"step","data":${data}}`, receive };
}

function item(type: string, key: string, msg: string, input: string, more = ""): string {
  const url = `https://errors.pydantic.dev/<version>/v/${type}`;
  return `{"type":"${type}","loc":["${key}"],"msg":"${msg}","input":${input}${more},"url":"${url}"}`;
}

function extra(key: string, input: string): string {
  return item("extra_forbidden", key, "Extra inputs are not permitted", input);
}

function dictionary(input: string): string {
  return item("dict_type", "arguments", "Input should be a valid dictionary", input);
}

function state(steps: number): string {
  return `{"type":"state","data":{"episode_id":"e1","step_count":${steps}}}`;
}
