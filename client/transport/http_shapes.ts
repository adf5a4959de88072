import {
  type ClientMessage,
  parseTrustedText,
  type ResultPayload,
  type ServerMessage,
  SESSION_HEADER,
  type TaskVerb,
} from "@openenv/core/protocol";
import { fromWireError, InvalidReplyError, messageOf, OneShotServerError, SessionError } from "@openenv/core/errors";
import type { OpenEnvError } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { HttpAnswer } from "./fetch_answer.ts";
import { serverWithoutDrawings } from "./not_renderable.ts";

/** The messages that have an HTTP route. */
export type HttpVerb = "reset" | "step" | "state" | "render";

/** The route of each message. */
export const HTTP_ROUTES: Readonly<Record<HttpVerb, { readonly method: string; readonly path: string }>> = {
  reset: { method: "POST", path: "/reset" },
  step: { method: "POST", path: "/step" },
  state: { method: "GET", path: "/state" },
  render: { method: "GET", path: "/web/render" },
};

/** How many characters of an unreadable body an error quotes. */
const MAX_QUOTED_CHARS = 200;

/**
 * Writes the body of a request; `undefined` if it has none. The caller's limit for a step is also sent to the server,
 * as `timeout_s`: HTTP can carry it, a socket can't.
 */
export function writeHttpBody(message: ClientMessage, timeoutMs: number | undefined): string | undefined {
  if (message.type === "reset") return JSON.stringify(message.data);
  if (message.type !== "step") return undefined;
  const action = JSON.stringify(message.data);
  return timeoutMs === undefined ? `{"action":${action}}` : `{"action":${action},"timeout_s":${timeoutMs / 1000}}`;
}

/** Converts an answer to the message that a socket would have delivered; throws the error that the answer carries. */
export function readHttpAnswer(verb: HttpVerb, answer: HttpAnswer): ServerMessage {
  if (!isSuccess(answer)) throw readHttpError(verb, answer) ?? withoutError(verb, answer);
  const body = parseRecord(answer.text);
  if (body === undefined) throw unreadable(verb, answer);
  if (verb === "state") return { type: "state", data: body };
  if (verb === "render") return { type: "view", data: body };
  const { session_id: _, ...data } = body;
  // Over HTTP, missing metadata is null; on a socket the key is absent.
  if (data.metadata === null) delete data.metadata;
  return { type: "observation", data: data as unknown as ResultPayload };
}

/** `true` for a status that means that the request was carried out. */
export function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

/** Reads the session id of an answer from the header or the body; `undefined` if there is none. */
export function readSessionId({ headers, text }: HttpAnswer): string | undefined {
  const named = headers.get(SESSION_HEADER) ?? parseRecord(text)?.session_id;
  return typeof named === "string" && named !== "" ? named : undefined;
}

/**
 * Rebuilds the error that an answer carries: `{ detail, code, ...data }`, or the items of a failed validation without a
 * code, as FastAPI sends them. Returns `undefined` for anything else.
 *
 * The value of `Retry-After` is kept in the data, as `retry_after_ms`.
 */
export function readHttpError(verb: HttpVerb | TaskVerb, { headers, text }: HttpAnswer): OpenEnvError | undefined {
  const body = parseRecord(text);
  if (body === undefined) return undefined;
  const { detail, code = Array.isArray(detail) ? "VALIDATION_ERROR" : undefined, ...data } = body;
  if (typeof code !== "string") return undefined;
  const waits = readRetryAfter(headers);
  const errors = Array.isArray(detail) ? { errors: verb === "step" ? detail : detail.map(withoutBody) } : {};
  return fromWireError({ message: detail, code, ...data, ...errors, ...waits });
}

/** The error for an answer that carries none. A server without the page has no drawings over HTTP. */
function withoutError(verb: HttpVerb, answer: HttpAnswer): OpenEnvError {
  const hasNoRoute = verb === "render" && answer.status === 404;
  return hasNoRoute ? serverWithoutDrawings() : unreadable(verb, answer);
}

