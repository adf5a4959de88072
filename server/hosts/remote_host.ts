import type { AnyContract, Log, MaybePromise, StepOptions, StepResult } from "@openenv/core";
import { type ContractDescription, contractFrom } from "@openenv/core/contract";
import {
  DeadlineError,
  ExecutionError,
  FactoryError,
  fromWireError,
  messageOf,
  OpenEnvError,
  SessionBrokenError,
  SessionLostError,
  toWireError,
} from "@openenv/core/errors";
import type { TaskRequest, TaskVerb } from "@openenv/core/protocol";
import type { EnvironmentHost, HostedEnvironment, HostOptions, TaskLimits } from "@openenv/core/session";
import type { HostNotice, HostReply, HostRequest, RemoteError, RemoteHostOptions } from "./messages.ts";

/** A connection to a side where environments run. */
export interface HostPort {
  /** Called with each message of that side. */
  onMessage: ((message: unknown) => void) | undefined;
  /** Sends a message; throws if the side has ended. */
  send(message: HostRequest | HostNotice): void;
  /** Resolves with the reason when the side has ended. */
  readonly ended: Promise<string>;
  /** `true` if {@linkcode HostPort.kill} ends even a synchronous loop. */
  readonly isKillable: boolean;
  /** Ends the side at once, whatever it does. */
  kill(by: "deadline" | "protocol" | "abandoned"): void;
  /** Ends the side in good order. */
  close(): Promise<void>;
}

/** Options of {@linkcode RemoteHost}. */
export interface RemoteHostSettings {
  /** The module's URL. */
  readonly module: string;
  /** Starts a side. */
  readonly start: () => MaybePromise<HostPort>;
  /** The most environments of one side. */
  readonly perSide: number;
  /** How many sides wait, started and loaded. */
  readonly warm: number;
  /** The options of the host. */
  readonly options: HostOptions;
}

/** How long a call that nobody waits for may go on before its side is ended, in milliseconds. */
const ABANDONED_MS = 1000;
/** How long a worker may take to answer a ping before it counts as stuck, in milliseconds. */
const PONG_MS = 1000;
/** How many sides may be stuck in a loop before no more environments are made. */
const MAX_STUCK = 4;

/** Runs the environments of a module on other sides of a boundary: workers or processes. */
export class RemoteHost implements EnvironmentHost {
  readonly #settings: RemoteHostSettings;
  /** The sides that may take more environments. */
  readonly #open: Side[] = [];
  /** Every side that has not ended. */
  readonly #sides = new Set<Side>();
  #contract: Promise<AnyContract> | undefined;
  #closed = false;
  #filling: ReturnType<typeof setTimeout> | undefined;

  /** Creates a host; nothing is started yet. */
  constructor(settings: RemoteHostSettings) {
    this.#settings = settings;
  }

  /** How many sides were given up in a synchronous loop that can't be ended. */
  stuck = 0;

  /** Loads the module on a first side, and returns its contract. */
  contract(): Promise<AnyContract> {
    return this.#contract ??= this.#load().catch((thrown) => {
      this.#contract = undefined;
      throw thrown;
    });
  }

  /** Creates an instance on a side with room for it. */
  async create(): Promise<HostedEnvironment> {
    if (this.stuck > MAX_STUCK) {
      throw this.#failure(new Error(`${this.stuck} workers are stuck in a loop; the server has to be restarted`));
    }
    const side = this.#take();
    try {
      await side.loaded;
      return await side.create();
    } catch (thrown) {
      side.release();
      if (thrown instanceof FactoryError) throw thrown;
      throw this.#failure(thrown);
    } finally {
      this.#fill();
    }
  }

  /** Answers a task request on one of the sides. */
  async answerTask(verb: TaskVerb, request: TaskRequest, limits: TaskLimits): Promise<string> {
    const side = this.#open[0] ?? this.#start();
    await side.loaded;
    return await side.request({ do: "task", verb, request, ...limits }) as string;
  }

  /** Ends every side. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#filling);
    await Promise.all([...this.#sides].map((side) => side.close()));
  }

  async #load(): Promise<AnyContract> {
    const side = this.#open[0] ?? this.#start();
    try {
      const contract = contractFrom(await side.loaded);
      this.#fill();
      return contract;
    } catch (thrown) {
      await side.close();
      throw thrown;
    }
  }

  #take(): Side {
    const side = this.#open[0] ?? this.#start();
    side.count++;
    if (side.count >= this.#settings.perSide) this.#open.splice(this.#open.indexOf(side), 1);
    return side;
  }

  /** Keeps sides warm; a start does not compete with the call that caused it. */
  #fill(): void {
    if (this.#closed) return;
    this.#filling ??= setTimeout(() => {
      this.#filling = undefined;
      while (!this.#closed && this.#open.length < this.#settings.warm) this.#start();
    }, 0);
  }

  #start(): Side {
    const { module, start, options, perSide } = this.#settings;
    const { includeRubricScores, checkObservations, mode } = options;
    const side = new Side(start, {
      module,
      options: { includeRubricScores, checkObservations, mode },
      log: options.log,
      isShared: perSide > 1,
    });
    this.#open.push(side);
    this.#sides.add(side);
    side.onStuck = () => {
      this.stuck++;
      options.log(
        `A worker of ${module} is stuck in a loop, which nothing can end; use the process host for such code`,
      );
    };
    side.onEmpty = () => {
      // A side that has served is not used again, so that an episode never meets what another has left behind.
      if (perSide === 1) void side.close();
    };
    void side.ended.then(() => {
      this.#sides.delete(side);
      const place = this.#open.indexOf(side);
      if (place >= 0) this.#open.splice(place, 1);
    });
    return side;
  }

  #failure(thrown: unknown): FactoryError {
    const reason = messageOf(thrown);
    const message = `Environment factory '${this.#settings.module}' failed to create instance.`;
    return new FactoryError(message, { factory_name: this.#settings.module, reason }, { cause: thrown });
  }
}

