import {
  type ClientMessage,
  DEFAULT_CONNECTION_LIMITS,
  NEW_SESSION,
  REQUEST_ID_HEADER,
  type ServerMessage,
  SESSION_HEADER,
  sizeOverLimit,
  tooLarge,
} from "@openenv/core/protocol";
import { withinTime } from "@openenv/core/async";
import {
  ConnectionFailedError,
  ERROR_TABLE,
  InvalidReplyError,
  NotResetError,
  OpenEnvError,
  SessionRequiredError,
  ToolsUnsupportedError,
} from "@openenv/core/errors";
import { fetchAnswer, type HttpAnswer } from "./fetch_answer.ts";
import { NOT_OPENENV } from "./describe_server.ts";
import {
  CREATE_SESSION_BODY,
  describeAnswer,
  describeFailure,
  HTTP_ROUTES,
  type HttpVerb,
  isSuccess,
  oneShot,
  parseRecord,
  readCreatedSession,
  readHttpAnswer,
  readHttpError,
  readSessionId,
  writeHttpBody,
} from "./http_shapes.ts";
import type { Transport, TransportListener } from "./transport.ts";

/** The codes by which a state request shows that a server keeps sessions, or has one that callers share. */
const SESSION_CODES: ReadonlySet<string> = new Set([
  "SESSION_REQUIRED",
  "SESSION_EXPIRED",
  "SESSION_BROKEN",
  "CAPACITY_REACHED",
  "FACTORY_ERROR",
  "EXECUTION_ERROR",
  "INVALID_OBSERVATION",
  "TIMEOUT",
]);

/** Options for {@linkcode HttpTransport}. */
export interface HttpTransportOptions {
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the first request may take, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** How long to wait for the session to end when closing, in milliseconds. */
  readonly closeTimeoutMs: number;
}

/**
 * Carries messages as HTTP requests, one at a time, to a server that keeps sessions. The first reset opens a session,
 * and its id goes with every later request. Needs only `fetch`.
 *
 * A request that breaks off ends the connection, as on a socket, since it may or may not have been carried out. So does
 * an error that ends the session.
 */
export class HttpTransport implements Transport {
  readonly #base: string;
  readonly #options: HttpTransportOptions;
  /** The headers of every request. Names are in lower case, so that none occurs twice. */
  readonly #headers: Readonly<Record<string, string>>;
  /**
   * The beginning of all request ids. It can't be guessed, because the server answers everybody who repeats an id. Not a
   * UUID: browsers make those on secure pages only.
   */
  readonly #id: string = crypto.getRandomValues(new Uint32Array(4)).join("-");
  #requests = 0;
  /** Set while the connection can be used. */
  #listener: TransportListener | undefined;
  #session: string | undefined;
  /** `true` if answers name their session; a proxy or a browser may hide the header. */
  #named = false;
  /** `true` if the first reset failed in the environment, which ends the session. */
  #resetFailed = false;
  #call: AbortController | undefined;
  #closing: Promise<void> | undefined;

  /** Creates a transport to a server's base URL, without a trailing slash. */
  constructor(base: string, options: HttpTransportOptions) {
    this.#base = base;
    this.#options = options;
    this.#headers = Object.fromEntries(new Headers(options.headers));
  }

  /**
   * Checks that the server keeps sessions: a state request without one must say that it needs one, or be about the one
   * that callers share. Opens none of its own yet.
   */
  async open(listener: TransportListener, signal?: AbortSignal): Promise<void> {
    const action = `connect to ${this.#base}`;
    await withinTime((own) => this.#probe(own), { action, timeoutMs: this.#options.connectTimeoutMs, signal });
    this.#listener = listener;
  }

  /** Sends one request and reports the outcome to the listener. A step's `timeoutMs` is sent to the server. */
  send(message: ClientMessage, timeoutMs?: number): void {
    if (message.type === "close") return; // close() sends its own request
    if (message.type === "mcp") {
      throw new ToolsUnsupportedError("Cannot list tools: the server refuses to list them as a step", {});
    }
    const limited = message.type === "step" && timeoutMs !== undefined && Number.isFinite(timeoutMs);
    const body = writeHttpBody(message, limited ? timeoutMs : undefined);
    const limit = DEFAULT_CONNECTION_LIMITS.maxOutboundBytes;
    const size = body === undefined ? undefined : sizeOverLimit(body, limit);
    if (size !== undefined) throw tooLarge("send", size, limit);
    const call = this.#call = new AbortController();
    this.#carry(message.type, body, call.signal).then(
      (reply) => call.signal.aborted || this.#listener?.message(reply),
      (thrown) => call.signal.aborted || this.#fail(thrown, limited),
    );
  }

  /** Aborts the request in flight, if any, and asks the server to end the session. Never rejects. */
  close(): Promise<void> {
    return this.#closing ??= this.#leave();
  }

