import type {
  ActionInput,
  AnyContract,
  AnyImplementation,
  CallerResetOptions,
  EnvironmentSchemas,
  EpisodeState,
  EpisodeView,
  Implementation,
  ObservationOf,
  OpenEnvError,
  StateOf,
  StepResult,
} from "@openenv/core";
import { BusyError, ConnectionClosedError, SyncUnavailableError } from "@openenv/core/errors";
import { checksOf, isImplementation } from "@openenv/core/contract";
import { type ClientMessage, fromResultPayload, type ServerMessage } from "@openenv/core/protocol";
import { Deadlines } from "@openenv/core/async";
import type { Split } from "@openenv/core/tasks";
import { ConnectionAttempt, type Connector, createConnector, type Target } from "./connector.ts";
import {
  assertDuration,
  type CallOptions,
  type EnvClientOptions,
  type InProcessOptions,
  type ModuleOptions,
  type ResolvedEnvClientOptions,
  resolveOptions,
} from "./options.ts";
import { explainEnd } from "./container/explain_end.ts";
import type { ImageOptions, SpaceOptions } from "./container/image_options.ts";
import { startImage } from "./container/start_image.ts";
import { parseSpace } from "./transport/space.ts";
import { ReplyChecks } from "./reply_checks.ts";
import { EnvCalls, type JsonRecord, type UntypedSchemas } from "./env_calls.ts";
import type { ModuleTarget } from "./local/module_target.ts";
import { createSyncConnector } from "./sync_connector.ts";
import { SyncEnvClient } from "./sync_env_client.ts";
import { type ToolArguments, ToolClient, type ToolName, type ToolValue } from "./tool_client.ts";
import type { ToolDescription } from "./tool_flows.ts";
import { TaskClient } from "./task_client.ts";
import type { TaskPagesOptions } from "./task_flows.ts";
import { loadThreads } from "./sync/threads.ts";
import { retryWhileFull } from "./retry_while_full.ts";
import type { RequestChannel, RequestOptions } from "./transport/request_channel.ts";

/** One timer for all clients in this process. It runs while a reply is awaited. */
const deadlines = new Deadlines();

/**
 * Drives one session of an environment: `reset`, `step`, `state`, `close`. Results and errors are the same whether the
 * environment is behind a URL or in this process.
 *
 * It connects on the first call. With a contract, actions, observations, state and reset options are typed; requests are
 * checked before they are sent, observations and states when they arrive. Without one, everything is plain records. Only
 * one call can be in flight at a time. A call that times out or is aborted ends the connection, and the next call says
 * so: {@linkcode EnvClient.reconnect} starts a new session.
 *
 * Subclasses may override `stepPayload`, `parseResult` and `parseState` for servers with other payloads.
 *
 * @example
 * ```ts
 * import { EnvClient } from "@openenv/client";
 * import { defineEnvironment } from "@openenv/core";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const environment = defineEnvironment({
 *   name: "double",
 *   action: z.object({ n: z.int() }),
 *   observation: z.object({ n: z.int() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { n: 0 } }),
 *   step: ({ n }) => ({ observation: { n: 2 * n }, reward: 1 }),
 * }));
 *
 * await using env = new EnvClient(environment);
 * await env.reset({ seed: 7 });
 * const { observation, reward } = await env.step({ n: 21 });
 * assert.deepEqual([observation.n, reward], [42, 1]);
 * ```
 */
export class EnvClient<S extends EnvironmentSchemas = UntypedSchemas> implements AsyncDisposable {
  readonly #options: ResolvedEnvClientOptions;
  readonly #connector: Connector;
  readonly #target: Target;
  readonly #contract: AnyContract | undefined;
  readonly #calls: EnvCalls<S>;
  readonly #tasks: TaskClient;
  readonly #tools: ToolClient;
  #attempt: ConnectionAttempt | undefined;
  /** Set while calls can be made at once, without waiting for the connection. */
  #channel: RequestChannel | undefined;
  /** `true` once the client has begun to connect. */
  #isUsed = false;
  /** `true` from a reconnect to the first call. */
  #isReconnected = false;
  /** `true` once the provider's server is to be stopped. */
  #isStopped = false;
  /** The first call after a reconnect, which may be waiting for a slot. */
  #first: ClientMessage | undefined;
  /** Aborted when the client is closed. */
  #life: AbortController = new AbortController();
  /**
   * Resolves when the last connection has ended. The next one waits for that, since the server may have only one slot.
   */
  #ended: Promise<void> = Promise.resolve();