interface SideOptions {
  readonly module: string;
  readonly options: RemoteHostOptions;
  readonly log: Log;
  readonly isShared: boolean;
}

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: StepOptions["onProgress"];
}

/** A request without its number. */
type Unnumbered<T> = T extends unknown ? Omit<T, "call"> : never;

/** One worker or process, and the calls to it. */
class Side {
  /** Resolves with the description of the environment when the module is loaded. */
  readonly loaded: Promise<ContractDescription>;
  /** Resolves with the reason when the side has ended. */
  readonly ended: Promise<string>;
  /** How many environments it has. */
  count = 0;
  /** Called when it turns out to be in a loop that can't be ended. */
  onStuck: (() => void) | undefined;
  /** Called when the last environment has gone. */
  onEmpty: (() => void) | undefined;
  /** `true` once it has ended. */
  hasEnded = false;
  /** `true` if it may have several environments. */
  readonly isShared: boolean;
  readonly #calls = new Map<number, PendingCall>();
  readonly #log: Log;
  #port: HostPort | undefined;
  #end = "";
  #onPong: (() => void) | undefined;
  #pongTimer: ReturnType<typeof setTimeout> | undefined;
  #nextCall = 0;
  #nextInstance = 0;

  constructor(start: () => MaybePromise<HostPort>, { module, options, log, isShared }: SideOptions) {
    this.#log = log;
    this.isShared = isShared;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.loaded = this.#connect(start, resolve).then(() => this.request({ do: "load", module, options })) as Promise<
      ContractDescription
    >;
    this.loaded.catch(() => void this.close());
  }

  /** Sends a request and waits for its answer; rejects with the side's error, or with the reason of its end. */
  request(request: Unnumbered<HostRequest>, onProgress?: StepOptions["onProgress"]): Promise<unknown> {
    return this.start(request, onProgress).answer;
  }

  /** Sends a request, and returns its number with the promise of its answer. */
  start(
    request: Unnumbered<HostRequest>,
    onProgress?: StepOptions["onProgress"],
  ): { readonly call: number; readonly answer: Promise<unknown> } {
    const call = this.#nextCall++;
    const answer = new Promise((resolve, reject) => {
      if (this.hasEnded) return reject(endedError(this.#end, this.isShared));
      this.#calls.set(call, { resolve, reject, onProgress });
      try {
        this.#port!.send({ call, ...request } as HostRequest);
      } catch (thrown) {
        this.#calls.delete(call);
        reject(thrown);
      }
    });
    return { call, answer };
  }

  /** Sends a notice; a side that has ended needs none. */
  notify(notice: HostNotice): void {
    try {
      this.#port?.send(notice);
    } catch {
      // Its end is reported by `ended`.
    }
  }

  /** Creates an instance. */
  async create(): Promise<HostedEnvironment> {
    const instance = this.#nextInstance++;
    await this.request({ do: "create", instance });
    return new RemoteEnvironment(this, instance);
  }

  /** Gives the place of an environment back. */
  release(): void {
    if (--this.count === 0) this.onEmpty?.();
  }

  /** Ends the side at once; a worker that does not answer any more goes on in its loop. */
  kill(by: "deadline" | "abandoned"): void {
    const port = this.#port;
    if (port === undefined || this.hasEnded) return;
    if (port.isKillable) return port.kill(by);
    this.#pongTimer ??= setTimeout(() => {
      this.onStuck?.();
      port.kill(by);
    }, PONG_MS);
    this.#onPong = () => {
      clearTimeout(this.#pongTimer);
      port.kill(by);
    };
    this.notify({ do: "ping" });
  }

