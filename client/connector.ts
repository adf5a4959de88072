import type { AnyContract, AnyImplementation, MaybePromise, OpenEnvError } from "@openenv/core";
import { InvalidOptionError } from "@openenv/core/errors";
import { isImplementation } from "@openenv/core/contract";
import { type Deadlines, withinTime } from "@openenv/core/async";
import type { ResolvedEnvClientOptions } from "./options.ts";
import { isModuleTarget, type ModuleTarget } from "./local/module_target.ts";
import type { LocalEnvironment } from "./local/local_environment.ts";
import { compareContracts, findMismatch } from "./schema_check.ts";
import { toHttpBase, toWebSocketUrl } from "./transport/base_url.ts";
import { describeServer, explain, isUnexplained } from "./transport/describe_server.ts";
import { HttpTaskTransport } from "./transport/http_task_transport.ts";
import { HttpTransport } from "./transport/http_transport.ts";
import { RequestChannel } from "./transport/request_channel.ts";
import type { TaskTransport } from "./transport/task_transport.ts";
import type { Transport } from "./transport/transport.ts";
import { WebSocketTransport } from "./transport/websocket_transport.ts";

/** The target of a client: a server's base URL, or an environment or its module, to run in this process. */
export type Target = string | URL | AnyImplementation | ModuleTarget;

/** Creates the connections of one client to its target. */
export interface Connector {
  /** Enforces the deadlines of calls. */
  readonly deadlines: Deadlines;
  /** Creates the transport for one connection. Throws `InvalidOptionError` if this runtime does not support it. */
  makeTransport(): MaybePromise<Transport>;
  /** Sends task requests, which need no connection. */
  readonly tasks: TaskTransport;
  /** Says what is at an address that can't be connected to, and what to do; absent in this process. */
  describe?(): Promise<string>;
  /** Checks whether the server hosts a different contract; absent if that is not checked. */
  findMismatch?(signal: AbortSignal): Promise<OpenEnvError | undefined>;
  /** Releases what the connections shared, once `ended` has resolved; absent if they share nothing. */
  close?(ended: Promise<void>): Promise<void>;
}

/** Options for {@linkcode createConnector}. */
export interface ConnectorOptions {
  /** The client's options. */
  readonly options: ResolvedEnvClientOptions;
  /** The client's contract, if it has one. */
  readonly contract: AnyContract | undefined;
  /** Enforces the deadlines of calls. */
  readonly deadlines: Deadlines;
}

/**
 * Creates the connector for a target. Throws `InvalidOptionError` if the target is neither a URL nor an environment.
 */
export function createConnector(target: Target, { options, contract, deadlines }: ConnectorOptions): Connector {
  if (isImplementation(target)) {
    const environment = new LazyEnvironment(() => openImplementation(target, options, deadlines));
    return createLocalConnector(environment, options.copy, deadlines);
  }
  if (isModuleTarget(target)) return createModuleConnector(target, { options, contract, deadlines });
  if (typeof target !== "string" && !(target instanceof URL)) {
    const text = "Cannot use target: expected a URL, { module: URL }, or what contract.implement returned";
    throw new InvalidOptionError(text, { option: "target" });
  }
  const base = toHttpBase(target);
  const url = toWebSocketUrl(target);
  const { headers, connectTimeoutMs: timeoutMs } = options;
  return {
    deadlines,
    makeTransport: options.transport === "http"
      ? () => new HttpTransport(base, options)
      : () => new WebSocketTransport(url, options),
    tasks: new HttpTaskTransport(base, headers),
    describe: () => describeServer(base),
    ...(contract === undefined || options.allowSchemaMismatch
      ? {}
      : { findMismatch: (signal) => findMismatch({ base, contract, headers, timeoutMs, signal }) }),
  };
}

/** An environment in this process that is opened on first use, and again after a failure or a release. */
class LazyEnvironment {
  readonly #open: () => Promise<LocalEnvironment>;
  #opening: Promise<LocalEnvironment> | undefined;

  constructor(open: () => Promise<LocalEnvironment>) {
    this.#open = open;
  }

  get(): Promise<LocalEnvironment> {
    return this.#opening ??= this.#open().catch((thrown) => {
      this.#opening = undefined;
      throw thrown;
    });
  }

  /** Closes the environment, if it is open, once `ended` has resolved. */
  async release(ended: Promise<void>): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    await ended;
    await opening?.then((environment) => environment.close(), () => undefined);
  }
}

