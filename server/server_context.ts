import { type AnyContract, isImplementation, SessionError } from "@openenv/core";
import { checksOf, type ContractChecks, hashContract, toWireSchemas, type WireSchemas } from "@openenv/core/contract";
import { type ContractWriter, type TaskRequest, type TaskVerb, writerOf } from "@openenv/core/protocol";
import { type EnvironmentHost, InstanceGate } from "@openenv/core/session";
import { answerTaskRequest } from "@openenv/core/tasks";
import { checkToken } from "./auth.ts";
import { toCallersError } from "./hosts/load_implementation.ts";
import { createHost, type EnvironmentSource } from "./hosts/source.ts";
import { RequestMemory } from "./http/request_memory.ts";
import { type AppOptions, resolveAppOptions, type ResolvedAppOptions, resolveMaxSessions } from "./options.ts";
import { CallLog } from "./log/call_log.ts";
import { limitLog } from "./log/logger.ts";
import { warnRarely } from "./log/warn_rarely.ts";
import { inspect } from "node:util";
import { HttpSessions } from "./sessions/http_sessions.ts";
import { SessionManager } from "./sessions/session_manager.ts";
import { ToolSessions } from "./sessions/tool_sessions.ts";
import { readReadme } from "./web/read_readme.ts";
import { Tickets } from "./web/tickets.ts";
import { WatchLinks } from "./web/watch_links.ts";

/** How a server is. */
type HealthStatus = "healthy" | "degraded" | "unhealthy";

/** The reason of a server that drains, as `GET /health` gives it. */
const DRAINING = "draining: running episodes go on, and no new ones begin";

/** The state that all routes of one app share: its options, its contract and its sessions. */
export class ServerContext {
  /** The options, with their defaults. */
  readonly options: ResolvedAppOptions;
  /** The log of calls. */
  readonly calls: CallLog;
  /** All sessions. */
  readonly sessions: SessionManager;
  /** The sessions that were opened over HTTP. */
  readonly httpSessions: HttpSessions;
  /** The HTTP requests that open or end sessions. */
  readonly requests: RequestMemory = new RequestMemory({ maxRequests: 10_000, maxLength: 16 * 1024 * 1024 });
  /** The sessions whose tools are called. */
  readonly toolSessions: ToolSessions;
  /** The read-only links to sessions. */
  readonly watchLinks: WatchLinks;
  /** The tickets for sockets of browsers. */
  readonly tickets: Tickets = new Tickets();
  /** `true` if only this machine reaches the server; `serve` sets it. */
  isLoopback = false;
  readonly #host: EnvironmentHost;
  /** The URL of the module that is hosted, if that is known. */
  readonly #module: string | undefined;
  #readme: Promise<string | null> | undefined;
  #contract: AnyContract | undefined;
  #schemas: WireSchemas | undefined;
  #schemaHash: Promise<string> | undefined;
  /** The calls in flight that belong to no session. */
  readonly #running: Set<Promise<unknown>> = new Set();
  /** Called at the end of a shutdown. */
  readonly #closers: (() => Promise<void>)[] = [];
  /** Aborted when a shutdown waits no longer. */
  readonly #stop: AbortController = new AbortController();

