import type { OpenEnvError } from "@openenv/core";
import {
  BusyError,
  ConnectionClosedError,
  ConnectionPoisonedError,
  DeadlineError,
  ERROR_TABLE,
  fromWireError,
  InvalidReplyError,
  SessionExpiredError,
} from "@openenv/core/errors";
import { type ClientMessage, readServerMessage, type ServerMessage } from "@openenv/core/protocol";
import type { Deadlines, Waiting } from "@openenv/core/async";
import type { Transport, TransportEnd } from "./transport.ts";
import { withCause } from "./with_cause.ts";

/** Options for one request. */
export interface RequestOptions {
  /** How long to wait for the reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts the request. This poisons the connection, since the reply may still come. */
  readonly signal?: AbortSignal;
  /** How long the server may take, in milliseconds, if the transport can tell it. Default: the server's own limit. */
  readonly serverTimeoutMs?: number;
}

/** The type of the reply to each request; a `close` has none. */
const REPLY_TYPES: Readonly<Partial<Record<ClientMessage["type"], ServerMessage["type"]>>> = {
  reset: "observation",
  step: "observation",
  state: "state",
  render: "view",
  mcp: "mcp",
};

/**
 * Sends one request at a time over one transport, and pairs it with its reply.
 *
 * The wire has no request ids: replies are matched by order only. So one request is in flight at a time, and a request
 * that times out or is aborted closes the connection: a late reply is never mistaken for the next one.
 */
export class RequestChannel {
  readonly #transport: Transport;
  readonly #deadlines: Deadlines;
  #pending: PendingRequest | undefined;
  /** Why no more requests are accepted; `undefined` while they are. */
  #over: OpenEnvError | undefined;
  /** The error that the server sent unprompted: why the connection is about to end. */
  #unasked: OpenEnvError | undefined;
  /** The error that ended the session: the answer to an earlier request. */
  #lost: OpenEnvError | undefined;
  #answered = false;
  /** `true` once this side has closed the connection; messages that still arrive are ignored. */
  #closing = false;

  /** Creates a channel; {@linkcode open} connects it. */
  constructor(transport: Transport, deadlines: Deadlines) {
    this.#transport = transport;
    this.#deadlines = deadlines;
  }

  /** The last error that the server sent unprompted, such as a refusal for lack of room. */
  get serverError(): OpenEnvError | undefined {
    return this.#unasked;
  }

