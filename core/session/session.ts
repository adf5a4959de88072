import {
  CapacityError,
  DeadlineError,
  type OpenEnvError,
  SessionBrokenError,
  SessionError,
  SessionExpiredError,
  SessionLostError,
} from "../errors/error_classes.ts";
import type { EpisodeView } from "../rendering.ts";
import type { MaybePromise, StepResult } from "../result.ts";
import type { Log, StepOptions } from "../context.ts";
import type { Deadlines, Waiting } from "../async/deadlines.ts";
import type { EnvironmentHost, HostedEnvironment } from "./environment_host.ts";
import { closeInstance } from "./close_instance.ts";
import type { InstanceGate, Turn } from "./instance_gate.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { CloseReason, SessionCall, SessionObserver } from "./session_observer.ts";
import type { SessionLimits } from "./session_settings.ts";

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
  /** Watches the calls. Default: none. */
  readonly observer?: SessionObserver;
  /** Shared by the sessions of an exclusive contract, which have one instance at a time. Default: each has its own. */
  readonly gate?: InstanceGate;
  /** Called once, as soon as the session is closed: its slot is free, though an instance may still be closing. */
  readonly onClose?: (session: Session) => void;
}

/** The limit of a call. */
interface Limit {
  /** How long the call may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The source of the limit, as the error names it: an option, or `timeout_s` of the request. */
  readonly name: string;
  /** The action or the reset options. */
  readonly input?: unknown;
  /** Aborted when the caller cancels the call; what it throws then is no failure. */
  readonly signal?: AbortSignal;
  /** The turn that the call waits for; `undefined` for a call of the environment. */
  readonly turn?: Turn;
}

/** Called with each result of a session, synchronously, before its caller gets it; it must not throw. */
export type SessionFollower = (call: "reset" | "step", input: unknown, result: StepResult) => void;

/** A call that has no result yet. */
interface PendingCall extends Waiting {
  readonly verb: SessionCall;
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
  /** Called with each result. Default: none. */
  follower: SessionFollower | undefined;
  /** Set to refuse further episodes: returns the error of a reset. Default: none. */
  refuseReset: (() => OpenEnvError) | undefined;
  readonly #options: SessionOptions;
  #hosted: HostedEnvironment | undefined;
  #call: PendingCall | undefined;
  #queue: (() => void)[] | undefined;
  #broken = false;
  #playing = false;
  /** Why the last instance ended by itself; `undefined` if it did not. */
  #ended: OpenEnvError | undefined;
  #closed: CloseReason | undefined;
  #released: Promise<void> | undefined;
  #abandoned = 0;
  /** The turns of the instances of an exclusive contract. */
  readonly #turns: WeakMap<HostedEnvironment, Turn> = new WeakMap();
  #whenIdle: (() => void)[] | undefined;
  /** The last call that was not a step, and the count of calls then, so that a step writes nothing for it. */
  #other: SessionCall = "create";
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

  /** The id of the episode, as far as it is known; it may be over. */
  get episodeId(): string | undefined {
    return this.#hosted?.episodeId;
  }

  /** `true` while an episode goes on: it has begun, and neither a result nor a deadline has ended it. */
  get playing(): boolean {
    return this.#playing && this.#hosted !== undefined;
  }

  /** `true` after the session was closed. */
  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** The number of abandoned instances with a call that has not settled. */
  get abandoned(): number {
    return this.#abandoned;
  }

  /**
   * Creates the environment instance; throws `FactoryError`, or `DeadlineError` after `createMs`. Under an exclusive
   * contract it first waits for the end of the last instance, as long as that, or throws `CapacityError`.
   */
  open(): MaybePromise<void> {
    return this.#create((hosted) => this.#adopt(hosted));
  }

  /** Starts an episode, on a new instance if the last one was abandoned. */
  reset(options: Readonly<Record<string, unknown>>): MaybePromise<StepResult> {
    if (this.busy) return this.#enqueue(() => this.#reset(options));
    return this.#reset(options);
  }