/** The code that runs environments is loaded on first use, so that clients of servers do not load it. */
async function openImplementation(
  environment: AnyImplementation,
  options: ResolvedEnvClientOptions,
  deadlines: Deadlines,
): Promise<LocalEnvironment> {
  const [{ LocalEnvironment }, { InlineHost }] = await Promise.all([
    import("./local/local_environment.ts"),
    import("@openenv/core/session"),
  ]);
  return new LocalEnvironment(new InlineHost(environment, options), environment.contract, options, deadlines);
}

/** Runs an environment in this process. */
function createLocalConnector(environment: LazyEnvironment, copy: boolean, deadlines: Deadlines): Connector {
  return {
    deadlines,
    tasks: { ask: async (...request) => (await environment.get()).tasks.ask(...request) },
    async makeTransport() {
      const [opened, { MemoryTransport }] = await Promise.all([
        environment.get(),
        import("./transport/memory_transport.ts"),
      ]);
      return new MemoryTransport({ session: opened.makeSession(), copy });
    },
  };
}

function createModuleConnector(target: ModuleTarget, { options, contract, deadlines }: ConnectorOptions): Connector {
  if (target.host === undefined && /^\.{0,2}\//.test(String(target.module))) {
    const text = `Cannot use target: a path such as "${target.module}" is relative to no file of yours; write ` +
      `import.meta.resolve("${target.module}")`;
    throw new InvalidOptionError(text, { option: "target" });
  }
  const environment = new LazyEnvironment(async () => {
    const { LocalEnvironment } = await import("./local/local_environment.ts");
    return await LocalEnvironment.load(target, options, deadlines);
  });
  const findMismatch = async () => {
    // A module that can't be loaded is reported by the transport.
    const opened = await environment.get().catch(() => undefined);
    return opened && await compareContracts(opened.contract, contract!, String(target.module));
  };
  return {
    ...createLocalConnector(environment, options.copy, deadlines),
    ...(contract === undefined || options.allowSchemaMismatch ? {} : { findMismatch }),
    // Without a host of its own the environment stays: the next session may have to wait for an exclusive instance.
    ...(target.host === undefined ? {} : { close: (ended) => environment.release(ended) }),
  };
}

/**
 * One attempt to connect, and its outcome. All calls that wait for the connection share it.
 *
 * Each call waits with its own signal. When no call waits any more, the attempt is abandoned.
 */
export class ConnectionAttempt {
  readonly #controller: AbortController = new AbortController();
  readonly #channel: Promise<RequestChannel>;
  #waiting = 0;
  #failed = false;

  /** Starts connecting once `after` has resolved. */
  constructor(connector: Connector, after: Promise<void>) {
    this.#channel = after.then(() => openChannel(connector, this.#controller.signal));
    this.#channel.catch(() => this.#failed = true);
  }

  /** `true` if the attempt has failed or was abandoned. */
  get over(): boolean {
    return this.#failed || this.#controller.signal.aborted;
  }

  /** Waits for the connection. Rejects with the reason if there is none, or when the signal is aborted. */
  wait(signal: AbortSignal | undefined): Promise<RequestChannel> {
    this.#waiting++;
    if (signal === undefined) return this.#channel;
    return unlessAborted(this.#channel, signal).catch((thrown) => {
      if (signal.aborted && --this.#waiting === 0) this.#controller.abort(signal.reason);
      throw thrown;
    });
  }

  /** Closes the connection, or abandons the attempt and rejects waiting calls with the reason. Never rejects. */
  async end(reason: unknown): Promise<void> {
    this.#controller.abort(reason);
    const channel = await this.#channel.catch(() => undefined);
    await channel?.close();
  }
}

async function openChannel(connector: Connector, signal: AbortSignal): Promise<RequestChannel> {
  signal.throwIfAborted();
  const made = connector.makeTransport();
  const channel = new RequestChannel(made instanceof Promise ? await made : made, connector.deadlines);
  const check = new AbortController();
  const checked = connector.findMismatch?.(check.signal);
  try {
    await unlessAborted(channel.open(signal), signal);
    const mismatch = checked && await unlessAborted(checked, signal);
    if (mismatch !== undefined) throw mismatch;
    return channel;
  } catch (thrown) {
    check.abort();
    await Promise.all([checked, channel.close()]);
    throw await explained(thrown, connector, signal);
  }
}

/** Adds to an error about a connection what is at the other end, if that is not known yet. */
async function explained(thrown: unknown, { describe }: Connector, signal: AbortSignal): Promise<unknown> {
  if (describe === undefined || signal.aborted || !isUnexplained(thrown)) return thrown;
  return explain(thrown, await describe());
}

/** Waits for a promise until the signal is aborted, since not every transport can be interrupted. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return withinTime(() => promise, { action: "connect", signal });
}
