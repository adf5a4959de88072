/**
 * The client's end of a connection: transports that carry messages, and the channel that pairs requests with replies.
 *
 * ```ts
 * import { RequestChannel, WebSocketTransport } from "@openenv/client/transport";
 * import assert from "node:assert/strict";
 *
 * assert.equal(typeof RequestChannel, "function");
 * assert.equal(typeof WebSocketTransport, "function");
 * ```
 *
 * @module
 */
export { toHttpBase, toWebSocketUrl } from "./base_url.ts";
export { HttpTaskTransport } from "./http_task_transport.ts";
export { HttpTransport, type HttpTransportOptions } from "./http_transport.ts";
export { MemoryTransport, type MemoryTransportOptions } from "./memory_transport.ts";
export { RequestChannel, type RequestOptions } from "./request_channel.ts";
export { MemoryTaskTransport } from "./memory_task_transport.ts";
export { parseSpace, type Space } from "./space.ts";
export type { TaskCallOptions, TaskTransport } from "./task_transport.ts";
export type { Transport, TransportEnd, TransportListener } from "./transport.ts";
export { WebSocketTransport, type WebSocketTransportOptions } from "./websocket_transport.ts";
