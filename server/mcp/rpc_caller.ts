import type { Session } from "@openenv/core/session";
import type { Principal } from "../auth.ts";
import type { ServerContext } from "../server_context.ts";
import type { HttpSession } from "../sessions/http_sessions.ts";
import { RPC_CODES, RpcError } from "./messages.ts";

/** The origin of a JSON-RPC request: HTTP, or a socket with its session. */
export interface RpcCaller {
  /** The server that received it. */
  readonly context: ServerContext;
  /** The sender. */
  readonly principal: Principal;
  /** The socket's session; `undefined` for a request over HTTP. */
  readonly session?: Session;
  /** Aborted when the sender of a request over HTTP has gone. */
  readonly signal?: AbortSignal;
}

/** The parameters of a request. */
export type RpcParams = Readonly<Record<string, unknown>>;

/** A method: its result, or what it throws, is the answer. */
export type RpcMethod = (params: RpcParams, caller: RpcCaller) => unknown;

/**
 * Finds the session that a request is for: the socket's own, or over HTTP the one that it names.
 *
 * @returns `undefined` for a request over HTTP that names none.
 * @throws `RpcError` if there is none of that name, or another principal made it.
 */
export function findSession({ session_id: id }: RpcParams, caller: RpcCaller): Session | undefined {
  if (caller.session !== undefined) return caller.session;
  return typeof id === "string" && id !== "" ? findHttpSession(id, caller).session : undefined;
}

/** Finds the HTTP session of an id; throws `RpcError`. */
export function findHttpSession(id: string, { context, principal }: RpcCaller): HttpSession {
  const found = context.httpSessions.find(id, principal);
  if (found === undefined) throw new RpcError(RPC_CODES.invalidParams, `Unknown session_id: ${id}`);
  return found;
}