  /** Executes one action. */
  step(action: unknown, timeoutMs?: number, call?: StepOptions): MaybePromise<StepResult> {
    if (this.busy) return this.#enqueue(() => this.#step(action, timeoutMs, call));
    return this.#step(action, timeoutMs, call);
  }

  /** Reads the state. */
  state(): MaybePromise<Record<string, unknown>> {
    if (this.busy) return this.#enqueue(() => this.#state());
    return this.#state();
  }

  /** Draws the episode, for people. A drawing that exceeds its deadline ends the instance, as any other call does. */
  render(): MaybePromise<EpisodeView> {
    if (this.busy) return this.#enqueue(() => this.#render());
    return this.#render();
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
    this.#options.observer?.closed?.(this, reason);
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

  #reset(options: Readonly<Record<string, unknown>>): MaybePromise<StepResult> {
    this.#begin("reset");
    this.#playing = false;
    if (this.#closed !== undefined) throw this.#closedError("reset");
    if (this.refuseReset !== undefined) throw this.refuseReset();
    if (this.#broken) return this.#revive(options);
    const hosted = this.#usable("reset");
    let result: MaybePromise<StepResult>;
    try {
      result = hosted.reset(options, this.#options.limits.resetMs);
    } catch (thrown) {
      throw this.#failed("reset", thrown);
    }
    if (isPromiseLike(result)) return this.#wait("reset", result, { ...this.#limit("resetMs"), input: options });
    this.#finished("reset", options, result);
    return result;
  }

  #step(action: unknown, askedMs?: number, call?: StepOptions): MaybePromise<StepResult> {
    this.activity++;
    if (call?.signal?.aborted) {
      throw new SessionError("Cannot step session: the call was cancelled before its turn", {});
    }
    const { stepMs, maxStepMs } = this.#options.limits;
    const mostMs = Math.max(stepMs, maxStepMs);
    const timeoutMs = Math.min(askedMs ?? stepMs, mostMs);
    const hosted = this.#usable("step");
    let result: MaybePromise<StepResult>;
    try {
      result = hosted.step(action, timeoutMs, call);
    } catch (thrown) {
      throw this.#failed("step", thrown);
    }
    if (!isPromiseLike(result)) {
      this.#finished("step", action, result);
      return result;
    }
    const option = askedMs === undefined || mostMs === stepMs ? "limits.stepMs" : "limits.maxStepMs";
    const name = askedMs === timeoutMs ? "timeout_s" : option;
    return this.#wait("step", result, { timeoutMs, name, input: action, signal: call?.signal });
  }

  #state(): MaybePromise<Record<string, unknown>> {
    return this.#read("state", "stepMs", (hosted, timeoutMs) => hosted.state(timeoutMs));
  }

  #render(): MaybePromise<EpisodeView> {
    return this.#read("render", "renderMs", (hosted, timeoutMs) => hosted.render(timeoutMs));
  }

