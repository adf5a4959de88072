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

/** The messages that have an HTTP route. */
export type HttpVerb = "reset" | "step" | "state";

/** An HTTP answer that has been read to its end. */
export interface HttpAnswer {
  /** The status; 0 for a redirect that a browser hides. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The body. */
  readonly text: string;
}

/** Where each message goes. */
export const HTTP_ROUTES: Readonly<Record<HttpVerb, { readonly method: string; readonly path: string }>> = {
  reset: { method: "POST", path: "/reset" },
  step: { method: "POST", path: "/step" },
  state: { method: "GET", path: "/state" },
};

/** How much of an unreadable body an error quotes. */
const MAX_QUOTED_CHARS = 200;

/**
 * Writes the body of a request; `undefined` for one without. A limit that the caller of a step asked for becomes the
 * server's too, as `timeout_s`: HTTP can say it, a socket cannot.
 */
export function writeHttpBody(message: ClientMessage, timeoutMs: number | undefined): string | undefined {
  if (message.type === "reset") return JSON.stringify(message.data);
  if (message.type !== "step") return undefined;
  const action = JSON.stringify(message.data);
  return timeoutMs === undefined ? `{"action":${action}}` : `{"action":${action},"timeout_s":${timeoutMs / 1000}}`;
}

/** Makes of an answer the message that a socket would have brought; throws the error that the answer stands for. */
export function readHttpAnswer(verb: HttpVerb, answer: HttpAnswer): ServerMessage {
  if (!isSuccess(answer)) throw readHttpError(verb, answer) ?? unreadable(verb, answer);
  const body = parseRecord(answer.text);
  if (body === undefined) throw unreadable(verb, answer);
  if (verb === "state") return { type: "state", data: body };
  const { session_id: _, ...data } = body;
  // Over HTTP, no metadata is null; on a socket the key is absent.
  if (data.metadata === null) delete data.metadata;
  return { type: "observation", data: data as unknown as ResultPayload };
}

/** `true` for a status that says that the request was carried out. */
export function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

/** The id of the session that an answer is about, from the header or the body; `undefined` if it names none. */
export function readSessionId({ headers, text }: HttpAnswer): string | undefined {
  const named = headers.get(SESSION_HEADER) ?? parseRecord(text)?.session_id;
  return typeof named === "string" && named !== "" ? named : undefined;
}

/**
 * Rebuilds the error of an answer that carries one: `{ detail, code, ...data }`, or the items of a failed validation
 * without a code, as FastAPI sends them. `undefined` for anything else.
 *
 * What the server said in `Retry-After` is kept in the data, as `retry_after_ms`.
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

/** The error for an answer that is neither a result nor an error of the protocol: a proxy's, for instance. */
export function unreadable(verb: HttpVerb, { status, headers, text }: HttpAnswer): InvalidReplyError {
  const { method, path } = HTTP_ROUTES[verb];
  const data = { status, body: quote(text), ...readRetryAfter(headers) };
  return new InvalidReplyError(`Cannot ${verb}: ${method} ${path} ${describeAnswer({ status, headers, text })}`, data);
}

/** Says what an answer is, for a message that begins with the request. */
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

/** The request that opens a session without resetting it; a reset that opens one needs no such thing. */
export const CREATE_SESSION_BODY = '{"jsonrpc":"2.0","id":1,"method":"openenv/session/create","params":{}}';

/**
 * Reads the answer to {@linkcode CREATE_SESSION_BODY}; `undefined` if the server has no such method.
 *
 * JSON-RPC errors carry no code of ours; what their data holds tells the ones that matter.
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

/** The error for a server that builds an environment for each request: an episode there would be a pretence. */
export function oneShot(url: string, why: string): OneShotServerError {
  const text = `Cannot play episodes at ${url} over HTTP: ${why}, so each request gets an environment of its own`;
  return new OneShotServerError(`${text}; use the transport "websocket"`, { url });
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseTrustedText(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reset options are the body itself over HTTP, so that each place begins with `body`; elsewhere it does not. */
function withoutBody(item: unknown): unknown {
  if (!isRecord(item) || !Array.isArray(item.loc) || item.loc[0] !== "body") return item;
  return { ...item, loc: item.loc.slice(1) };
}

/** `Retry-After` is a number of seconds or a date. */
function readRetryAfter(headers: Headers): { readonly retry_after_ms?: number } {
  const text = headers.get("retry-after");
  if (text === null) return {};
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Math.max(0, Date.parse(text) - Date.now());
  return Number.isNaN(waitMs) ? {} : { retry_after_ms: waitMs };
}

/** As much of a body as an error quotes. */
export function quote(text: string): string {
  return text.length > MAX_QUOTED_CHARS ? `${text.slice(0, MAX_QUOTED_CHARS)}…` : text;
}

/** What broke a request off; some runtimes say it in the cause only. */
export function describeFailure(thrown: unknown): string {
  const { cause } = thrown as Error;
  return cause instanceof Error && cause.message !== "" ? `${messageOf(thrown)}: ${cause.message}` : messageOf(thrown);
}
