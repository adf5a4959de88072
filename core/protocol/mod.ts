/**
 * The wire: messages, frames, and the server's end of a connection.
 *
 * ```ts
 * import { textCodec } from "@openenv/core/protocol";
 * import assert from "node:assert/strict";
 *
 * assert.equal(textCodec.state({ episode_id: "e1", step_count: 3 }), '{"type":"state","data":{"episode_id":"e1","step_count":3}}');
 * ```
 *
 * @module
 */
export {
  type FrameCodec,
  fromResultPayload,
  objectCodec,
  readServerMessage,
  textCodec,
  textCodecOf,
  toResultPayload,
  writeIgnored,
} from "./codec.ts";
export { Connection, type ConnectionLimits, DEFAULT_CONNECTION_LIMITS, tooLarge } from "./connection.ts";
export { type ContractWriter, writeReward, writerOf } from "./contract_writer.ts";
export { type Handler, HANDLERS, type HandlerTable } from "./handler_table.ts";
export { OrderedConnection, type Reply } from "./ordered_connection.ts";
export {
  type ClientMessage,
  NEW_SESSION,
  REQUEST_ID_HEADER,
  type ResultPayload,
  type ServerMessage,
  SESSION_HEADER,
} from "./messages.ts";
export { fromWireView, isWireView, toWireView, type WireRendering, type WireView } from "./wire_view.ts";
export { writeRpcResponse, WrittenResult } from "./rpc_response.ts";
export { SPLIT_TYPES } from "../tasks/task.ts";
export { toPythonLiteral } from "../pydantic/python_text.ts";
export { missing, notADictionary } from "../pydantic/validation_items.ts";
export { servedPorts } from "./served_ports.ts";
export { parseTaskRequest, TASK_CALLS, type TaskCall, type TaskRequest, type TaskVerb } from "./task_requests.ts";
export { parseJsonText, parseTrustedText, sizeOverLimit } from "./json_text.ts";
