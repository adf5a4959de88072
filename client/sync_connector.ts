import type { AnyContract, OpenEnvError } from "@openenv/core";
import { toHashedText } from "@openenv/core/contract";
import {
  ConnectionFailedError,
  DeadlineError,
  fromWireError,
  InvalidOptionError,
  messageOf,
  SyncUnavailableError,
} from "@openenv/core/errors";
import { parseTrustedText, servedPorts, TASK_CALLS, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import type { Target } from "./connector.ts";
import { isModuleTarget, type ModuleHost, type ModuleTarget } from "./local/module_target.ts";
import type { ResolvedEnvClientOptions } from "./options.ts";
import { mismatchOf } from "./schema_check.ts";
import { runRequests } from "./sync/blocking_fetch.ts";
import { BlockingHttpTransport } from "./sync/blocking_http_transport.ts";
import { type BlockingTransport, MessageTransport } from "./sync/blocking_transport.ts";
import { BlockingWorker, type WorkerAction, type WorkerAnswer } from "./sync/blocking_worker.ts";
import { hashNow } from "./sync/threads.ts";
import { toHttpBase, toWebSocketUrl } from "./transport/base_url.ts";
import { DESCRIBE_TIMEOUT_MS, serverDescription, SILENT } from "./transport/describe_server.ts";
import type { HttpAnswer } from "./transport/fetch_answer.ts";
import { HttpTaskFlows } from "./transport/http_task_flows.ts";
import type { HttpFlow } from "./transport/http_session.ts";
import { isSuccess, parseRecord } from "./transport/http_shapes.ts";

/** Reaches the target of a synchronous client from a worker. */
export interface SyncConnector {
  /** Creates the transport for one connection. Throws `SyncUnavailableError` if waiting for it would never end. */
  makeTransport(): BlockingTransport;
  /** Sends a task request, and returns the text of the answer. */
  askTask(verb: TaskVerb, request: TaskRequest, timeoutMs: number): unknown;
  /** Returns an error if the target has another contract than the client's. */
  findMismatch(): OpenEnvError | undefined;
  /** Says what is at an address that can't be connected to, and what to do; absent for a module. */
  describe?(): string;
  /** Ends the worker; the next use starts another one. */
  release(): void;
}

/** What a {@linkcode SyncConnector} is made of: the parts of an asynchronous client. */
export interface SyncConnectorOptions {
  /** The client's options. */
  readonly options: ResolvedEnvClientOptions;
  /** The client's contract, if it has one. */
  readonly contract: AnyContract | undefined;
}

const ELSEWHERE = "; a server in the thread that makes the call cannot answer while the call blocks it";

/** Creates the connector for a target. Throws `SyncUnavailableError` for an environment object. */
export function createSyncConnector(target: Target, parts: SyncConnectorOptions): SyncConnector {
  if (typeof target === "string" || target instanceof URL) return new ServerConnector(target, parts);
  if (isModuleTarget(target)) return new ModuleConnector(target, parts);
  const text = "Cannot make a synchronous client: an environment object cannot be sent to the worker that runs it; " +
    'write new EnvClient({ module: import.meta.resolve("./environment.ts") }).sync()';
  throw new SyncUnavailableError(text, { reason: "implementation" });
}

/** A worker that is started on first use. */
class LazyWorker {
  readonly #start: () => BlockingWorker;
  #worker: BlockingWorker | undefined;

  constructor(start: () => BlockingWorker) {
    this.#start = start;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  get(): BlockingWorker {
    if (this.#worker?.hasExited) this.end();
    return this.#worker ??= this.#start();
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** Reaches a server. */
class ServerConnector implements SyncConnector {
  readonly #parts: SyncConnectorOptions;
  readonly #base: string;
  readonly #url: string;
  readonly #tasks: HttpTaskFlows;
  readonly #worker: LazyWorker;

  constructor(target: string | URL, parts: SyncConnectorOptions) {
    const { headers, log } = parts.options;
    this.#parts = parts;
    this.#base = toHttpBase(target);
    this.#url = toWebSocketUrl(target);
    this.#tasks = new HttpTaskFlows(this.#base, headers);
    this.#worker = new LazyWorker(() => new BlockingWorker({ log }));
  }

  makeTransport(): BlockingTransport {
    assertElsewhere(this.#base);
    const { options } = this.#parts;
    const { headers, connectTimeoutMs: timeoutMs } = options;
    const worker = this.#worker.get();
    if (options.transport === "http") {
      return new BlockingHttpTransport(worker, this.#base, { ...options, hint: ELSEWHERE });
    }
    return new MessageTransport(worker, {
      opening: { do: "open", url: this.#url, headers },
      place: this.#url,
      timeoutMs,
      hint: ELSEWHERE,
      actions: { send: (text) => ({ do: "send", text }), close: { do: "close" } },
    });
  }

  describe(): string {
    const options = { action: "read health", timeoutMs: DESCRIBE_TIMEOUT_MS };
    try {
      return runRequests(this.#worker.get(), serverDescription(this.#base), options);
    } catch {
      return SILENT;
    }
  }

  askTask(verb: TaskVerb, request: TaskRequest, timeoutMs: number): unknown {
    assertElsewhere(this.#base);
    const { action } = TASK_CALLS[verb];
    return runRequests(this.#worker.get(), this.#tasks.ask(verb, request), { action, timeoutMs, hint: ELSEWHERE });
  }

  findMismatch(): OpenEnvError | undefined {
    const { contract, options: { headers, allowSchemaMismatch, connectTimeoutMs: timeoutMs } } = this.#parts;
    if (contract === undefined || allowSchemaMismatch) return;
    const url = `${this.#base}/metadata`;
    let answer: HttpAnswer;
    try {
      answer = runRequests(this.#worker.get(), askOnce(url, headers), { action: "read metadata", timeoutMs });
    } catch {
      // A server that can't be asked is not a mismatch, as for the asynchronous client.
      return;
    }
    if (!isSuccess(answer)) return;
    return mismatchOf(parseRecord(answer.text), { contract, hash: hashNow(toHashedText(contract)), place: this.#base });
  }

  release(): void {
    this.#worker.end();
  }
}

function* askOnce(url: string, headers: Readonly<Record<string, string>>): HttpFlow<HttpAnswer> {
  return yield { url, method: "GET", headers };
}

/** Runs the environment of a module in the worker. */
class ModuleConnector implements SyncConnector {
  readonly #parts: SyncConnectorOptions;
  readonly #place: string;
  readonly #hasHost: boolean;
  readonly #worker: LazyWorker;

  constructor({ module, host }: ModuleTarget, parts: SyncConnectorOptions) {
    const { limits, givenLimits, closeTimeoutMs, includeRubricScores, checkObservations, log } = parts.options;
    this.#parts = parts;
    this.#place = String(module);
    this.#hasHost = host !== undefined;
    const target = { module: String(module), host: host && toSentHost(host) };
    const options = { limits, givenLimits, closeTimeoutMs, includeRubricScores, checkObservations };
    const data = { side: import.meta.resolve("./sync/module_side.ts"), target, options };
    this.#worker = new LazyWorker(() => new BlockingWorker({ module: data, log }));
  }

  makeTransport(): BlockingTransport {
    return new MessageTransport(this.#worker.get(), {
      opening: { do: "module", ask: "open" },
      place: this.#place,
      timeoutMs: this.#openMs,
      hint: "",
      actions: {
        send: (text) => ({ do: "module", ask: "send", text }),
        close: { do: "module", ask: "close" },
      },
    });
  }

  askTask(verb: TaskVerb, request: TaskRequest, timeoutMs: number): unknown {
    const { action } = TASK_CALLS[verb];
    return parseTrustedText(this.#ask({ ask: "task", verb, request, timeoutMs }, action, timeoutMs));
  }

  findMismatch(): OpenEnvError | undefined {
    const { contract, options } = this.#parts;
    if (contract === undefined || options.allowSchemaMismatch) return;
    const metadata = JSON.parse(this.#ask({ ask: "describe" }, `load ${this.#place}`, this.#openMs));
    return mismatchOf(metadata, { contract, hash: hashNow(toHashedText(contract)), place: this.#place });
  }

  release(): void {
    // Best effort: a host that does not end its processes in time loses them with its worker.
    if (this.#hasHost && this.#worker.isRunning) {
      this.#worker.get().ask({ do: "module", ask: "release" }, this.#parts.options.closeTimeoutMs);
    }
    this.#worker.end();
  }

  /** Loading and creating have a limit each, which the worker enforces if it is not stuck itself. */
  get #openMs(): number {
    return 2 * this.#parts.options.limits.createMs + 1000;
  }

  #ask(question: Omit<WorkerAction, "do">, action: string, timeoutMs: number): string {
    const answer = this.#worker.get().ask({ do: "module", ...question }, timeoutMs);
    if (answer === undefined) {
      throw new DeadlineError(`Cannot ${action}: no answer within ${timeoutMs} ms`, { timeout_ms: timeoutMs });
    }
    return this.#read(answer);
  }

  #read({ text, error, why }: WorkerAnswer): string {
    if (error !== undefined) throw fromWireError(error);
    if (text !== undefined) return text;
    throw new ConnectionFailedError(`Cannot connect to ${this.#place}: ${why}`, { url: this.#place });
  }
}

/** Returns a copy that can be sent to a worker. */
function toSentHost({ from, settings }: ModuleHost): ModuleHost {
  try {
    return { from: String(from), settings: structuredClone(settings) };
  } catch (cause) {
    const text = `Cannot use option target.host.settings: it cannot be sent to a worker: ${messageOf(cause)}`;
    throw new InvalidOptionError(text, { option: "target.host.settings" }, { cause });
  }
}

/** Throws if a server of this thread listens at the address: it could not answer while this thread waits. */
function assertElsewhere(base: string): void {
  const { hostname, port, protocol } = new URL(base);
  const number = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  if (!isLoopback(hostname) || !servedPorts().has(number)) return;
  const text = `Cannot connect to ${base}: a server of this thread listens there, and could not answer while a ` +
    "synchronous call blocks the thread; run it in another process or worker, or await the asynchronous client";
  throw new SyncUnavailableError(text, { reason: "same_thread" });
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|.*\.localhost)$/.test(hostname);
}
