import type { Session } from "@openenv/core/session";
import type { ServerContext } from "../server_context.ts";
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

/** The origin of a JSON-RPC request: HTTP, or a socket with its session. */
export interface RpcCaller {
  /** The server that received it. */
  readonly context: ServerContext;
  /** The socket's session; `undefined` for a request over HTTP. */
  readonly session?: Session;
}

type Method = (params: Readonly<Record<string, unknown>>, caller: RpcCaller) => unknown;

/** The JSON-RPC methods of a server, by name. */
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
async function createSession(_params: unknown, { context, session }: RpcCaller): Promise<unknown> {
  const { id } = session ?? await context.httpSessions.create();
  return { session_id: id };
}

function closeSession(params: Readonly<Record<string, unknown>>, { context, session }: RpcCaller): unknown {
  const id = params.session_id;
  if (typeof id !== "string" || id === "") {
    throw new RpcError(RPC_CODES.invalidParams, "Invalid params - 'session_id' is required");
  }
  if (session?.id === id) {
    throw new RpcError(RPC_CODES.invalidRequest, "Cannot close active WebSocket-managed session via MCP method");
  }
  const found = context.httpSessions.find(id);
  if (found === undefined) throw unknownSession(id);
  return found.requestClose();
}

function callTool(params: Readonly<Record<string, unknown>>): never {
  if (typeof params.name !== "string" || params.name === "") {
    throw new RpcError(RPC_CODES.invalidParams, "Missing 'name' in params");
  }
  return refuseTools();
}

/** Refuses calls about tools, which environments don't have. */
function refuseTools(): never {
  throw new RpcError(RPC_CODES.internalError, "Environment does not support MCP");
}

/** Checks the session that a request over HTTP may name; a request on a socket is for the socket's own. */
function checkSession({ session_id: id }: Readonly<Record<string, unknown>>, { context, session }: RpcCaller): void {
  if (session !== undefined || typeof id !== "string" || id === "") return;
  if (context.httpSessions.find(id) === undefined) throw unknownSession(id);
}

function unknownSession(id: string): RpcError {
  return new RpcError(RPC_CODES.invalidParams, `Unknown session_id: ${id}`);
}
