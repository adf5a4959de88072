import { OpenEnvError } from "@openenv/core/errors";
import type { ClientMessage } from "@openenv/core/protocol";
import { type HttpFlow, HttpSession } from "../transport/http_session.ts";
import { describeFailure } from "../transport/http_shapes.ts";
import { type HttpTransportOptions, toHttpRequest } from "../transport/http_transport.ts";
import type { TransportListener } from "../transport/transport.ts";
import { runRequests, startFetch } from "./blocking_fetch.ts";
import type { BlockingTransport } from "./blocking_transport.ts";
import type { BlockingWorker } from "./blocking_worker.ts";

/** Options of {@linkcode BlockingHttpTransport}. */
export interface BlockingHttpTransportOptions extends HttpTransportOptions {
  /** What else the error of a timeout says when connecting. */
  readonly hint: string;
}

/** A message that is to be carried. */
interface Carriage {
  readonly verb: string;
  readonly flow: HttpFlow<unknown>;
  readonly limited: boolean;
}

/** Carries messages as HTTP requests, as `HttpTransport` does. */
export class BlockingHttpTransport implements BlockingTransport {
  readonly #worker: BlockingWorker;
  readonly #base: string;
  readonly #options: BlockingHttpTransportOptions;
  readonly #session: HttpSession;
  /** Set while the connection can be used. */
  #listener: TransportListener | undefined;
  #carriage: Carriage | undefined;
  /** The request that ends the session. */
  #leaving: number | undefined;

  /** Creates a transport to a server's base URL, without a trailing slash. */
  constructor(worker: BlockingWorker, base: string, options: BlockingHttpTransportOptions) {
    this.#worker = worker;
    this.#base = base;
    this.#options = options;
    this.#session = new HttpSession(base, options.headers);
  }

  /** Checks that the server keeps sessions. */
  open(listener: TransportListener): Promise<void> {
    const { connectTimeoutMs: timeoutMs, hint } = this.#options;
    runRequests(this.#worker, this.#session.probe(), { action: `connect to ${this.#base}`, timeoutMs, hint });
    this.#listener = listener;
    return Promise.resolve();
  }

  /** Prepares a request; {@linkcode BlockingHttpTransport.wait} sends it, since only that knows the time it has. */
  send(message: ClientMessage, timeoutMs?: number): void {
    if (message.type === "close") return; // waitForEnd() sends its own request
    const { verb, body, limited } = toHttpRequest(message, timeoutMs);
    this.#carriage = { verb, flow: this.#session.carry(verb, body), limited };
  }

  /** Sends the request, and waits for the answer. */
  wait(timeoutMs: number): void {
    const carriage = this.#carriage;
    this.#carriage = undefined;
    if (carriage === undefined) return;
    const { verb: action, flow, limited } = carriage;
    const endAt = performance.now() + timeoutMs;
    try {
      this.#listener?.message(runRequests(this.#worker, flow, { action, timeoutMs }));
    } catch (thrown) {
      if (performance.now() < endAt) this.#fail(thrown, limited);
    }
  }

  drain(): void {}

  /** Asks the server to end the session; {@linkcode BlockingHttpTransport.waitForEnd} waits for that. */
  close(): Promise<void> {
    if (this.#session.isOpen) this.#leaving ??= startFetch(this.#worker, this.#session.leaving());
    this.#end(1000, "");
    return Promise.resolve();
  }

  /** Waits for the server's answer. A session that can't be closed now is closed after its idle timeout. */
  waitForEnd(timeoutMs: number): boolean {
    return this.#leaving === undefined || this.#worker.finish(this.#leaving, timeoutMs) !== undefined;
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
}
