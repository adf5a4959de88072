import {
  DeadlineError,
  type OpenEnvError,
  SessionBrokenError,
  SessionError,
  SessionExpiredError,
  SessionLostError,
} from "../errors/error_classes.ts";
import type { MaybePromise, StepResult } from "../result.ts";
import type { Log, StepOptions } from "../context.ts";
import type { Deadlines, Waiting } from "../async/deadlines.ts";
import type { EnvironmentHost, HostedEnvironment } from "./environment_host.ts";
import { closeInstance } from "./close_instance.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { SessionLimits } from "./session_settings.ts";

/** The reason why a session was closed. */
export type CloseReason = "closed" | "expired";

/** Options of {@linkcode Session}. */
export interface SessionOptions {
  /** The session's id: unguessable, since it is all that a caller needs to use the session. */
  readonly id: string;
  /** Where the environment runs. */
  readonly host: EnvironmentHost;
  /** Enforces the deadlines. */
  readonly deadlines: Deadlines;
  /** How long calls may take. */
  readonly limits: SessionLimits;
  /** Logger for errors that no caller can receive. */
  readonly log: Log;
  /** Called once, as soon as the session is closed: its slot is free, though an instance may still be closing. */
  readonly onClose?: (session: Session) => void;
}

/** The kinds of calls. */
type Verb = "create" | "reset" | "step" | "state" | "close";

/** A call that has no result yet. */
interface PendingCall extends Waiting {
  readonly verb: Verb;
  /** Settles with the environment's own promise, whatever the caller was answered. */
  readonly settled: Promise<unknown>;
  /** Answers the caller with an error. */
  fail(error: OpenEnvError): void;
}

/**
 * One session: one environment instance, one call at a time, in order, each with a deadline.
 *
 * Every surface (a socket, HTTP, in process) uses this class, so they behave alike. A call that exceeds its deadline
 * throws `TIMEOUT` and its instance is abandoned: everything except `reset` and `close` throws `SESSION_BROKEN` until
 * `reset` has created a new one. The old instance is closed when its call settles; {@linkcode Session.abandoned} counts
 * it until then. While no call waits and the environment is synchronous, a call creates no promise, timer or closure.
 */
export class Session {
  /** The session's id. */
  readonly id: string;
  /** Increases with every call. To detect an idle session, compare it with the value last seen. */
  activity = 0;
  readonly #options: SessionOptions;
  #hosted: HostedEnvironment | undefined;
  #call: PendingCall | undefined;
  #queue: (() => void)[] | undefined;
  #broken = false;
  /** Why the last instance ended by itself; `undefined` if it did not. */
  #ended: OpenEnvError | undefined;
  #closed: CloseReason | undefined;
  #released: Promise<void> | undefined;
  #abandoned = 0;
  #whenIdle: (() => void)[] | undefined;
  /** The last call that was not a step, and the count of calls then, so that a step writes nothing for it. */
  #other: Verb = "create";
  #otherAt = 0;