  /**
   * Creates a client for an environment in this process. It does not connect yet.
   *
   * @param environment The environment, as returned by `contract.implement`.
   * @param options Time limits, and whether objects are copied.
   */
  constructor(environment: Implementation<S & AnyContract>, options?: InProcessOptions);
  /**
   * Creates a client for a server. It does not connect yet.
   *
   * @param target The server's base URL, such as `http://127.0.0.1:8000`.
   * @param contract The environment's contract; without it, everything is plain records.
   * @param options Time limits, headers, a token, and the transport.
   * @throws `InvalidOptionError` for an invalid URL or option.
   */
  constructor(target: string | URL, contract?: S & AnyContract, options?: EnvClientOptions);
  /**
   * Creates a client for the environment of a module, which it runs in this process. It does not load the module yet.
   *
   * @param target The URL of the module, and where the environment runs.
   * @param contract The environment's contract; without it, everything is plain records.
   * @param options Time limits.
   */
  constructor(target: ModuleTarget, contract?: S & AnyContract, options?: ModuleOptions);
  constructor(target: Target, second?: AnyContract | InProcessOptions, third?: EnvClientOptions | ModuleOptions) {
    const local = isImplementation(target);
    this.#options = resolveOptions((local ? second as InProcessOptions : third) ?? {});
    const contract = local ? (target as AnyImplementation).contract : second as AnyContract | undefined;
    this.#connector = createConnector(target, { options: this.#options, contract, deadlines });
    this.#target = target;
    this.#contract = contract;
    const { replyTimeoutMs: timeoutMs } = this.#options;
    this.#calls = this.#createCalls();
    this.#tasks = new TaskClient(this.#connector.tasks, { timeoutMs, life: () => this.#life.signal });
    this.#tools = new ToolClient((message, call) => this.#request(message, call));
  }

  /**
   * Starts a container of an image, waits until its server answers, and connects a client to it. Closing the client stops
   * the container. Needs `@openenv/providers`, and Docker.
   *
   * @param image The image, such as `echo-env:latest`; one that is not on this machine is pulled.
   * @param options The contract, the provider, the container's variables, and the options of the client.
   * @returns A connected client.
   * @throws `ImageNotFoundError`, `StartError` and `NotReadyError` with the container's last lines,
   * `ProviderUnavailableError`, and as `connect`. No container is left then.
   */
  static fromDockerImage<C extends AnyContract>(
    image: string,
    options: ImageOptions & { readonly contract: C },
  ): Promise<EnvClient<C>>;
  /**
   * Starts a container of an image, and connects a client without a contract to it.
   *
   * @param image The image.
   * @param options The provider, the container's variables, and the options of the client.
   * @returns A connected client that sends and receives plain records.
   */
  static fromDockerImage(image: string, options?: ImageOptions & { readonly contract?: undefined }): Promise<EnvClient>;
  static fromDockerImage(image: string, options: ImageOptions = {}): Promise<EnvClient> {
    return startImage(image, options, (url, contract, others) => new this(url, contract as undefined, others));
  }

  /**
   * Runs the image of a Hugging Face Space on this machine and connects a client to it, as `fromDockerImage` does. With
   * `useDocker: false`, it connects to the Space's own server instead.
   *
   * @param space The Space's id, `user/space`, or its URL.
   * @param options The contract, the tag, and the options of `fromDockerImage`.
   * @returns A connected client.
   * @throws As `fromDockerImage`; `InvalidOptionError` for a text that names no Space.
   */
  static fromEnv<C extends AnyContract>(
    space: string,
    options: SpaceOptions & { readonly contract: C },
  ): Promise<EnvClient<C>>;
  /**
   * Runs the image of a Hugging Face Space, and connects a client without a contract to it.
   *
   * @param space The Space's id, or its URL.
   * @param options The tag, and the options of `fromDockerImage`.
   * @returns A connected client that sends and receives plain records.
   */
  static fromEnv(space: string, options?: SpaceOptions & { readonly contract?: undefined }): Promise<EnvClient>;
  static async fromEnv(space: string, { useDocker, tag, ...options }: SpaceOptions = {}): Promise<EnvClient> {
    const { slug, url } = parseSpace(space);
    const create = (url: string, contract: AnyContract | undefined, others: EnvClientOptions) =>
      new this(url, contract as undefined, others);
    if (useDocker !== false) return startImage(`registry.hf.space/${slug}:${tag ?? "latest"}`, options, create);
    const { contract, connect, provider: _, ...others } = options;
    const client = create(url, contract, others);
    if (connect !== false) await client.connect(options);
    return client;
  }

