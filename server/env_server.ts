import { type AnyContract, isImplementation, SessionError } from "@openenv/core";
import { checksOf, type ContractChecks, hashContract, toWireSchemas, type WireSchemas } from "@openenv/core/contract";
import type { EnvironmentHost } from "@openenv/core/session";
import { createInlineHost, type EnvironmentSource } from "./hosts/source.ts";
import type { BodyLimits } from "./http/read_text.ts";
import { type AppOptions, resolveAppOptions, type ResolvedAppOptions, resolveMaxSessions } from "./options.ts";
import { HeldSessions } from "./sessions/held_sessions.ts";
import { SessionManager } from "./sessions/session_manager.ts";

/** What the routes of one app share: its options, its host, its sessions. */
export class EnvServer {
  /** The options, defaults filled in. */
  readonly options: ResolvedAppOptions;
  /** Where the environments run. */
  readonly host: EnvironmentHost;
  /** The sessions. */
  readonly sessions: SessionManager;
  /** Those among them that live between requests. */
  readonly held: HeldSessions;
  /** What the bodies of requests may be. */
  readonly bodyLimits: BodyLimits;
  #loaded: Loaded | undefined;
  #ready: Promise<void> | undefined;
  /** What runs and belongs to no session. */
  readonly #running: Set<Promise<unknown>> = new Set();
  /** Aborted when what still runs is given up. */
  readonly #stop: AbortController = new AbortController();

  /** Makes a server of a source; throws for what can be told without loading it. */
  constructor(source: EnvironmentSource, options: AppOptions) {
    this.options = resolveAppOptions(options);
    const { limits, log, heldIdleTimeoutMs } = this.options;
    this.host = createInlineHost(source, this.options);
    this.sessions = new SessionManager({ host: this.host, limits, log });
    this.held = new HeldSessions({ manager: this.sessions, idleTimeoutMs: heldIdleTimeoutMs });
    this.bodyLimits = { maxBytes: this.options.messages.maxInboundBytes, timeoutMs: this.options.bodyTimeoutMs };
    if (isImplementation(source)) this.#adopt(source.contract);
  }

  /** `true` when the contract is known and agrees with the options. */
  get loaded(): boolean {
    return this.#loaded !== undefined;
  }

  /** The contract; known once the server is ready. */
  get contract(): AnyContract {
    return this.#loaded!.contract;
  }

  /** The compiled checks of the contract. */
  get checks(): ContractChecks {
    return this.#loaded!.checks;
  }

  /** The JSON Schemas of what travels. */
  get schemas(): WireSchemas {
    return this.#loaded!.schemas ??= toWireSchemas(this.contract);
  }

  /** The hash of the contract, by which a client knows whether it was built for it. */
  schemaHash(): Promise<string> {
    return this.#loaded!.hash ??= hashContract(this.contract);
  }

  /** Resolves when the environment is loaded and its contract agrees with the options; rejects otherwise. */
  ready(): Promise<void> {
    return this.#ready ??= this.#load().catch((thrown) => {
      this.#ready = undefined;
      throw thrown;
    });
  }

  /** Runs a call that belongs to no session: {@linkcode EnvServer.close} waits for it, and gives it up at last. */
  async run<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const running = call(this.#stop.signal);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Takes no more sessions, lets running calls finish for at most `timeoutMs`, and closes all sessions. */
  async close(timeoutMs: number): Promise<void> {
    const reason = new SessionError("Cannot finish call: the server is shutting down", {});
    const timer = setTimeout(() => this.#stop.abort(reason), timeoutMs);
    await Promise.all([this.sessions.drain(timeoutMs), Promise.allSettled(this.#running)]);
    clearTimeout(timer);
  }

  async #load(): Promise<void> {
    if (!this.loaded) this.#adopt(await this.host.contract());
  }

  #adopt(contract: AnyContract): void {
    this.sessions.maxSessions = resolveMaxSessions(this.options.maxSessions, contract);
    this.#loaded = { contract, checks: checksOf(contract) };
  }
}

/** What is known of the environment once its contract is. */
interface Loaded {
  readonly contract: AnyContract;
  readonly checks: ContractChecks;
  schemas?: WireSchemas;
  hash?: Promise<string>;
}
