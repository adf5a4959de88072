import { ForbiddenError } from "@openenv/core";
import { writeReward } from "@openenv/core/protocol";
import type { Session } from "@openenv/core/session";
import type { LoggedStep, StepPage } from "../sessions/step_log.ts";
import { watchUrl } from "../web/watch.ts";
import { JSON_WITH_SOURCES } from "./json_with_sources.ts";
import { RPC_CODES, RpcError } from "./messages.ts";
import { findHttpSession, findSession, type RpcCaller, type RpcMethod, type RpcParams } from "./rpc_caller.ts";
import { toolsOf } from "./tool_methods.ts";

/** The longest that a request may wait for steps, in milliseconds. */
const MAX_WAIT_MS = 30_000;

/** The methods about sessions. */
export const SESSION_METHODS: Readonly<Record<string, RpcMethod>> = {
  "openenv/session/create": createSession,
  "openenv/session/close": closeSession,
  "openenv/session/agent": linkAgent,
  "openenv/session/watch": linkWatchers,
  "openenv/session/steps": readSteps,
};

/** Over HTTP, opens a session that a socket can join; on a socket, names the socket's own. */
async function createSession(_params: RpcParams, { context, session, principal }: RpcCaller): Promise<unknown> {
  const { id } = session ?? await context.httpSessions.create(principal);
  return { session_id: id };
}

function closeSession(params: RpcParams, caller: RpcCaller): unknown {
  const id = params.session_id;
  if (typeof id !== "string" || id === "") throw missingSession();
  if (caller.session?.id === id) {
    throw new RpcError(RPC_CODES.invalidRequest, "Cannot close active WebSocket-managed session via MCP method");
  }
  return findHttpSession(id, caller).requestClose();
}

/** Returns the link by which an agent uses the tools of a session. */
function linkAgent(params: RpcParams, caller: RpcCaller): unknown {
  const session = findControlled("openenv/session/agent", params, caller);
  toolsOf(caller.context);
  return { session_id: session.id, url: `/mcp/${caller.context.toolSessions.linkTo(session)}` };
}

/** Returns the link by which people watch a session, read-only; `rendering` asks for its drawings, too. */
function linkWatchers(params: RpcParams, caller: RpcCaller): unknown {
  const session = findControlled("openenv/session/watch", params, caller);
  const { context } = caller;
  if (!context.options.web) {
    throw new ForbiddenError("Cannot watch session: the server has no page; see the option web", {});
  }
  return { session_id: session.id, url: watchUrl(session, params.rendering === true, context) };
}

/** Returns the steps of a session's tool calls, which their caller does not see. */
async function readSteps(params: RpcParams, caller: RpcCaller): Promise<unknown> {
  const session = findControlled("openenv/session/steps", params, caller);
  const since = count(params, "since");
  const waitMs = Math.min(count(params, "wait_ms"), MAX_WAIT_MS);
  const { toolSessions } = caller.context;
  session.activity++;
  const signals = [toolSessions.stopping, caller.signal].filter((signal) => signal !== undefined);
  const page: StepPage = await toolSessions.of(session).steps.wait(since, waitMs, AbortSignal.any(signals));
  return { session_id: session.id, ...page, steps: page.steps.map(withFloat) };
}

/** The step with a reward that JSON writes as a float, such as `1.0`. */
function withFloat(step: LoggedStep): unknown {
  return { ...step, reward: JSON_WITH_SOURCES.rawJSON(writeReward(step.reward)) };
}

/** Finds the session of a request that only the orchestrator may make. */
function findControlled(method: string, params: RpcParams, caller: RpcCaller): Session {
  if (caller.principal !== "orchestrator") {
    throw new ForbiddenError(`Cannot call ${method}: it is for the orchestrator`, {});
  }
  const session = findSession(params, caller);
  if (session === undefined) throw missingSession();
  return session;
}

function count(params: RpcParams, key: string): number {
  const value = params[key] ?? 0;
  if (Number.isSafeInteger(value) && value as number >= 0) return value as number;
  throw new RpcError(RPC_CODES.invalidParams, `Invalid params - '${key}' is not a whole number`);
}

function missingSession(): RpcError {
  return new RpcError(RPC_CODES.invalidParams, "Invalid params - 'session_id' is required");
}
