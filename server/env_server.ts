import type { EnvironmentHost } from "@openenv/core/session";
import { createInlineHost, type EnvironmentSource } from "./hosts/source.ts";
import { type AppOptions, resolveAppOptions, type ResolvedAppOptions, resolveMaxSessions } from "./options.ts";
import { SessionManager } from "./sessions/session_manager.ts";
import { isImplementation } from "@openenv/core";

/** What the routes of one app share: its options, its host, its sessions. */
export class EnvServer {
  /** The options, defaults filled in. */
  readonly options: ResolvedAppOptions;
  /** Where the environments run. */
  readonly host: EnvironmentHost;
  /** The sessions. */
  readonly sessions: SessionManager;
  /** `true` when the contract is known and agrees with the options. */
  loaded = false;
  #ready: Promise<void> | undefined;

  /** Makes a server of a source; throws for what can be told without loading it. */
  constructor(source: EnvironmentSource, options: AppOptions) {
    this.options = resolveAppOptions(options);
    const { limits, log, maxSessions } = this.options;
    this.host = createInlineHost(source, log);
    this.sessions = new SessionManager({ host: this.host, limits, log });
    if (!isImplementation(source)) return;
    this.sessions.maxSessions = resolveMaxSessions(maxSessions, source.contract);
    this.loaded = true;
  }

  /** Resolves when the environment is loaded and its contract agrees with the options; rejects otherwise. */
  ready(): Promise<void> {
    return this.#ready ??= this.#load().catch((thrown) => {
      this.#ready = undefined;
      throw thrown;
    });
  }

  async #load(): Promise<void> {
    const contract = await this.host.contract();
    this.sessions.maxSessions = resolveMaxSessions(this.options.maxSessions, contract);
    this.loaded = true;
  }
}
