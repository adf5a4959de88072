/**
 * Exchanges about one session, over HTTP and on sockets, recorded from the reference server with the Note environment.
 * Each list is played in its order; `<S>` is the id of the session that its first row makes.
 *
 * @module
 */

import type { WsVector } from "./ws_vector.ts";

/** One row. */
export interface SessionVector extends WsVector {
  /**
   * Where: a request over HTTP, or a socket. A capital letter is a socket that joins the session when it is first
   * named, and `own` one with a session of its own. What is sent null opens the socket and sends nothing.
   */
  readonly where: "POST /mcp" | "A" | "B" | "C" | "D" | "own";
  /** The client closes the socket instead of sending anything. */
  readonly leaves?: boolean;
  /** The server may need a moment: the request is repeated until the answer is the expected one. */
  readonly eventually?: boolean;
}

const NORMAL = { code: 1000, reason: "" };
const CREATE = '{"jsonrpc":"2.0","method":"openenv/session/create","id":1}';
const CREATED = '{"jsonrpc":"2.0","id":1,"result":{"session_id":"<uuid>"}}';
const CLOSE = '{"jsonrpc":"2.0","method":"openenv/session/close","id":3,"params":{"session_id":"<S>"}}';
const CLOSED = '{"jsonrpc":"2.0","id":3,"result":{"session_id":"<S>","closed":true}}';
const CLOSING = '{"jsonrpc":"2.0","id":3,"result":{"session_id":"<S>","closed":false,"closing":true}}';
const UNKNOWN = '{"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"Unknown session_id: <S>","data":null}}';
const STATE = '{"type":"state","data":{"episode_id":"A","step_count":1,"extra_thing":3}}';
const OWN_CLOSE = "Cannot close active WebSocket-managed session via MCP method";

/** A session that sockets join, one after the other. */
const JOINED_SESSION: readonly SessionVector[] = [
  { id: "join-1", where: "POST /mcp", send: CREATE, receive: CREATED },
  { id: "join-2", where: "A", send: null, receive: null },
  {
    id: "join-3",
    where: "A",
    send: '{"type":"reset","data":{"episode_id":"A"}}',
    receive: observation("ready None None", "null", "null"),
    ours: { difference: "D3", answer: { receive: observation("ready <integer> None", "null", "null") } },
  },
  {
    id: "join-4",
    where: "A",
    send: '{"type":"step","data":{"message":"hi"}}',
    receive: observation("hi", '{"timeout":null}', "0.5"),
  },
  {
    id: "join-5",
    where: "C",
    send: null,
    receive: sessionError("Session <S> already has an attached WebSocket"),
    close: NORMAL,
  },
  {
    id: "join-6",
    where: "A",
    send: `{"type":"mcp","data":${CREATE}}`,
    receive: '{"type":"mcp","data":{"jsonrpc":"2.0","id":1,"result":{"session_id":"<S>"}}}',
  },
  {
    id: "join-7",
    where: "A",
    send: `{"type":"mcp","data":${CLOSE}}`,
    receive:
      `{"type":"mcp","data":{"jsonrpc":"2.0","id":3,"error":{"code":-32600,"message":"${OWN_CLOSE}","data":null}}}`,
  },
  { id: "join-8", where: "A", send: '{"type":"close"}', receive: null, close: NORMAL },
  { id: "join-9", where: "B", send: '{"type":"state"}', receive: STATE },
  { id: "join-10", where: "POST /mcp", send: CLOSE, receive: CLOSING },
  { id: "join-10-again", where: "POST /mcp", send: CLOSE, receive: CLOSING },
  { id: "join-11", where: "B", send: '{"type":"state"}', receive: STATE },
  { id: "join-11-leave", where: "B", send: null, receive: null, leaves: true },
  { id: "join-12", where: "POST /mcp", send: CLOSE, receive: UNKNOWN, eventually: true },
  {
    id: "join-13",
    where: "D",
    send: null,
    receive: sessionError("Unknown session_id: <S>"),
    close: NORMAL,
  },
];

/** A session that is made and closed over HTTP. */
const CLOSED_SESSION: readonly SessionVector[] = [
  { id: "close-1", where: "POST /mcp", send: CREATE, receive: CREATED },
  { id: "close-2", where: "POST /mcp", send: CLOSE, receive: CLOSED },
  { id: "close-3", where: "POST /mcp", send: CLOSE, receive: UNKNOWN },
];

const OWN: SessionVector = {
  id: "own",
  where: "own",
  send: `{"type":"mcp","data":${CREATE}}`,
  receive: `{"type":"mcp","data":${CREATED}}`,
};

/** A socket's own session, which another socket would join. */
const FOREIGN_JOIN: readonly SessionVector[] = [
  { ...OWN, id: "foreign-join-1" },
  {
    id: "foreign-join-2",
    where: "A",
    send: '{"type":"state"}',
    receive: '{"type":"state","data":{"episode_id":null,"step_count":0,"extra_thing":3}}',
    ours: {
      difference: "D24",
      answer: { receive: sessionError("Unknown session_id: <S>"), close: NORMAL },
    },
  },
];

/** A socket's own session, which somebody else would close. */
const FOREIGN_CLOSE: readonly SessionVector[] = [
  { ...OWN, id: "foreign-close-1" },
  {
    id: "foreign-close-2",
    where: "POST /mcp",
    send: CLOSE,
    receive: CLOSED,
    ours: { difference: "D24", answer: { receive: UNKNOWN } },
  },
];

/** More than half of two slots over HTTP. */
const SECOND_SESSION: readonly SessionVector[] = [
  { id: "second-session-1", where: "POST /mcp", send: CREATE, receive: CREATED },
  {
    id: "second-session-2",
    where: "POST /mcp",
    send: CREATE,
    receive: CREATED,
    ours: {
      difference: "D25",
      answer: {
        receive: '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"<text>",' +
          '"data":{"active_sessions":1,"max_sessions":1}}}',
      },
    },
  },
];

/** The lists; our server has two slots. */
export const SESSION_VECTORS: readonly (readonly SessionVector[])[] = [
  JOINED_SESSION,
  CLOSED_SESSION,
  FOREIGN_JOIN,
  FOREIGN_CLOSE,
  SECOND_SESSION,
];

function observation(echoed: string, inner: string, reward: string): string {
  const body = `{"metadata":{},"echoed":"${echoed}","inner":${inner}}`;
  return `{"type":"observation","data":{"observation":${body},"reward":${reward},"done":false}}`;
}

function sessionError(message: string): string {
  return `{"type":"error","data":{"message":"${message}","code":"SESSION_ERROR"}}`;
}
