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
import { findSession, type RpcCaller, type RpcMethod } from "./rpc_caller.ts";
import { SESSION_METHODS } from "./session_methods.ts";
import { TOOL_METHODS } from "./tool_methods.ts";

/** The JSON-RPC methods of a server, by name. */
const METHODS: ReadonlyMap<string, RpcMethod> = new Map(Object.entries({ ...SESSION_METHODS, ...TOOL_METHODS }));

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
  // A session that is named and does not exist is the first thing to report, whatever the method.
  if (!method.startsWith("openenv/session/")) findSession(params, caller);
  const found = METHODS.get(method);
  if (found === undefined) throw new RpcError(RPC_CODES.methodNotFound, `Method not found: ${method}`);
  return await found(params, caller);
}