  /**
   * Returns a synchronous client for the same target, with the same contract and options: its calls block the thread and
   * return results. It has a session of its own, in a worker that ends with the client.
   *
   * Do not use it in a thread that serves the environment, nor where others wait for the thread, as in a web page.
   *
   * @returns A client that connects on its first call; dispose it with `using`.
   * @throws `SyncUnavailableError` if this client has connected, if its target is an environment object, which can't be
   * sent to a worker, or if the runtime can't block.
   */
  sync(): SyncEnvClient<S> {
    if (this.#isUsed) {
      const text = "Cannot make a synchronous client: this client has connected; call sync() on a new one";
      throw new SyncUnavailableError(text, { reason: "connected" });
    }
    const connector = createSyncConnector(this.#target, { options: this.#options, contract: this.#contract });
    loadThreads();
    return new SyncEnvClient<S>({ connector, calls: this.#createCalls(), options: this.#options, deadlines });
  }

  /** The last error that the server sent unprompted, such as `CAPACITY_REACHED`; `undefined` if there was none. */
  get serverError(): OpenEnvError | undefined {
    return this.#channel?.serverError;
  }

  /**
   * Connects, unless already connected. The first call does this by itself.
   *
   * A client with a contract also asks the server for its schema hash.
   *
   * @throws `ConnectionFailedError`, or `DeadlineError` after `connectTimeoutMs`; `SchemaMismatchError` if the server
   * hosts another contract, unless `allowSchemaMismatch` is set; over HTTP `OneShotServerError`, `UnauthorizedError`.
   */
  async connect(call: Pick<CallOptions, "signal"> = {}): Promise<void> {
    await this.#explain(this.#connected(call.signal));
  }

  /**
   * Leaves the session, whatever its state, and connects to a new one, which has not been reset.
   *
   * A server may keep the last session's slot for a while, as Python's do until a step that was given up has ended. If
   * it has no other, the first call waits for it, for at most `connectTimeoutMs`.
   */
  async reconnect(call: Pick<CallOptions, "signal"> = {}): Promise<void> {
    if (this.#isStopped) throw stoppedError();
    this.#endSession();
    this.#life = new AbortController();
    this.#isReconnected = true;
    await this.#explain(this.#connected(call.signal));
  }

  /**
   * Starts an episode.
   *
   * @param options `seed`, `episode_id`, `max_steps`; with tasks, `split` and `index`, or `task_id`; and the contract's
   * own options.
   * @param call Timeout and signal for this call.
   * @returns The first observation; its reward is `null`.
   * @throws `ValidationError` for unknown or invalid options; any wire error; `DeadlineError`, after which calls throw
   * `ConnectionPoisonedError`.
   */
  async reset(options?: CallerResetOptions<S>, call?: CallOptions): Promise<StepResult<ObservationOf<S>>> {
    const message = this.#calls.writeReset(options);
    return this.#calls.readReset(message, await this.#request(message, call));
  }

  /**
   * Executes one action.
   *
   * @param action The agent's action. It is checked with the contract and sent as given, with tensors as lists.
   * @param call Timeout and signal for this call.
   * @returns The observation, the reward, and whether the episode is over.
   * @throws `ValidationError` before anything is sent; `NotResetError`, `EpisodeOverError`, `ExecutionError` and any
   * other wire error; `DeadlineError`, after which calls throw `ConnectionPoisonedError`.
   */
  async step(action: ActionInput<S>, call?: CallOptions): Promise<StepResult<ObservationOf<S>>> {
    return this.#calls.readStep(await this.#request(this.#calls.writeStep(action), call));
  }

  /** Reads the state: `episode_id`, `step_count`, `seed`, and the environment's own keys. */
  async state(call?: CallOptions): Promise<EpisodeState & StateOf<S>> {
    return this.#calls.readState(await this.#request({ type: "state" }, call));
  }

  /**
   * Draws the episode, for people: the environment's own drawing, its one-click actions, and the scores of its rubric's
   * parts. Nothing of it is for the agent.
   *
   * @throws `NotRenderableError` if the environment shows nothing or the server can't be asked, as Python's;
   * `InvalidRenderingError`, and as `state`.
   */
  async render(call?: CallOptions): Promise<EpisodeView> {
    try {
      return this.#calls.readView(await this.#request({ type: "render" }, call));
    } catch (thrown) {
      throw this.#calls.toRenderError(thrown);
    }
  }

  /**
   * Lists the session's tools. The answer is kept until the client connects again.
   *
   * @throws `ToolsUnsupportedError` if the environment has none.
   */
  listTools(call?: CallOptions): Promise<readonly ToolDescription[]> {
    return this.#tools.list(call);
  }

  /** Finds a tool by its name; `undefined` if there is none. */
  async getTool(name: string, call?: CallOptions): Promise<ToolDescription | undefined> {
    return (await this.listTools(call)).find((tool) => tool.name === name);
  }

  /** `true` if the session has a tool of that name. */
  async hasTool(name: string, call?: CallOptions): Promise<boolean> {
    return await this.getTool(name, call) !== undefined;
  }

  /**
   * Calls a tool and returns its value. The call is a step of the episode; use `step` to see its reward.
   *
   * @param name The tool.
   * @param args Its arguments. Default: none.
   * @param call This call's own timeout and signal.
   * @returns What the tool returned: plain data, typed if the client has the environment's contract.
   * @throws `ToolCallError` if the call failed, `EpisodeOverError`, and as `step`.
   */
  callTool<N extends ToolName<S>>(
    name: N,
    args: ToolArguments<S, N> = {} as ToolArguments<S, N>,
    call?: CallOptions,
  ): Promise<ToolValue<S, N>> {
    return this.#tools.call(name, args, call) as Promise<ToolValue<S, N>>;
  }

  /**
   * Lists the splits of the environment's tasks. Like all task calls, it needs no session and no connection. Any number
   * of task calls may be in flight, and aborting one does not affect anything else.
   *
   * @throws `TasksUnsupportedError` if the environment has no tasks or the server is too old; `DeadlineError`.
   */
  splits(call?: CallOptions): Promise<Split[]> {
    return this.#tasks.splits(call);
  }

  /** Counts the tasks of a split. */
  numTasks(split: string, call?: CallOptions): Promise<number> {
    return this.#tasks.numTasks(split, call);
  }

  /**
   * Reads the public part of one task.
   *
   * @param split The name of the split.
   * @param index The index in the split; a negative index counts from the end.
   * @throws `TaskNotFoundError` if the split or the index does not exist; `TasksUnsupportedError`; `DeadlineError`.
   */
  task<T = JsonRecord>(split: string, index: number, call?: CallOptions): Promise<T> {
    return this.#tasks.task<T>(split, index, call);
  }

  /** Reads the tasks from `start` up to but not including `stop`, with the semantics of Python's slices. */
  taskRange<T = JsonRecord>(split: string, start?: number, stop?: number, call?: CallOptions): Promise<T[]> {
    return this.#tasks.taskRange<T>({ split, start, stop }, call);
  }

  /** Iterates over the tasks of a split, or of a range of it, holding one page at a time. */
  tasks<T = JsonRecord>(split: string, options: TaskPagesOptions = {}): AsyncGenerator<T, void, undefined> {
    return this.#tasks.tasks<T>(split, options);
  }

  /**
   * Ends the session and the connection. Calls in flight are rejected, and so are later ones until `reconnect`. Then stops
   * the server, if the client has a provider; `reconnect` throws after that.
   */
  close(): Promise<void> {
    this.#endSession();
    const { provider } = this.#options;
    if (provider === undefined) return this.#ended;
    this.#isStopped = true;
    return this.#ended.then(() => provider.close());
  }

  /** Closes the client at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Converts an action to the `data` of a `step` message; override it for servers with other payloads. */
  protected stepPayload(action: ActionInput<S>): JsonRecord {
    return action as JsonRecord;
  }

  /** Converts the `data` of an `observation` message to a result; override it for servers with other payloads. */
  protected parseResult(payload: JsonRecord): StepResult<ObservationOf<S>> {
    return fromResultPayload(payload) as StepResult<ObservationOf<S>>;
  }

  /** Converts the `data` of a `state` message to a state; override it for servers with other payloads. */
  protected parseState(payload: JsonRecord): EpisodeState & StateOf<S> {
    return payload as unknown as EpisodeState & StateOf<S>;
  }

  #endSession(): void {
    this.#first = undefined;
    this.#life.abort(closedError());
    this.#leave(closedError());
  }

  #createCalls(): EnvCalls<S> {
    const { checkObservations, allowSchemaMismatch } = this.#options;
    const checks = this.#contract && checksOf(this.#contract);
    // In process the session has checked the replies; without a contract there is nothing to check them with.
    const isChecked = checks !== undefined && !isImplementation(this.#target) && !allowSchemaMismatch;
    return new EnvCalls<S>({
      checks,
      replyChecks: isChecked ? new ReplyChecks(checks, checkObservations) : undefined,
      hooks: {
        stepPayload: (action) => this.stepPayload(action),
        parseResult: (payload) => this.parseResult(payload),
        parseState: (payload) => this.parseState(payload),
      },
    });
  }

  async #connected(signal: AbortSignal | undefined): Promise<RequestChannel> {
    if (this.#life.signal.aborted) throw closedError();
    if (this.#attempt?.over) this.#leave(undefined);
    this.#isUsed = true;
    const attempt = this.#attempt ??= new ConnectionAttempt(this.#connector, this.#ended);
    const channel = await attempt.wait(signal);
    // Meanwhile the client may have been closed or may have started another connection.
    if (this.#attempt === attempt) this.#channel = channel;
    return channel;
  }

  #leave(reason: unknown): void {
    const attempt = this.#attempt;
    this.#attempt = this.#channel = undefined;
    this.#tools.forget();
    if (attempt !== undefined) this.#ended = attempt.end(reason);
    if (this.#connector.close !== undefined) this.#ended = this.#connector.close(this.#ended);
  }

  /** Not `async`: once connected, a call creates the channel's promise and no other. */
  #request(message: ClientMessage, call?: CallOptions): Promise<ServerMessage> {
    return this.#explain(this.#send(message, call));
  }

  /** Lets the provider, if there is one, say why a connection was lost. */
  #explain<T>(call: Promise<T>): Promise<T> {
    const { provider } = this.#options;
    return provider === undefined ? call : explainEnd(provider, call);
  }

  #send(message: ClientMessage, call: CallOptions = {}): Promise<ServerMessage> {
    const { timeoutMs = this.#options.replyTimeoutMs, signal } = call;
    assertDuration("timeoutMs", timeoutMs);
    const options = { timeoutMs, signal, serverTimeoutMs: call.timeoutMs };
    if (this.#first !== undefined) {
      throw new BusyError(`Cannot ${message.type}: ${this.#first.type} is still in flight`, {});
    }
    if (this.#isReconnected) return this.#requestFirst(message, options);
    if (this.#channel !== undefined) return this.#channel.request(message, options);
    return this.#connected(signal).then((channel) => channel.request(message, options));
  }

  async #requestFirst(message: ClientMessage, options: RequestOptions): Promise<ServerMessage> {
    this.#isReconnected = false;
    this.#first = message;
    const { signal } = options;
    try {
      return await retryWhileFull(() => this.#connected(signal).then((channel) => channel.request(message, options)), {
        timeoutMs: this.#options.connectTimeoutMs,
        signals: [this.#life.signal, signal],
        leave: () => this.#leave(undefined),
      });
    } finally {
      if (this.#first === message) this.#first = undefined;
    }
  }
}

function stoppedError(): ConnectionClosedError {
  const text = "Cannot reconnect: the server was stopped when the client was closed; start another one";
  return new ConnectionClosedError(text, { close_code: 1000, close_reason: "" });
}

function closedError(): ConnectionClosedError {
  const text = "Cannot use client: it was closed; call reconnect() for a new session";
  return new ConnectionClosedError(text, { close_code: 1000, close_reason: "" });
}
