import type { AnyContract } from "@openenv/core";
import { type Deadlines, withinTime } from "@openenv/core/async";
import { DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import { type EnvironmentHost, type HostOptions, InstanceGate, Session } from "@openenv/core/session";
import type { SessionLimits } from "@openenv/core/session/settings";
import { MemoryTaskTransport } from "../transport/memory_task_transport.ts";
import { loadHost } from "./load_host.ts";
import type { ModuleTarget } from "./module_target.ts";

/** Options of {@linkcode LocalEnvironment}. */
export interface LocalOptions extends HostOptions {
  /** How long calls of the environment may take. */
  readonly limits: SessionLimits;
  /** Those of the limits that take precedence over the host's own. Default: none. */
  readonly givenLimits?: Partial<SessionLimits>;
  /** How long to wait for the environment when a session closes, in milliseconds. */
  readonly closeTimeoutMs: number;
}

/** An environment in this process for one client, with one session per connection. */
export class LocalEnvironment {
  /** The environment's contract. */
  readonly contract: AnyContract;
  /** Answers task requests. */
  readonly tasks: MemoryTaskTransport;
  readonly #host: EnvironmentHost;
  readonly #gate: InstanceGate | undefined;
  readonly #options: LocalOptions;
  readonly #deadlines: Deadlines;

  /** Takes over a host and its contract; creates no instance yet. */
  constructor(host: EnvironmentHost, contract: AnyContract, options: LocalOptions, deadlines: Deadlines) {
    const { name, tasks } = contract;
    const { maxOutboundBytes: maxBytes } = DEFAULT_CONNECTION_LIMITS;
    this.tasks = new MemoryTaskTransport({ name, tasks, maxBytes, timeoutMs: options.limits.resetMs }, host);
    this.contract = contract;
    this.#host = host;
    this.#gate = contract.exclusive === true ? new InstanceGate() : undefined;
    this.#options = options;
    this.#deadlines = deadlines;
  }

  /** Loads the environment of a module. Throws `FactoryError`, and `DeadlineError` after `limits.createMs`. */
  static async load(target: ModuleTarget, options: LocalOptions, deadlines: Deadlines): Promise<LocalEnvironment> {
    const loading = loadHost(target, options);
    const limit = { action: `load ${target.module}`, timeoutMs: options.limits.createMs };
    const host = await withinTime(() => loading, limit).catch((thrown) => {
      // A host that comes too late is not needed any more.
      loading.then((late) => late.close?.()).catch(() => undefined);
      throw thrown;
    });
    try {
      return new LocalEnvironment(host, await host.contract(), options, deadlines);
    } catch (thrown) {
      await host.close?.();
      throw thrown;
    }
  }

  /** Creates the session of one connection; it is not open yet. */
  makeSession(): Session {
    const { log, closeTimeoutMs, givenLimits } = this.#options;
    const limits = { ...this.#options.limits, ...this.#host.limits, ...givenLimits };
    limits.closeMs = Math.min(limits.closeMs, closeTimeoutMs);
    const [id, host, gate, deadlines] = [crypto.randomUUID(), this.#host, this.#gate, this.#deadlines];
    return new Session({ id, host, gate, deadlines, limits, log });
  }

  /** Ends the host's workers or processes. Its sessions have been closed. */
  async close(): Promise<void> {
    await this.#host.close?.();
  }
}
