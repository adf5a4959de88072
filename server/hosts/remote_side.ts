import type { Log, MaybePromise } from "@openenv/core";
import type { ContractDescription } from "@openenv/core/contract";
import { DeadlineError, messageOf } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";
import { SandboxError } from "@openenv/sandbox";
import type { HostPort, KillReason } from "./host_port.ts";
import type { HostNotice, HostRequest, RemoteError, RemoteHostOptions } from "./messages.ts";
import { PendingCall } from "./pending_call.ts";
import { endedError, toError } from "./remote_error.ts";

/** How long a side may take to answer a ping before it counts as stuck in a loop, in milliseconds. */
const PONG_MS = 1000;
/** The most characters of one line that an environment logs. */
const MAX_LOG_CHARS = 10_000;

/** A request without its number. */
type Unnumbered<T> = T extends unknown ? Omit<T, "call"> : never;

/** Options of {@linkcode Side}. */
export interface SideOptions {
  /** The module's URL. */
  readonly module: string;
  /** The options that reach the environments. */
  readonly options: RemoteHostOptions;
  /** Logger of the environments. */
  readonly log: Log;
  /** `true` if it may have several environments. */
  readonly isShared: boolean;
  /** How long loading the module, and then each instance, may take, in milliseconds. */
  readonly createMs: number;
}

/** One worker or process, and the calls to it. */
export class Side {
  /** Resolves with the description of the environment when the module is loaded. */
  readonly loaded: Promise<ContractDescription>;
  /** Resolves with the reason when the side has ended. */
  readonly ended: Promise<string>;
  /** How many environments it has. */
  count = 0;
  /** Called when it turns out to be in a loop that can't be ended. */
  onStuck: (() => void) | undefined;
  /** Called when it may be in a loop, and with `false` when it is not. */
  onSuspect: ((isSuspect: boolean) => void) | undefined;
  /** Called when an environment has gone. */
  onRelease: (() => void) | undefined;
  /** `true` once it has ended. */
  hasEnded = false;
  readonly #settings: SideOptions;
  readonly #calls = new Map<number, PendingCall>();
  #port: HostPort | undefined;
  #end = "";
  #ping: ReturnType<typeof setTimeout> | undefined;
  #pingReason: KillReason = "deadline";
  #nextCall = 0;
  #nextInstance = 0;

  /** Starts a side and loads the module there. */
  constructor(start: () => MaybePromise<HostPort>, settings: SideOptions) {
    this.#settings = settings;
    const { module, options, createMs } = settings;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    const load = () => this.#within("load", createMs, this.request({ do: "load", module, options }));
    this.loaded = this.#connect(start, resolve).then(load) as Promise<ContractDescription>;
    this.loaded.catch(() => void this.close());
  }

  /** `true` if it may have several environments. */
  get isShared(): boolean {
    return this.#settings.isShared;
  }

  /** The id of its process; `undefined` if it has none. */
  get pid(): number | undefined {
    return this.#port?.pid;
  }