  /** Makes the context of a source; throws if the source or an option can't be used, as far as that shows at once. */
  constructor(source: EnvironmentSource, options: AppOptions) {
    const resolved = resolveAppOptions(options);
    const log = limitLog(resolved.log, resolved.logLevel);
    this.options = { ...resolved, log };
    const name = () => this.#contract?.name;
    this.calls = new CallLog({ log, level: resolved.logLevel, name });
    this.#host = createHost(source, {
      ...resolved,
      log: (...data) => resolved.log.info(toText(data), { environment: name() }),
      warn: (message) => log.warn(message),
    });
    const { idleTimeoutMs, httpIdleTimeoutMs } = this.options;
    const shortestIdleMs = Math.min(idleTimeoutMs, httpIdleTimeoutMs);
    const warn = warnRarely(log);
    this.sessions = new SessionManager(this.#host, {
      ...this.options,
      shortestIdleMs,
      observer: this.calls,
      warn,
      name: () => this.contract.name,
    });
    this.httpSessions = new HttpSessions(this.sessions, this.options);
    this.toolSessions = new ToolSessions(this.sessions);
    this.watchLinks = new WatchLinks(this.sessions);
    this.#module = isImplementation(source) ? undefined : String(source.module);
    if (isImplementation(source)) this.#setContract(source.contract);
  }

  /** The contract; read it after {@linkcode ready}. */
  get contract(): AnyContract {
    return this.#contract!;
  }

  /** The compiled checks of the contract. */
  get checks(): ContractChecks {
    return checksOf(this.contract);
  }

  /** Writes results and states. */
  get writer(): ContractWriter {
    return writerOf(this.contract);
  }

  /** The JSON Schemas of actions, observations and states. */
  get schemas(): WireSchemas {
    return this.#schemas ??= toWireSchemas(this.contract);
  }

  /** The hash of the contract, which tells a client whether it was built for it. */
  get schemaHash(): Promise<string> {
    return this.#schemaHash ??= hashContract(this.contract);
  }

  /** The body of `GET /metadata`, except for the schema hash. */
  get metadata(): Readonly<Record<string, unknown>> {
    const { name, description, version } = this.contract;
    return {
      name,
      description,
      readme_content: null,
      version,
      author: null,
      documentation_url: null,
      max_sessions: this.sessions.maxSessions,
      active_sessions: this.sessions.size,
      closing_sockets: this.sessions.load.closingCount,
      unread_bytes: this.sessions.load.unreadBytes,
      ...this.#stuckWorkers,
    };
  }

  /** Reads the environment's README, once; `null` if there is none. */
  readme(): Promise<string | null> {
    const { readme: option, readmePath: variable } = this.options;
    return this.#readme ??= readReadme({ option, variable, module: this.#module });
  }

  /**
   * The body of `GET /health`: beside `healthy`, what the trouble is, if there is any. A server that drains runs, but is
   * not ready.
   */
  health(asks: "ready" | "live"): { readonly status: HealthStatus; readonly [key: string]: unknown } {
    const { refusal, stuck = 0 } = this.#host;
    if (refusal !== undefined) return { status: "unhealthy", reason: refusal, ...this.#stuckWorkers };
    if (asks === "ready" && this.sessions.isDraining) return { status: "unhealthy", reason: DRAINING };
    return { status: stuck > 0 ? "degraded" : "healthy", ...this.#stuckWorkers };
  }

  /** `true` if requests must carry a bearer token. */
  get requiresToken(): boolean {
    return this.options.access.token !== undefined;
  }

  /** `true` if a request may ask everything: it has the token, or needs none. */
  isOpenTo(request: Request): boolean {
    try {
      return checkToken(request, this.options.access, false) === "orchestrator";
    } catch {
      return false;
    }
  }

  /** `true` if HTTP callers that name no session share one. */
  get sharesHttpSession(): boolean {
    return this.options.httpSession === "shared";
  }

  /** Resolves when the environment is loaded and its contract agrees with the options; rejects otherwise. */
  async ready(): Promise<void> {
    if (this.#contract === undefined) this.#setContract(await this.#host.contract());
  }

  /** As {@linkcode ready}, for a caller, who is told no name of a file. The log says why. */
  async readyForCaller(): Promise<void> {
    if (this.#contract !== undefined) return;
    try {
      await this.ready();
    } catch (thrown) {
      this.calls.failedOutside("load", thrown);
      throw toCallersError(thrown);
    }
  }

  /** Runs a call that belongs to no session. {@linkcode close} waits for it, and aborts its signal when time is up. */
  async runOutsideSession<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const running = call(this.#stop.signal);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Registers a function that {@linkcode close} calls when all sessions are closed. */
  onClose(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /** Refuses new sessions and episodes, and resolves when the running episodes are over, or after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    const time = new AbortController();
    const timer = setTimeout(() => time.abort(), timeoutMs);
    await this.sessions.finishEpisodes(time.signal).finally(() => clearTimeout(timer));
  }

  /** Refuses new sessions, lets running calls finish for at most `timeoutMs`, and closes all sessions. */
  async close(timeoutMs: number = 10_000): Promise<void> {
    const reason = new SessionError("Cannot finish call: the server is shutting down", {});
    const timer = setTimeout(() => this.#stop.abort(reason), timeoutMs);
    this.toolSessions.stop();
    try {
      await Promise.all([this.sessions.drain(this.#stop.signal), Promise.allSettled(this.#running)]);
      await Promise.all(this.#closers.map((close) => close()));
    } finally {
      clearTimeout(timer);
    }
    await this.#host.close?.();
  }

  /** Answers a task request with JSON. */
  answerTask(verb: TaskVerb, request: TaskRequest, signal: AbortSignal): Promise<string> {
    const { messages: { maxOutboundBytes: maxBytes }, limits: { resetMs: timeoutMs } } = this.options;
    const { name, tasks } = this.contract;
    return this.runOutsideSession(async (stop) => {
      try {
        if (this.#host.answerTask !== undefined) {
          return await this.#host.answerTask(verb, request, { maxBytes, timeoutMs });
        }
        const service = { tasks, name, maxBytes, timeoutMs, signal: AbortSignal.any([stop, signal]) };
        return await answerTaskRequest(verb, request, service);
      } catch (thrown) {
        this.calls.failedOutside(verb, thrown);
        throw thrown;
      }
    });
  }

  get #stuckWorkers(): { readonly stuck_workers?: number } {
    const { stuck = 0 } = this.#host;
    return stuck > 0 ? { stuck_workers: stuck } : {};
  }

  #setContract(contract: AnyContract): void {
    this.sessions.maxSessions = resolveMaxSessions(this.options.maxSessions, contract);
    if (contract.exclusive === true) this.sessions.gate ??= new InstanceGate();
    this.#contract = contract;
  }
}

/** Joins what an environment logs to a text, as `console` does. */
function toText(data: readonly unknown[]): string {
  return data.map((part) => typeof part === "string" ? part : inspect(part)).join(" ");
}