  /** Opens the transport. */
  open(signal?: AbortSignal): Promise<void> {
    return this.#transport.open({
      message: (message, cause) => this.#receive(message, cause),
      end: (end) => this.#end(end),
    }, signal);
  }

  /** Sends a request and resolves with its reply; rejects with the server's error, rebuilt as its class. */
  request(message: ClientMessage, { timeoutMs, signal, serverTimeoutMs }: RequestOptions): Promise<ServerMessage> {
    return new Promise((resolve, reject) => {
      this.#refuseIfUnusable(message.type, signal);
      const pending = this.#send(message, { timeoutMs, serverTimeoutMs }, { resolve, reject });
      if (this.#pending === pending) this.#await(pending, timeoutMs, signal);
    });
  }

  /**
   * Sends a request and returns its reply. `wait` blocks until the transport has handed something on, or until the time
   * is over.
   */
  requestNow(
    message: ClientMessage,
    options: Omit<RequestOptions, "signal">,
    wait: (timeoutMs: number) => void,
  ): ServerMessage {
    this.#refuseIfUnusable(message.type, undefined);
    const outcome: { reply?: ServerMessage; thrown?: unknown; isKnown: boolean } = { isKnown: false };
    const endAt = this.#deadlines.now + options.timeoutMs;
    const pending = this.#send(message, options, {
      resolve: (reply) => Object.assign(outcome, { reply, isKnown: true }),
      reject: (thrown) => Object.assign(outcome, { thrown, isKnown: true }),
    });
    while (!outcome.isKnown) {
      const leftMs = endAt - this.#deadlines.now;
      if (leftMs > 0) wait(leftMs);
      else pending.expire();
    }
    if (outcome.reply === undefined) throw outcome.thrown;
    return outcome.reply;
  }

  #send(
    message: ClientMessage,
    { timeoutMs, serverTimeoutMs }: RequestOptions,
    settle: Pick<PendingRequest, "resolve" | "reject">,
  ): PendingRequest {
    const pending: PendingRequest = {
      verb: message.type,
      deadline: 0,
      slot: undefined,
      resolve: settle.resolve,
      reject: settle.reject,
      expire: () => {
        const text = `Cannot finish ${message.type}: no reply within ${timeoutMs} ms`;
        this.#abandon(new DeadlineError(text, { timeout_ms: timeoutMs }));
      },
    };
    this.#pending = pending;
    try {
      this.#transport.send(message, serverTimeoutMs);
    } catch (thrown) {
      this.#pending = undefined;
      throw thrown;
    }
    return pending;
  }

  /** Sends `close` and ends the connection; a request in flight is rejected. Resolves when the connection has ended. */
  async close(): Promise<void> {
    const open = this.#over === undefined;
    this.#closing = true;
    this.#over ??= new ConnectionClosedError("Cannot use connection: it was closed by this client", {
      close_code: 1000,
      close_reason: "",
    });
    const busy = this.#pending !== undefined;
    this.#take()?.reject(this.#over);
    if (open && !busy) this.#sayGoodbye();
    await this.#transport.close();
    this.#deadlines.settle();
  }

  #sayGoodbye(): void {
    try {
      this.#transport.send({ type: "close" });
    } catch {
      // Best effort: the transport may have just ended, and is closed next anyway.
    }
  }

  #refuseIfUnusable(verb: string, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (this.#over !== undefined) throw this.#unasked ?? this.#lost ?? this.#over;
    if (this.#pending !== undefined) {
      throw new BusyError(`Cannot ${verb}: ${this.#pending.verb} is still in flight`, {});
    }
  }

  #await(pending: PendingRequest, timeoutMs: number, signal: AbortSignal | undefined): void {
    pending.deadline = this.#deadlines.now + timeoutMs;
    this.#deadlines.add(pending);
    if (signal === undefined) return;
    pending.signal = signal;
    pending.abort = () => this.#abandon(signal.reason);
    signal.addEventListener("abort", pending.abort);
  }

  /** Takes the pending request, and removes its deadline and its abort listener. */
  #take(): PendingRequest | undefined {
    const pending = this.#pending;
    if (pending === undefined) return undefined;
    this.#pending = undefined;
    this.#deadlines.remove(pending);
    if (pending.abort !== undefined) pending.signal?.removeEventListener("abort", pending.abort);
    return pending;
  }

  #abandon(reason: unknown): void {
    const pending = this.#take();
    this.#poison(`an earlier ${pending?.verb ?? "call"} was given up before its reply came`);
    pending?.reject(reason);
  }

  #poison(why: string): void {
    this.#closing = true;
    this.#over ??= new ConnectionPoisonedError(`Cannot use connection: ${why}; call reconnect() for a new session`, {});
    void this.#transport.close().then(() => this.#deadlines.settle());
  }

  #receive(message: unknown, cause?: unknown): void {
    if (this.#closing) return;
    const pending = this.#take();
    if (pending === undefined) return this.#receiveUnasked(message, cause);
    this.#answered = true;
    try {
      const reply = readServerMessage(unwrap(message));
      if (reply.type === "error") throw withCause(fromWireError(reply.data), cause);
      if (reply.type === REPLY_TYPES[pending.verb]) return pending.resolve(reply);
      this.#poison(`the reply to an earlier ${pending.verb} was of type ${reply.type}`);
      pending.reject(new InvalidReplyError(`Cannot ${pending.verb}: the reply is of type ${reply.type}`, {}));
    } catch (thrown) {
      pending.reject(this.#remember(thrown as OpenEnvError));
    }
  }

  /** Keeps an error that ends the session, to explain why later calls fail. */
  #remember(error: OpenEnvError): OpenEnvError {
    if (ERROR_TABLE[error.code]?.sessionSurvives === false) this.#lost = error;
    return error;
  }

  /**
   * An unprompted error says why the connection is about to end; any other message means that replies are out of order.
   */
  #receiveUnasked(message: unknown, cause: unknown): void {
    try {
      const frame = readServerMessage(unwrap(message));
      if (frame.type === "error") {
        this.#unasked = withCause(fromWireError(frame.data), cause);
        return;
      }
      this.#unasked = new InvalidReplyError(`Cannot use connection: the server sent an unasked ${frame.type}`, {});
    } catch (thrown) {
      this.#unasked = thrown as OpenEnvError;
    }
    this.#poison("the server sent a message that nobody asked for");
  }

  #end(end: TransportEnd): void {
    const ended = describeEnd(end, this.#answered);
    this.#over ??= ended;
    this.#take()?.reject(this.#unasked ?? ended);
    this.#deadlines.settle();
  }
}

function describeEnd({ code, reason }: TransportEnd, answered: boolean): OpenEnvError {
  if (reason === "SESSION_EXPIRED") {
    return new SessionExpiredError("Cannot use session: it was idle too long and has been closed", {});
  }
  const hint = code !== 1000
    ? "; the episode is lost. Once the server is there again, reconnect() opens a new session"
    : answered
    ? ""
    : "; a server that closes right after connecting is usually at capacity";
  return new ConnectionClosedError(
    `Cannot use connection: the server ended it with code ${code}${reason && ` (${reason})`}${hint}`,
    { close_code: code, close_reason: reason },
  );
}

/** A request that has no reply yet. */
interface PendingRequest extends Waiting {
  readonly verb: ClientMessage["type"];
  deadline: number;
  resolve(reply: ServerMessage): void;
  reject(reason: unknown): void;
  signal?: AbortSignal;
  abort?: () => void;
}

function unwrap(message: unknown): unknown {
  if (message instanceof Error) throw message;
  return message;
}
