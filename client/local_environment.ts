import type { AnyImplementation } from "@openenv/core";
import type { Deadlines } from "@openenv/core/async";
import { DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import { InlineHost, InstanceGate, Session } from "@openenv/core/session";
import type { ResolvedEnvClientOptions } from "./options.ts";
import { MemoryTransport } from "./transport/memory_transport.ts";
import { MemoryTaskTransport } from "./transport/memory_task_transport.ts";
import type { TaskTransport } from "./transport/task_transport.ts";
import type { Transport } from "./transport/transport.ts";

/** Runs an environment in this process for one client, with one session per connection. */
export class LocalEnvironment {
  /** Answers task requests. */
  readonly tasks: TaskTransport;
  readonly #host: InlineHost;
  readonly #gate: InstanceGate | undefined;
  readonly #options: ResolvedEnvClientOptions;
  readonly #deadlines: Deadlines;

  /** Hosts an environment; creates no instance yet. */
  constructor(environment: AnyImplementation, options: ResolvedEnvClientOptions, deadlines: Deadlines) {
    const { name, tasks } = environment.contract;
    const { maxOutboundBytes: maxBytes } = DEFAULT_CONNECTION_LIMITS;
    this.tasks = new MemoryTaskTransport({ name, tasks, maxBytes, timeoutMs: options.limits.resetMs });
    this.#host = new InlineHost(environment, options);
    this.#gate = environment.contract.exclusive === true ? new InstanceGate() : undefined;
    this.#options = options;
    this.#deadlines = deadlines;
  }

  /** Creates the transport for one connection, with its own session. */
  makeTransport(): Transport {
    const { copy, log, closeTimeoutMs } = this.#options;
    const limits = { ...this.#options.limits, closeMs: Math.min(this.#options.limits.closeMs, closeTimeoutMs) };
    const session = new Session({
      id: crypto.randomUUID(),
      host: this.#host,
      gate: this.#gate,
      deadlines: this.#deadlines,
      limits,
      log,
    });
    return new MemoryTransport({ session, copy });
  }
}