/** The error for an answer that is neither a result nor a protocol error, for example a proxy's. */
export function unreadable(verb: HttpVerb, { status, headers, text }: HttpAnswer): InvalidReplyError {
  const { method, path } = HTTP_ROUTES[verb];
  const data = { status, body: quote(text), ...readRetryAfter(headers) };
  return new InvalidReplyError(`Cannot ${verb}: ${method} ${path} ${describeAnswer({ status, headers, text })}`, data);
}

/** Describes an answer, for a message that begins with the request. */
export function describeAnswer({ status, headers, text }: HttpAnswer): string {
  if (status === 0 || (status >= 300 && status < 400)) {
    const place = headers.get("location") ?? "another address";
    return `was redirected to ${place}; use the address that the server ends up at`;
  }
  const detail = parseRecord(text)?.detail;
  const what = typeof detail === "string" ? detail : quote(text).trim();
  const outcome = status < 300 ? `${status}, but no JSON object` : String(status);
  return `was answered with ${outcome}${what && `: ${what}`}`;
}

/** The request that opens a session without resetting it. A reset opens one by itself. */
export const CREATE_SESSION_BODY = '{"jsonrpc":"2.0","id":1,"method":"openenv/session/create","params":{}}';

/**
 * Reads the answer to {@linkcode CREATE_SESSION_BODY}; `undefined` if the server has no such method.
 *
 * JSON-RPC errors carry none of our codes; their data identifies the ones that matter.
 */
export function readCreatedSession(verb: HttpVerb, answer: HttpAnswer): string | undefined {
  const body = parseRecord(answer.text);
  if (isRecord(body?.result) && typeof body.result.session_id === "string") return body.result.session_id;
  const { error } = body ?? {};
  if (isRecord(error) && isRecord(error.data)) {
    const code = "active_sessions" in error.data ? "CAPACITY_REACHED" : "FACTORY_ERROR";
    throw fromWireError({ ...error.data, message: error.message, code });
  }
  if (isRecord(error) && error.code !== -32601) throw new SessionError(messageOf(error.message), {});
  const refusal = isSuccess(answer) ? undefined : readHttpError(verb, answer);
  if (refusal !== undefined) throw refusal;
  return undefined;
}

/** The error for a server that builds an environment for each request and so can't run an episode. */
export function oneShot(url: string, why: string): OneShotServerError {
  const text = `Cannot play episodes at ${url} over HTTP: ${why}, so each request gets an environment of its own`;
  return new OneShotServerError(`${text}; use the transport "websocket"`, { url });
}

/** Reads a JSON object; `undefined` if the text is none. */
export function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseTrustedText(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Removes `body` from the front of an item's `loc`: only over HTTP are reset options the body itself. */
function withoutBody(item: unknown): unknown {
  if (!isRecord(item) || !Array.isArray(item.loc) || item.loc[0] !== "body") return item;
  return { ...item, loc: item.loc.slice(1) };
}

/** Reads `Retry-After`, which is a number of seconds or a date. */
function readRetryAfter(headers: Headers): { readonly retry_after_ms?: number } {
  const text = headers.get("retry-after");
  if (text === null) return {};
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Math.max(0, Date.parse(text) - Date.now());
  return Number.isNaN(waitMs) ? {} : { retry_after_ms: waitMs };
}

/** Shortens a body for use in an error message. */
export function quote(text: string): string {
  return text.length > MAX_QUOTED_CHARS ? `${text.slice(0, MAX_QUOTED_CHARS)}…` : text;
}

/** Describes why a request failed; some runtimes say so only in the cause. */
export function describeFailure(thrown: unknown): string {
  const { cause } = thrown as Error;
  return cause instanceof Error && cause.message !== "" ? `${messageOf(thrown)}: ${cause.message}` : messageOf(thrown);
}

/** Says that a program at an address is another one. */
export const NOT_OPENENV = "what answers there is no OpenEnv server";