  async #probe(signal: AbortSignal): Promise<void> {
    try {
      this.#welcome(await this.#fetch("GET", "/state", undefined, signal));
    } catch (thrown) {
      if (thrown instanceof OpenEnvError) throw thrown;
      throw this.#failed(describeFailure(thrown), { cause: thrown });
    }
  }

  #welcome(answer: HttpAnswer): void {
    if (isSuccess(answer) && answer.headers.has(SESSION_HEADER)) return;
    if (isSuccess(answer) && parseRecord(answer.text) === undefined) {
      throw this.#failed(
        `${NOT_OPENENV}: GET /state ${describeAnswer(answer)}. Check the address, its port and its path`,
      );
    }
    if (isSuccess(answer)) throw oneShot(this.#base, "it has a state without a session");
    const error = readHttpError("state", answer);
    if (SESSION_CODES.has(error?.code ?? "")) return;
    if (error !== undefined) throw error;
    if (answer.status === 500) throw oneShot(this.#base, "it looks for a state without a session, and fails");
    const hint = answer.status === 404 ? "; a server in production mode has no episodes over HTTP" : "";
    throw this.#failed(`GET /state ${describeAnswer(answer)}${hint}`);
  }

  #failed(why: string, options?: ErrorOptions): ConnectionFailedError {
    return new ConnectionFailedError(`Cannot connect to ${this.#base}: ${why}`, { url: this.#base }, options);
  }

  async #carry(verb: HttpVerb, body: string | undefined, signal: AbortSignal): Promise<ServerMessage> {
    if (this.#session === undefined && verb !== "reset") await this.#openWithoutReset(verb, signal);
    const { method, path } = HTTP_ROUTES[verb];
    const answer = await this.#fetch(method, path, body, signal);
    if (verb === "reset") this.#adopt(answer);
    else if (this.#named && isSuccess(answer)) this.#assertSession(readSessionId(answer));
    return readHttpAnswer(verb, answer);
  }

  /** Takes the session id from the answer to the first reset, and checks that later resets return the same one. */
  #adopt(answer: HttpAnswer): void {
    if (!isSuccess(answer)) {
      if (this.#session === undefined) this.#resetFailed = answer.status >= 500;
      // The server has lost the answer to a reset that it carried out, but it still names the session.
      this.#session ??= answer.headers.get(SESSION_HEADER) ?? undefined;
      return;
    }
    const id = readSessionId(answer);
    if (id === undefined) throw oneShot(this.#base, "the answer to a reset names no session");
    if (this.#session !== undefined) return this.#assertSession(id);
    this.#session = id;
    this.#named = answer.headers.has(SESSION_HEADER);
  }

  #assertSession(id: string | undefined): void {
    if (id === this.#session) return;
    throw new InvalidReplyError("Cannot read reply: it is about another session than the one that was asked", {});
  }

  /**
   * Opens a session for a step or a state before the first reset, as on a socket; the server decides if it allows them.
   */
  async #openWithoutReset(verb: HttpVerb, signal: AbortSignal): Promise<void> {
    const call = verb === "state" ? "read the state of" : verb;
    if (this.#resetFailed) {
      throw new NotResetError(`Cannot ${call} session: its first reset failed, and over HTTP that ends it`, {});
    }
    const id = readCreatedSession(verb, await this.#fetch("POST", "/mcp", CREATE_SESSION_BODY, signal));
    if (id === undefined) {
      throw new SessionRequiredError(`Cannot ${call} session: this server opens one at a reset only`, {});
    }
    this.#session = id;
  }

  #fail(thrown: unknown, limited: boolean): void {
    if (!(thrown instanceof OpenEnvError)) return this.#end(0, describeFailure(thrown));
    // The server enforces the same limit, and it must not matter which side notices first.
    if (limited && thrown.code === "TIMEOUT") return;
    this.#listener?.message(thrown);
    if (ERROR_TABLE[thrown.code]?.sessionSurvives !== false) return;
    if (thrown.code !== "ONE_SHOT_SERVER") this.#session = undefined;
    this.#end(1000, "");
  }

  #end(code: number, reason: string): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.end({ code, reason });
  }

  async #leave(): Promise<void> {
    this.#call?.abort();
    if (this.#session !== undefined) {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), this.#options.closeTimeoutMs);
      // Best effort: a session that can't be closed now is closed after its idle timeout.
      await this.#fetch("DELETE", "/session", undefined, controller.signal).catch(() => undefined);
      clearTimeout(timer);
    }
    this.#end(1000, "");
  }

  #fetch(method: string, path: string, body: string | undefined, signal: AbortSignal): Promise<HttpAnswer> {
    const headers: Record<string, string> = { ...this.#headers };
    if (body !== undefined) headers["content-type"] = "application/json";
    // The first question executes nothing. Without these headers browsers send it without asking before.
    if (this.#session !== undefined || method !== "GET") {
      headers[SESSION_HEADER.toLowerCase()] = this.#session ?? NEW_SESSION;
      headers[REQUEST_ID_HEADER.toLowerCase()] = `${this.#id}-${++this.#requests}`;
    }
    return fetchAnswer(this.#base + path, { method, headers, signal, body });
  }
}