  /** Sends a request, whose answer or error settles `pending`; returns the request's number. */
  send(request: Unnumbered<HostRequest>, pending: PendingCall): number {
    const call = this.#nextCall++;
    if (this.hasEnded) {
      pending.reject(endedError(this.#end, this.isShared));
      return call;
    }
    this.#calls.set(call, pending);
    try {
      this.#port!.send({ ...request, call } as HostRequest);
    } catch (thrown) {
      // A side that has ended is about to say why, and that rejects the call.
      if (thrown instanceof SandboxError) return call;
      this.#calls.delete(call);
      pending.reject(thrown);
    }
    return call;
  }

  /** Sends a request and waits for its answer; rejects with the side's error, or with the reason of its end. */
  request(request: Unnumbered<HostRequest>): Promise<unknown> {
    const pending = new PendingCall();
    this.send(request, pending);
    return pending.answer;
  }

  /** As {@linkcode Side.request}, but ends the side if there is no answer in time. */
  requestWithin(what: string, timeoutMs: number, request: Unnumbered<HostRequest>): Promise<unknown> {
    return this.#within(what, timeoutMs, this.request(request));
  }

  /** Sends a notice; a side that has ended needs none. */
  notify(notice: HostNotice): void {
    try {
      this.#port?.send(notice);
    } catch {
      // Its end is reported by `ended`.
    }
  }

  /** Creates an instance; returns its number. */
  async create(): Promise<number> {
    const instance = this.#nextInstance++;
    await this.requestWithin("create", this.#settings.createMs, { do: "create", instance });
    return instance;
  }

  /** Gives the place of an environment back. */
  release(): void {
    this.count--;
    this.onRelease?.();
  }

  /**
   * Ends the side, because of a call of one of its environments. A side that others share is asked first whether it is in
   * a loop: if it still answers, only that call is late, and the others keep their environments. A worker is asked
   * because its thread goes on in a loop, so that it has to be counted.
   */
  kill(by: KillReason): void {
    const port = this.#port;
    if (port === undefined || this.hasEnded) return;
    if (port.isKillable && !this.isShared) return port.kill(by);
    if (this.#ping !== undefined) return;
    this.#pingReason = by;
    this.#ping = setTimeout(() => {
      if (!port.isKillable) this.onStuck?.();
      port.kill(by);
    }, PONG_MS);
    this.onSuspect?.(true);
    this.notify({ do: "ping" });
  }

  /** Ends the side in good order. */
  async close(): Promise<void> {
    await this.#port?.close();
  }

  #pong(): void {
    if (this.#ping === undefined) return;
    clearTimeout(this.#ping);
    this.#ping = undefined;
    if (this.isShared) this.onSuspect?.(false);
    else this.#port!.kill(this.#pingReason);
  }

  async #within<T>(what: string, timeoutMs: number, answer: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(
        new DeadlineError(`Cannot finish ${what}: no result within ${timeoutMs} ms`, { timeout_ms: timeoutMs }),
      );
      this.kill("deadline"); // a side that others share may go on, and the answer never come
    }, timeoutMs);
    answer.catch(() => {});
    try {
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #connect(start: () => MaybePromise<HostPort>, end: (reason: string) => void): Promise<void> {
    try {
      const port = this.#port = await start();
      port.onMessage = (message) => this.#receive(message);
      void port.ended.then((reason) => {
        this.hasEnded = true;
        this.#end = reason;
        clearTimeout(this.#ping);
        end(reason);
        const error = endedError(reason, this.isShared);
        for (const pending of this.#calls.values()) pending.reject(error);
        this.#calls.clear();
      });
    } catch (thrown) {
      this.hasEnded = true;
      this.#end = messageOf(thrown);
      end(this.#end);
      throw thrown;
    }
  }

  /**
   * The code on the other side may have taken it over, and say anything: an answer that no call waits for, or of a form
   * that it can't have, is a breach of the protocol.
   */
  #receive(message: unknown): void {
    if (!isRecord(message)) return this.#port!.kill("protocol");
    const { call, ok, error, progress, log } = message;
    if (call === undefined) {
      if (typeof log === "string") this.#settings.log(log.slice(0, MAX_LOG_CHARS));
      else if (message.pong === true) this.#pong();
      else this.#port!.kill("protocol");
      return;
    }
    const pending = this.#calls.get(call as number);
    if (pending === undefined) return this.#port!.kill("protocol");
    if (progress !== undefined) return pending.onProgress?.(progress as never);
    if (error === undefined ? !pending.accepts(ok) : !isRemoteError(error)) return this.#port!.kill("protocol");
    this.#calls.delete(call as number);
    if (error === undefined) pending.resolve(ok);
    else pending.reject(toError(error as RemoteError));
  }
}

function isRemoteError(error: unknown): error is RemoteError {
  return isRecord(error) && isRecord(error.wire) && (error.cause === undefined || isRecord(error.cause));
}
