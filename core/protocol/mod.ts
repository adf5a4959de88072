/**
 * For those who speak the wire: messages, frames, and both ends of a connection.
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
export { toHttpBase, toWebSocketUrl } from "./base_url.ts";
export { type FrameCodec, fromResultPayload, objectCodec, textCodec, toResultPayload } from "./codec.ts";
export { Connection, type ConnectionLimits, DEFAULT_CONNECTION_LIMITS, type Reply } from "./connection.ts";
export { type Handler, HANDLERS, type HandlerTable } from "./handler_table.ts";
export { SESSION_HEADER } from "./http_shapes.ts";
export { HttpTaskTransport } from "./http_task_transport.ts";
export { HttpTransport, type HttpTransportOptions } from "./http_transport.ts";
export type { ClientMessage, ResultPayload, ServerMessage } from "./messages.ts";
export { MemoryTransport, type MemoryTransportOptions } from "./memory_transport.ts";
export { toPythonLiteral } from "./python_text.ts";
export { RequestChannel, type RequestOptions } from "./request_channel.ts";
export { answerTaskRequest, type TaskDesk } from "./task_answers.ts";
export { parseTaskRequest, TASK_CALLS, type TaskCall, type TaskRequest, type TaskVerb } from "./task_requests.ts";
export { MemoryTaskTransport, type TaskCallOptions, type TaskTransport } from "./task_transport.ts";
export type { Transport, TransportEnd, TransportListener } from "./transport.ts";
export { WebSocketTransport, type WebSocketTransportOptions } from "./websocket_transport.ts";
export { withinTime, type WithinTimeOptions } from "./within_time.ts";
export { toWireError, type WireError } from "../errors.ts";
export { parseJsonText } from "./json_text.ts";