  /** Ends the side in good order. */
  async close(): Promise<void> {
    clearTimeout(this.#pongTimer);
    await this.#port?.close();
  }

  async #connect(start: () => MaybePromise<HostPort>, end: (reason: string) => void): Promise<void> {
    try {
      const port = this.#port = await start();
      port.onMessage = (message) => this.#receive(message);
      void port.ended.then((reason) => {
        this.hasEnded = true;
        this.#end = reason;
        end(reason);
        for (const { reject } of this.#calls.values()) reject(endedError(reason, this.isShared));
        this.#calls.clear();
      });
    } catch (thrown) {
      end(messageOf(thrown));
      throw thrown;
    }
  }

  /** The side may say anything: an answer that nobody waits for is a breach of the protocol. */
  #receive(message: unknown): void {
    const reply = message as Partial<HostReply & { call: number; ok: unknown; error: RemoteError; progress: never }>;
    if ("log" in reply) return this.#log(String(reply.log));
    if ("pong" in reply) return this.#onPong?.();
    const pending = typeof reply.call === "number" ? this.#calls.get(reply.call) : undefined;
    if (pending === undefined) return this.#port!.kill("protocol");
    if ("progress" in reply) return pending.onProgress?.(reply.progress!);
    this.#calls.delete(reply.call!);
    if ("ok" in reply) pending.resolve(reply.ok);
    else pending.reject(toError(reply.error!));
  }
}

/** One instance on another side. */
class RemoteEnvironment implements HostedEnvironment {
  readonly ended: Promise<OpenEnvError>;
  readonly #side: Side;
  readonly #instance: number;
  #running = 0;
  #abandoned: ReturnType<typeof setTimeout> | undefined;

  constructor(side: Side, instance: number) {
    this.#side = side;
    this.#instance = instance;
    this.ended = side.ended.then((reason) => endedError(reason, side.isShared));
  }

  reset(data: Readonly<Record<string, unknown>>, timeoutMs: number): Promise<StepResult> {
    return this.#run(this.#side.request({ do: "reset", instance: this.#instance, data, timeoutMs }));
  }

  step(data: unknown, timeoutMs: number, options?: StepOptions): Promise<StepResult> {
    const { onProgress, signal, timeoutMs: askedMs, withinEpisode } = options ?? {};
    const reports = onProgress !== undefined;
    const { call, answer } = this.#side.start(
      { do: "step", instance: this.#instance, data, timeoutMs, askedMs, reports, withinEpisode },
      onProgress,
    );
    if (signal === undefined) return this.#run(answer);
    const cancel = () => this.#side.notify({ do: "cancel", call });
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel);
    return this.#run<StepResult>(answer).finally(() => signal.removeEventListener("abort", cancel));
  }

  state(timeoutMs: number): Promise<Record<string, unknown>> {
    return this.#run(this.#side.request({ do: "state", instance: this.#instance, timeoutMs }));
  }

  /** A call that overran its deadline is ended with its side; any other that nobody waits for gets a moment to settle. */
  abort(reason: unknown): void {
    this.#side.notify({ do: "abort", instance: this.#instance, reason: toWireError(reason) });
    if (this.#running === 0) return;
    if (reason instanceof DeadlineError) return this.#side.kill("deadline");
    this.#abandoned ??= setTimeout(() => {
      if (this.#running > 0) this.#side.kill("abandoned");
    }, ABANDONED_MS);
  }

  async close(): Promise<void> {
    try {
      await this.#side.request({ do: "close", instance: this.#instance });
    } catch (thrown) {
      // With its side gone, there is nothing left to close.
      if (!this.#side.hasEnded) throw thrown;
    } finally {
      this.#side.release();
    }
  }

  async #run<T>(answer: Promise<unknown>): Promise<T> {
    this.#running++;
    try {
      return await answer as T;
    } finally {
      if (--this.#running === 0) clearTimeout(this.#abandoned);
    }
  }
}

/** The error for an environment that ended by itself. One that shared its side with others has lost its session. */
function endedError(reason: string, isShared: boolean): SessionLostError | SessionBrokenError {
  const text = `Cannot finish call: the environment has ended, ${reason}`;
  return isShared ? new SessionLostError(text, {}) : new SessionBrokenError(text, {});
}

/** Rebuilds an error, with the author's error and its stack as the cause. */
function toError({ wire, cause }: RemoteError): OpenEnvError {
  const error = fromWireError(wire);
  if (error.code === "VALIDATION_ERROR") error.message = String(wire.message);
  if (cause === undefined) return error;
  const original = new Error(cause.message);
  original.name = cause.name;
  original.stack = cause.stack;
  return error instanceof ExecutionError || error instanceof OpenEnvError
    ? Object.assign(error, { cause: original })
    : error;
}
