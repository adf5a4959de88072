import type { ActionInput, CallerResetOptions, EnvironmentSchemas, EpisodeState, EpisodeView } from "@openenv/core";
import type { ObservationOf, OpenEnvError, StateOf, StepResult } from "@openenv/core";
import { ConnectionClosedError } from "@openenv/core/errors";
import type { ClientMessage, ServerMessage } from "@openenv/core/protocol";
import type { Deadlines } from "@openenv/core/async";
import type { Split } from "@openenv/core/tasks";
import type { EnvCalls, UntypedSchemas } from "./env_calls.ts";
import { assertDuration, type CallOptions, type ResolvedEnvClientOptions } from "./options.ts";
import { isFull, pausesOf } from "./retry_while_full.ts";
import type { BlockingTransport } from "./sync/blocking_transport.ts";
import { sleepNow } from "./sync/threads.ts";
import type { SyncConnector } from "./sync_connector.ts";
import { numTasks, splits, task, type TaskFlow, TaskPages, type TaskPagesOptions, taskRange } from "./task_flows.ts";
import type { ToolArguments, ToolName, ToolValue } from "./tool_client.ts";
import { type ToolDescription, ToolFlows } from "./tool_flows.ts";
import { explain, isUnexplained } from "./transport/describe_server.ts";
import { runFlowNow } from "./transport/flow.ts";
import { RequestChannel } from "./transport/request_channel.ts";

/** Options for one call of a {@linkcode SyncEnvClient}. A signal has no use: its thread waits for the call. */
export type SyncCallOptions = Pick<CallOptions, "timeoutMs">;

/** Options for {@linkcode SyncEnvClient.tasks}. */
export type SyncTaskPagesOptions = Omit<TaskPagesOptions, "signal">;

/** What a {@linkcode SyncEnvClient} is made of; `EnvClient.sync` creates it. */
export interface SyncParts<S extends EnvironmentSchemas> {
  /** Reaches the target. */
  readonly connector: SyncConnector;
  /** Writes messages and reads replies. */
  readonly calls: EnvCalls<S>;
  /** The options. */
  readonly options: ResolvedEnvClientOptions;
  /** The clock. */
  readonly deadlines: Deadlines;
}

/** An open connection. */
interface Connection {
  readonly transport: BlockingTransport;
  readonly channel: RequestChannel;
}

/**
 * Drives one session of an environment with calls that block the thread: they return results, and throw the errors that
 * the promises of an {@linkcode EnvClient} would reject with. Create it with {@linkcode EnvClient.sync}.
 *
 * A worker does the I/O while the thread waits. It is started by the first call and ended by `close`, or at the end of a
 * `using` block.
 *
 * @example
 * ```ts
 * import { EnvClient } from "@openenv/client";
 * import { gridWorld } from "@openenv/grid-world-env";
 * import assert from "node:assert/strict";
 *
 * const module = import.meta.resolve("@openenv/grid-world-env/environment");
 * using env = new EnvClient({ module }, gridWorld).sync();
 * let result = env.reset({ seed: 7 });
 * while (!result.done) result = env.step({ action: result.observation.x < 4 ? "DOWN" : "RIGHT" });
 * assert.equal(result.reward, 1);
 * ```
 */
export class SyncEnvClient<S extends EnvironmentSchemas = UntypedSchemas> implements Disposable {
  readonly #parts: SyncParts<S>;
  readonly #tools: ToolFlows = new ToolFlows();
  #listing: readonly ToolDescription[] | undefined;
  #connection: Connection | undefined;
  #isClosed = false;
  /** `true` from a reconnect to the first call. */
  #isReconnected = false;

  /** Creates a client from its parts; call {@linkcode EnvClient.sync} instead. */
  constructor(parts: SyncParts<S>) {
    this.#parts = parts;
  }

  /** The last error that the server sent unprompted, such as `CAPACITY_REACHED`; `undefined` if there was none. */
  get serverError(): OpenEnvError | undefined {
    this.#connection?.transport.drain();
    return this.#connection?.channel.serverError;
  }

  /**
   * Connects, unless already connected. The first call does this by itself.
   *
   * @throws As {@linkcode EnvClient.connect}; `SyncUnavailableError` if a server of this thread listens at the address.
   */
  connect(): void {
    this.#connected();
  }

  /** Leaves the session, whatever its state, and connects to a new one; see {@linkcode EnvClient.reconnect}. */
  reconnect(): void {
    this.#leave();
    this.#isClosed = false;
    this.#isReconnected = true;
    this.#connected();
  }

  /** Starts an episode; see {@linkcode EnvClient.reset}. */
  reset(options?: CallerResetOptions<S>, call?: SyncCallOptions): StepResult<ObservationOf<S>> {
    const message = this.#parts.calls.writeReset(options);
    return this.#parts.calls.readReset(message, this.#request(message, call));
  }

  /** Executes one action; see {@linkcode EnvClient.step}. */
  step(action: ActionInput<S>, call?: SyncCallOptions): StepResult<ObservationOf<S>> {
    return this.#parts.calls.readStep(this.#request(this.#parts.calls.writeStep(action), call));
  }

  /** Reads the state: `episode_id`, `step_count`, `seed`, and the environment's own keys. */
  state(call?: SyncCallOptions): EpisodeState & StateOf<S> {
    return this.#parts.calls.readState(this.#request({ type: "state" }, call));
  }

  /** Draws the episode, for people; see {@linkcode EnvClient.render}. */
  render(call?: SyncCallOptions): EpisodeView {
    try {
      return this.#parts.calls.readView(this.#request({ type: "render" }, call));
    } catch (thrown) {
      throw this.#parts.calls.toRenderError(thrown);
    }
  }