  /** Creates a session without an instance; {@linkcode open} creates that. */
  constructor(options: SessionOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** `true` while a call is in flight or waits. */
  get busy(): boolean {
    return this.#call !== undefined || this.#queue !== undefined;
  }

  /** The kind of the last call that has begun. */
  get lastCall(): string {
    return this.#otherAt === this.activity ? this.#other : "step";
  }

  /** `true` after the session was closed. */
  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** The number of abandoned instances with a call that has not settled. */
  get abandoned(): number {
    return this.#abandoned;
  }

  /** Creates the environment instance; throws `FactoryError`, or `DeadlineError` after `createMs`. */
  open(): MaybePromise<void> {
    const made = this.#options.host.create();
    if (!isPromiseLike(made)) return this.#adopt(made);
    return this.#wait("create", made, this.#options.limits.createMs, (hosted) => this.#adopt(hosted));
  }

  /** Starts an episode, on a new instance if the last one was abandoned. */
  reset(options: Readonly<Record<string, unknown>>, timeoutMs?: number): MaybePromise<StepResult> {
    if (this.busy) return this.#enqueue(() => this.#reset(options, timeoutMs));
    return this.#reset(options, timeoutMs);
  }

  /** Executes one action. */
  step(action: unknown, timeoutMs?: number, call?: StepOptions): MaybePromise<StepResult> {
    if (this.busy) return this.#enqueue(() => this.#step(action, timeoutMs, call));
    return this.#step(action, timeoutMs, call);
  }

  /** Reads the state. */
  state(timeoutMs?: number): MaybePromise<Record<string, unknown>> {
    if (this.busy) return this.#enqueue(() => this.#state(timeoutMs));
    return this.#state(timeoutMs);
  }

  /** Resolves when no call is in flight and none waits. */
  idle(): MaybePromise<void> {
    if (!this.busy) return;
    return new Promise((resolve) => (this.#whenIdle ??= []).push(resolve));
  }

  /**
   * Ends the session: frees its slot at once, aborts the call in flight, rejects waiting calls, and closes the instance
   * when its call has settled.
   *
   * @returns A promise that resolves when the instance is closed or abandoned; it never rejects.
   */
  close(reason: CloseReason = "closed"): Promise<void> {
    if (this.#closed !== undefined) return this.#released ?? Promise.resolve();
    this.#closed = reason;
    const call = this.#call;
    const hosted = this.#hosted;
    this.#call = undefined;
    this.#hosted = undefined;
    const waiting = this.#queue;
    this.#queue = undefined;
    this.#options.onClose?.(this);
    const error = this.#closedError("finish the call on");
    hosted?.abort(error);
    call?.fail(error);
    waiting?.forEach((run) => run());
    this.#settled();
    const { deadlines, limits } = this.#options;
    const released = this.#release(hosted, call?.settled);
    return this.#released = call === undefined ? released : deadlines.within(released, limits.closeMs);
  }

  #adopt(hosted: HostedEnvironment): void {
    if (this.#closed !== undefined) return void this.#release(hosted, undefined);
    this.#hosted = hosted;
    void hosted.ended?.then((error) => this.#lose(hosted, error));
  }

  /** Fails the call in flight of an instance that has ended by itself. Until a reset, later calls are told why. */
  #lose(hosted: HostedEnvironment, error: OpenEnvError): void {
    if (this.#hosted !== hosted) return;
    const call = this.#call;
    this.#call = undefined;
    this.#hosted = undefined;
    this.#broken = true;
    this.#ended = error;
    call?.fail(error);
    if (error instanceof SessionLostError) return void this.close();
    void this.#release(hosted, call?.settled);
    this.#drain();
  }

  #reset(
    options: Readonly<Record<string, unknown>>,
    timeoutMs = this.#options.limits.resetMs,
  ): MaybePromise<StepResult> {
    this.#begin("reset");
    if (this.#closed !== undefined) throw this.#closedError("reset");
    if (this.#broken) return this.#revive(options, timeoutMs);
    const result = this.#usable("reset").reset(options, timeoutMs);
    return isPromiseLike(result) ? this.#wait("reset", result, timeoutMs) : result;
  }

  #step(action: unknown, timeoutMs = this.#options.limits.stepMs, call?: StepOptions): MaybePromise<StepResult> {
    this.activity++;
    if (call?.signal?.aborted) {
      throw new SessionError("Cannot step session: the call was cancelled before its turn", {});
    }
    const result = this.#usable("step").step(action, timeoutMs, call);
    return isPromiseLike(result) ? this.#wait("step", result, timeoutMs) : result;
  }

  #state(timeoutMs = this.#options.limits.stepMs): MaybePromise<Record<string, unknown>> {
    this.#begin("state");
    const state = this.#usable("state").state(timeoutMs);
    return isPromiseLike(state) ? this.#wait("state", state, timeoutMs) : state;
  }

  /** Counts a call that is not a step. */
  #begin(verb: Verb): void {
    this.#otherAt = ++this.activity;
    this.#other = verb;
  }

  #usable(verb: Verb): HostedEnvironment {
    if (this.#hosted !== undefined) return this.#hosted;
    const call = verb === "state" ? "read the state of" : verb;
    if (this.#ended instanceof SessionLostError) throw this.#ended;
    if (this.#broken && this.#closed === undefined) {
      if (this.#ended !== undefined) throw new SessionBrokenError(`${this.#ended.message}; it needs a reset`, {});
      throw new SessionBrokenError(`Cannot ${call} session: its environment overran a deadline and needs a reset`, {});
    }
    throw this.#closedError(call);
  }

  #closedError(call: string): OpenEnvError {
    if (this.#closed === "expired") {
      return new SessionExpiredError(`Cannot ${call} session: it was idle too long and has been closed`, {});
    }
    const state = this.#closed === undefined ? "it has no environment yet" : "it is closed";
    return new SessionError(`Cannot ${call} session: ${state}`, {});
  }

  /** Creates the instance that replaces an abandoned one, and resets it. */
  #revive(options: Readonly<Record<string, unknown>>, timeoutMs: number): MaybePromise<StepResult> {
    const made = this.#options.host.create();
    const reset = (hosted: HostedEnvironment): MaybePromise<StepResult> => {
      this.#adopt(hosted);
      this.#broken = false;
      this.#ended = undefined;
      return this.#reset(options, timeoutMs);
    };
    if (!isPromiseLike(made)) return reset(made);
    return this.#wait("create", made, this.#options.limits.createMs, reset);
  }

  /** Waits for an asynchronous call until its deadline. Meanwhile the session is busy. */
  #wait<T, R = T>(
    verb: Verb,
    promise: Promise<T>,
    timeoutMs: number,
    next?: (value: T) => MaybePromise<R>,
  ): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const { deadlines } = this.#options;
      const call: PendingCall = {
        verb,
        deadline: deadlines.now + timeoutMs,
        slot: undefined,
        settled: promise,
        expire: () => this.#expire(call, timeoutMs),
        fail: (error) => {
          deadlines.remove(call);
          reject(error);
        },
      };
      const settle = (finish: () => void) => {
        if (this.#call !== call) return;
        deadlines.remove(call);
        this.#call = undefined;
        finish();
        this.#drain();
      };
      this.#call = call;
      deadlines.add(call);
      promise.then((value) => {
        if (this.#call !== call && verb === "create") void this.#release(value as HostedEnvironment, undefined);
        settle(() => {
          if (next === undefined) return resolve(value as unknown as R);
          try {
            resolve(next(value));
          } catch (thrown) {
            reject(thrown);
          }
        });
      }, (thrown) => settle(() => reject(thrown)));
    });
  }

  /** Fails an overdue call and abandons its instance. */
  #expire(call: PendingCall, timeoutMs: number): void {
    if (this.#call !== call) return;
    const error = new DeadlineError(`Cannot finish ${call.verb}: no result within ${timeoutMs} ms`, {
      timeout_ms: timeoutMs,
    });
    const condemned = this.#hosted;
    this.#call = undefined;
    this.#hosted = undefined;
    this.#broken = true;
    condemned?.abort(error);
    call.fail(error);
    if (condemned !== undefined) void this.#release(condemned, call.settled);
    this.#drain();
  }

  /** Closes an instance once its call has settled; counts it as abandoned until then. */
  async #release(hosted: HostedEnvironment | undefined, pending: Promise<unknown> | undefined): Promise<void> {
    if (pending !== undefined) {
      this.#abandoned++;
      await pending.catch(() => undefined);
      this.#abandoned--;
    }
    if (hosted !== undefined) await closeInstance(hosted, this.#options);
  }

  #enqueue<T>(run: () => MaybePromise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      (this.#queue ??= []).push(() => {
        try {
          resolve(run());
        } catch (thrown) {
          reject(thrown);
        }
      });
    });
  }

  /** Runs waiting calls, one after another, until a call is in flight again. */
  #drain(): void {
    while (this.#call === undefined && this.#queue !== undefined) {
      const next = this.#queue.shift();
      if (next === undefined) this.#queue = undefined;
      else next();
    }
    if (!this.busy) this.#settled();
  }

  #settled(): void {
    const waiting = this.#whenIdle;
    this.#whenIdle = undefined;
    waiting?.forEach((resolve) => resolve());
    if (this.#closed !== undefined) this.#options.deadlines.settle();
  }
}
