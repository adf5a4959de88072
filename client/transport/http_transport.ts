import { type ClientMessage, DEFAULT_CONNECTION_LIMITS, sizeOverLimit, tooLarge } from "@openenv/core/protocol";
import { withinTime } from "@openenv/core/async";
import { OpenEnvError, ToolsUnsupportedError } from "@openenv/core/errors";
import { fetchAnswer, type HttpAnswer } from "./fetch_answer.ts";
import { runFlow } from "./flow.ts";
import { type HttpFlow, type HttpQuestion, HttpSession } from "./http_session.ts";
import { describeFailure, type HttpVerb, writeHttpBody } from "./http_shapes.ts";
import type { Transport, TransportListener } from "./transport.ts";

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
  readonly #session: HttpSession;
  /** Set while the connection can be used. */
  #listener: TransportListener | undefined;
  #call: AbortController | undefined;
  #closing: Promise<void> | undefined;

  /** Creates a transport to a server's base URL, without a trailing slash. */
  constructor(base: string, options: HttpTransportOptions) {
    this.#base = base;
    this.#options = options;
    this.#session = new HttpSession(base, options.headers);
  }

  /**
   * Checks that the server keeps sessions: a state request without one must say that it needs one, or be about the one
   * that callers share. Opens none of its own yet.
   */
  async open(listener: TransportListener, signal?: AbortSignal): Promise<void> {
    const action = `connect to ${this.#base}`;
    await withinTime((own) => run(this.#session.probe(), own), {
      action,
      timeoutMs: this.#options.connectTimeoutMs,
      signal,
    });
    this.#listener = listener;
  }

  /** Sends one request and reports the outcome to the listener. A step's `timeoutMs` is sent to the server. */
  send(message: ClientMessage, timeoutMs?: number): void {
    if (message.type === "close") return; // close() sends its own request
    const { verb, body, limited } = toHttpRequest(message, timeoutMs);
    const call = this.#call = new AbortController();
    run(this.#session.carry(verb, body), call.signal).then(
      (reply) => call.signal.aborted || this.#listener?.message(reply),
      (thrown) => call.signal.aborted || this.#fail(thrown, limited),
    );
  }

  /** Aborts the request in flight, if any, and asks the server to end the session. Never rejects. */
  close(): Promise<void> {
    return this.#closing ??= this.#leave();
  }

  #fail(thrown: unknown, limited: boolean): void {
    if (!(thrown instanceof OpenEnvError)) return this.#end(0, describeFailure(thrown));
    // The server enforces the same limit, and it must not matter which side notices first.
    if (limited && thrown.code === "TIMEOUT") return;
    this.#listener?.message(thrown);
    if (this.#session.isEndedBy(thrown)) this.#end(1000, "");
  }

  #end(code: number, reason: string): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.end({ code, reason });
  }

  async #leave(): Promise<void> {
    this.#call?.abort();
    if (this.#session.isOpen) {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), this.#options.closeTimeoutMs);
      // Best effort: a session that can't be closed now is closed after its idle timeout.
      await ask(this.#session.leaving(), controller.signal).catch(() => undefined);
      clearTimeout(timer);
    }
    this.#end(1000, "");
  }
}

/** A message as a request. */
export interface HttpRequest {
  /** What is asked for. */
  readonly verb: HttpVerb;
  /** The body, if there is one. */
  readonly body: string | undefined;
  /** `true` if the server is told how long it may take. */
  readonly limited: boolean;
}

/** Converts a message to a request. A step's `timeoutMs` is sent to the server. Throws `TooLargeError`. */
export function toHttpRequest(message: Exclude<ClientMessage, { type: "close" }>, timeoutMs?: number): HttpRequest {
  if (message.type === "mcp") {
    throw new ToolsUnsupportedError("Cannot list tools: the server refuses to list them as a step", {});
  }
  const limited = message.type === "step" && timeoutMs !== undefined && Number.isFinite(timeoutMs);
  const body = writeHttpBody(message, limited ? timeoutMs : undefined);
  const limit = DEFAULT_CONNECTION_LIMITS.maxOutboundBytes;
  const size = body === undefined ? undefined : sizeOverLimit(body, limit);
  if (size !== undefined) throw tooLarge("send", size, limit);
  return { verb: message.type, body, limited };
}

function run<T>(flow: HttpFlow<T>, signal: AbortSignal): Promise<T> {
  return runFlow(flow, (question) => ask(question, signal));
}

function ask({ url, ...init }: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  return fetchAnswer(url, { ...init, signal });
}