  /** Lists the session's tools; see {@linkcode EnvClient.listTools}. */
  listTools(call?: SyncCallOptions): readonly ToolDescription[] {
    return this.#listing ??= runFlowNow(this.#tools.list(), (message) => this.#request(message, call));
  }

  /** Finds a tool by its name; `undefined` if there is none. */
  getTool(name: string, call?: SyncCallOptions): ToolDescription | undefined {
    return this.listTools(call).find((tool) => tool.name === name);
  }

  /** `true` if the session has a tool of that name. */
  hasTool(name: string, call?: SyncCallOptions): boolean {
    return this.getTool(name, call) !== undefined;
  }

  /** Calls a tool and returns its value; see {@linkcode EnvClient.callTool}. */
  callTool<N extends ToolName<S>>(
    name: N,
    args: ToolArguments<S, N> = {} as ToolArguments<S, N>,
    call?: SyncCallOptions,
  ): ToolValue<S, N> {
    const flow = this.#tools.call(name, args);
    return runFlowNow(flow, (message) => this.#request(message, call)) as ToolValue<S, N>;
  }

  /** Lists the splits of the environment's tasks; see {@linkcode EnvClient.splits}. */
  splits(call?: SyncCallOptions): Split[] {
    return this.#ask(splits(), call);
  }

  /** Counts the tasks of a split. */
  numTasks(split: string, call?: SyncCallOptions): number {
    return this.#ask(numTasks(split), call);
  }

  /** Reads the public part of one task; see {@linkcode EnvClient.task}. */
  task<T = Record<string, unknown>>(split: string, index: number, call?: SyncCallOptions): T {
    return this.#ask(task<T>(split, index), call);
  }

  /** Reads the tasks from `start` up to but not including `stop`, with the semantics of Python's slices. */
  taskRange<T = Record<string, unknown>>(split: string, start?: number, stop?: number, call?: SyncCallOptions): T[] {
    return this.#ask(taskRange<T>({ split, start, stop }), call);
  }

  /** Iterates over the tasks of a split, or of a range of it, holding one page at a time. */
  *tasks<T = Record<string, unknown>>(
    split: string,
    options: SyncTaskPagesOptions = {},
  ): Generator<T, void, undefined> {
    const pages = new TaskPages<T>(split, options);
    for (let page = this.#ask(pages.next(), options); page.length > 0; page = this.#ask(pages.next(), options)) {
      yield* page;
    }
  }

  /**
   * Ends the session, the connection and the worker. Later calls throw until `reconnect`. Then stops the server, if the
   * client has a provider.
   */
  close(): void {
    this.#isClosed = true;
    this.#leave();
    this.#parts.connector.release();
    const { provider } = this.#parts.options;
    if (provider?.closeNow !== undefined) provider.closeNow();
    else void provider?.close();
  }

  /** Closes the client at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  #connected(): Connection {
    this.#refuseIfClosed();
    return this.#connection ??= this.#open();
  }

  #open(): Connection {
    const { connector, deadlines } = this.#parts;
    const transport = connector.makeTransport();
    const channel = new RequestChannel(transport, deadlines);
    try {
      // Everything is done when it returns, or throws: the promise tells nothing.
      void channel.open();
      const mismatch = connector.findMismatch();
      if (mismatch !== undefined) throw mismatch;
      return { transport, channel };
    } catch (thrown) {
      this.#end({ transport, channel });
      if (connector.describe === undefined || !isUnexplained(thrown)) throw thrown;
      throw explain(thrown, connector.describe());
    }
  }

  #leave(): void {
    const connection = this.#connection;
    this.#connection = this.#listing = undefined;
    this.#tools.forget();
    if (connection !== undefined) this.#end(connection);
  }

  /** Ends a connection. A server that does not let go loses it with the worker. */
  #end({ transport, channel }: Connection): void {
    void channel.close();
    if (!transport.waitForEnd(this.#parts.options.closeTimeoutMs)) this.#parts.connector.release();
  }

  #request(message: ClientMessage, { timeoutMs }: SyncCallOptions = {}): ServerMessage {
    const limitMs = timeoutMs ?? this.#parts.options.replyTimeoutMs;
    assertDuration("timeoutMs", limitMs);
    const send = () => {
      const { transport, channel } = this.#connected();
      transport.drain();
      const options = { timeoutMs: limitMs, serverTimeoutMs: timeoutMs };
      return channel.requestNow(message, options, (leftMs) => transport.wait(leftMs));
    };
    if (!this.#isReconnected) return send();
    this.#isReconnected = false;
    return this.#sendWhileFull(send);
  }

  /** A server may keep the last session's slot for a while; see {@linkcode EnvClient.reconnect}. */
  #sendWhileFull(send: () => ServerMessage): ServerMessage {
    for (const pauseMs of pausesOf(this.#parts.options.connectTimeoutMs)) {
      try {
        return send();
      } catch (thrown) {
        if (!isFull(thrown)) throw thrown;
      }
      sleepNow(pauseMs);
      this.#leave();
    }
    return send();
  }

  #ask<T>(flow: TaskFlow<T>, { timeoutMs = this.#parts.options.replyTimeoutMs }: SyncCallOptions = {}): T {
    return runFlowNow(flow, ({ verb, request }) => {
      assertDuration("timeoutMs", timeoutMs);
      this.#refuseIfClosed();
      return this.#parts.connector.askTask(verb, request, timeoutMs);
    });
  }

  #refuseIfClosed(): void {
    if (!this.#isClosed) return;
    const text = "Cannot use client: it was closed; call reconnect() for a new session";
    throw new ConnectionClosedError(text, { close_code: 1000, close_reason: "" });
  }
}
