import { OpenEnvError, type StepOptions, type StepResult, type ToolObservation } from "@openenv/core";
import type { Session } from "@openenv/core/session";
import type { SessionManager } from "./session_manager.ts";
import { createHandle } from "./create_handle.ts";
import { StepLog } from "./step_log.ts";

/** The errors of calls that were refused before the environment saw them. */
const REFUSALS: ReadonlySet<string> = new Set([
  "EPISODE_OVER",
  "NOT_RESET",
  "SESSION_BROKEN",
  "SESSION_ERROR",
  "SESSION_EXPIRED",
  "VALIDATION_ERROR",
]);

/** The sessions whose tools are called through JSON-RPC or the Model Context Protocol. */
export class ToolSessions {
  readonly #manager: SessionManager;
  readonly #sessions: WeakMap<Session, ToolSession> = new WeakMap();
  readonly #links: Map<string, ToolSession> = new Map();
  readonly #stopping: AbortController = new AbortController();

  /** Makes an empty collection. */
  constructor(manager: SessionManager) {
    this.#manager = manager;
  }

  /** Aborted when the server shuts down: requests that wait for steps are answered then. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Returns what is kept of a session. */
  of(session: Session): ToolSession {
    let found = this.#sessions.get(session);
    if (found === undefined) {
      found = new ToolSession(session);
      this.#sessions.set(session, found);
      this.whenClosed(session, () => found!.steps.wake());
    }
    return found;
  }

  /** Returns the agent link of a session, an unguessable handle that is good for as long as the session. */
  linkTo(session: Session): string {
    const linked = this.of(session);
    if (linked.handle !== undefined) return linked.handle;
    const handle = linked.handle = createHandle();
    this.#links.set(handle, linked);
    this.whenClosed(session, () => this.#links.delete(handle));
    return handle;
  }

  /** Finds the session of an agent link. */
  findLinked(handle: string): ToolSession | undefined {
    return this.#links.get(handle);
  }

  /** Calls a function when a session is closed; at once if it is. */
  whenClosed(session: Session, run: () => void): void {
    this.#manager.whenClosed(session, run);
  }

  /** Answers the requests that wait for steps. */
  stop(): void {
    this.#stopping.abort();
  }
}

/** A session whose tools are called: the calls are steps, and what came of them is kept for the orchestrator. */
export class ToolSession {
  /** The session. */
  readonly session: Session;
  /** The last steps of its tool calls. */
  readonly steps: StepLog = new StepLog();
  /** The handle of its agent link, if there is one. */
  handle: string | undefined;

  /** Makes it for a session. */
  constructor(session: Session) {
    this.session = session;
  }

  /** Calls a tool; the caller gets the observation, and the log everything else. Throws what the session throws. */
  async call(name: string, args: unknown, options?: StepOptions): Promise<ToolObservation> {
    try {
      const result = await callTool(this.session, name, args, options);
      const { reward, terminated, truncated, done, observation: { error } } = result;
      this.steps.add({ tool_name: name, reward, terminated, truncated, done, error_type: error?.error_type ?? null });
      return result.observation;
    } catch (thrown) {
      this.#logFailure(name, thrown, options?.signal?.aborted ?? false);
      throw thrown;
    }
  }

  /** Logs a call that reached the environment and has no result. */
  #logFailure(name: string, thrown: unknown, isCancelled: boolean): void {
    const code = thrown instanceof OpenEnvError ? thrown.code : "";
    if (REFUSALS.has(code)) return;
    const error_type = isCancelled ? "cancelled" : code === "TIMEOUT" ? "timeout" : "execution_error";
    this.steps.add({ tool_name: name, reward: null, terminated: false, truncated: false, done: false, error_type });
  }
}

/** Calls a tool as a step of a session. */
export async function callTool(
  session: Session,
  name: string,
  args: unknown,
  options?: StepOptions,
): Promise<StepResult<ToolObservation>> {
  return await session.step({ type: "call_tool", tool_name: name, arguments: args }, undefined, options);
}
