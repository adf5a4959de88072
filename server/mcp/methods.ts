import type { Session } from "@openenv/core/session";
import type { EnvServer } from "../env_server.ts";
import {
  fail,
  parseRpcRequest,
  RPC_CODES,
  RpcError,
  type RpcId,
  type RpcRequest,
  type RpcResponse,
  succeed,
} from "./messages.ts";

/** Who asks: a request of its own, or a socket with its session. */
export interface RpcCaller {
  /** The server that is asked. */
  readonly server: EnvServer;
  /** The session of the socket that asks; `undefined` for a request over HTTP. */
  readonly session?: Session;
}

type Method = (params: Readonly<Record<string, unknown>>, caller: RpcCaller) => unknown;

/** Every JSON-RPC method of a server, by name. */
const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["openenv/session/create", createSession],
  ["openenv/session/close", closeSession],
  ["tools/list", refuseTools],
  ["tools/call", callTool],
]);

/** Answers one decoded request. Never rejects. */
export async function answerRpc(value: unknown, caller: RpcCaller): Promise<RpcResponse> {
  let id: RpcId = null;
  try {
    const request = parseRpcRequest(value);
    id = request.id;
    return succeed(id, await callMethod(request, caller));
  } catch (thrown) {
    return fail(id, thrown);
  }
}

async function callMethod({ method, params }: RpcRequest, caller: RpcCaller): Promise<unknown> {
  if (!method.startsWith("openenv/session/")) checkSession(params, caller);
  const found = METHODS.get(method);
  if (found === undefined) throw new RpcError(RPC_CODES.methodNotFound, `Method not found: ${method}`);
  return await found(params, caller);
}

/** Over HTTP, opens a session that a socket can join; on a socket, names the socket's own. */
async function createSession(_params: unknown, { server, session }: RpcCaller): Promise<unknown> {
  if (session !== undefined) return { session_id: session.id };
  const held = await server.held.create();
  return { session_id: held.id };
}

function closeSession(params: Readonly<Record<string, unknown>>, { server, session }: RpcCaller): unknown {
  const id = params.session_id;
  if (typeof id !== "string" || id === "") {
    throw new RpcError(RPC_CODES.invalidParams, "Invalid params - 'session_id' is required");
  }
  if (session?.id === id) {
    throw new RpcError(RPC_CODES.invalidRequest, "Cannot close active WebSocket-managed session via MCP method");
  }
  const held = server.held.find(id);
  if (held === undefined) throw unknownSession(id);
  return held.requestClose() ? { session_id: id, closed: true } : { session_id: id, closed: false, closing: true };
}

function callTool(params: Readonly<Record<string, unknown>>): never {
  if (typeof params.name !== "string" || params.name === "") {
    throw new RpcError(RPC_CODES.invalidParams, "Missing 'name' in params");
  }
  return refuseTools();
}

/** No environment has tools yet. */
function refuseTools(): never {
  throw new RpcError(RPC_CODES.internalError, "Environment does not support MCP");
}

/** Over HTTP a request may name the session it is for; on a socket it is for the socket's own. */
function checkSession({ session_id: id }: Readonly<Record<string, unknown>>, { server, session }: RpcCaller): void {
  if (session === undefined && typeof id === "string" && id !== "" && server.held.find(id) === undefined) {
    throw unknownSession(id);
  }
}

function unknownSession(id: string): RpcError {
  return new RpcError(RPC_CODES.invalidParams, `Unknown session_id: ${id}`);
}