  /** Makes a call that changes nothing. */
  #read<T>(
    verb: SessionCall,
    option: keyof SessionLimits,
    read: (hosted: HostedEnvironment, timeoutMs: number) => MaybePromise<T>,
  ): MaybePromise<T> {
    this.#begin(verb);
    const hosted = this.#usable(verb);
    let value: MaybePromise<T>;
    try {
      value = read(hosted, this.#options.limits[option]);
    } catch (thrown) {
      throw this.#failed(verb, thrown);
    }
    return isPromiseLike(value) ? this.#wait(verb, value, this.#limit(option)) : value;
  }

  #finished(call: "reset" | "step", input: unknown, result: StepResult): void {
    this.#playing = !result.done;
    this.#options.observer?.finished?.(this, call, result);
    this.follower?.(call, input, result);
  }

  /** Reports an error to the observer, and returns it. */
  #failed(call: SessionCall, thrown: unknown): unknown {
    this.#options.observer?.failed(this, call, thrown);
    return thrown;
  }

  #limit(option: keyof SessionLimits): Limit {
    return { timeoutMs: this.#options.limits[option], name: `limits.${option}` };
  }

  /** Counts a call that is not a step. */
  #begin(verb: SessionCall): void {
    this.#otherAt = ++this.activity;
    this.#other = verb;
  }

  #usable(verb: SessionCall): HostedEnvironment {
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
  #revive(options: Readonly<Record<string, unknown>>): MaybePromise<StepResult> {
    return this.#create((hosted) => {
      this.#adopt(hosted);
      this.#broken = false;
      this.#ended = undefined;
      return this.#reset(options);
    });
  }

  /** Creates an instance, when it is this session's turn. */
  #create<R>(next: (hosted: HostedEnvironment) => MaybePromise<R>): MaybePromise<R> {
    const limit = this.#limit("createMs");
    const turn = this.#options.gate?.take();
    const create = () => {
      let made: MaybePromise<HostedEnvironment>;
      try {
        made = turn === undefined ? this.#options.host.create() : this.#createInTurn(turn);
      } catch (thrown) {
        throw this.#failed("create", thrown);
      }
      return isPromiseLike(made) ? this.#wait("create", made, limit, next) : next(made);
    };
    return turn?.ready === undefined ? create() : this.#wait("create", turn.ready, { ...limit, turn }, create);
  }

  /** Remembers whose turn it is until the instance has ended; there may be none. */
  #createInTurn(turn: Turn): MaybePromise<HostedEnvironment> {
    const adopt = (hosted: HostedEnvironment) => {
      this.#turns.set(hosted, turn);
      return hosted;
    };
    const fail = (thrown: unknown): never => {
      turn.end();
      throw thrown;
    };
    try {
      const made = this.#options.host.create();
      return isPromiseLike(made) ? made.then(adopt, fail) : adopt(made);
    } catch (thrown) {
      return fail(thrown);
    }
  }

  /** Waits for an asynchronous call until its deadline. Meanwhile the session is busy. */
  #wait<T, R = T>(
    verb: SessionCall,
    promise: Promise<T>,
    limit: Limit,
    next?: (value: T) => MaybePromise<R>,
  ): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const { deadlines } = this.#options;
      const call: PendingCall = {
        verb,
        deadline: deadlines.now + limit.timeoutMs,
        slot: undefined,
        settled: promise,
        expire: () => this.#expire(call, limit),
        fail: (error) => {
          deadlines.remove(call);
          limit.turn?.end();
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
        if (this.#call !== call && verb === "create" && limit.turn === undefined) {
          void this.#release(value as HostedEnvironment, undefined);
        }
        settle(() => {
          if (verb === "reset" || verb === "step") {
            this.#finished(verb, limit.input, value as StepResult);
          }
          if (next === undefined) return resolve(value as unknown as R);
          try {
            resolve(next(value));
          } catch (thrown) {
            reject(thrown);
          }
        });
      }, (thrown) => settle(() => reject(limit.signal?.aborted ? thrown : this.#failed(verb, thrown))));
    });
  }

  /** Fails an overdue call and abandons its instance. */
  #expire(call: PendingCall, limit: Limit): void {
    if (this.#call !== call) return;
    const error = toError(call.verb, limit);
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
    if (hosted === undefined) return;
    const turn = this.#turns.get(hosted);
    const { observer } = this.#options;
    const closing = { id: this.id, episodeId: hosted.episodeId };
    const onFailure = observer && ((thrown: unknown) => observer.failed(closing, "close", thrown));
    await closeInstance(hosted, { ...this.#options, onFailure, onEnd: () => turn?.end() });
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

/** The error of a call that exceeded its limit. */
function toError(verb: SessionCall, { timeoutMs, name, turn }: Limit): OpenEnvError {
  if (turn !== undefined) {
    const state = `its contract is exclusive, and the last one has not ended within ${timeoutMs} ms (${name})`;
    return new CapacityError(`Cannot create instance: ${state}`, { active_sessions: 1, max_sessions: 1 });
  }
  const message = `Cannot finish ${verb}: no result within ${timeoutMs} ms (${name})`;
  return new DeadlineError(message, { timeout_ms: timeoutMs, limit: name });
}
