import { ERROR_TABLE, OpenEnvError } from "@openenv/core";
import { toWireError } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";

/** The id of a JSON-RPC request; `null` if it has none. */
export type RpcId = string | number | null;

/** A JSON-RPC 2.0 request that has been checked. */
export interface RpcRequest {
  /** What names it. */
  readonly id: RpcId;
  /** What it asks for. */
  readonly method: string;
  /** With what. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A JSON-RPC 2.0 response: always exactly one of `result` and `error`. */
export type RpcResponse =
  | { readonly jsonrpc: "2.0"; readonly id: RpcId; readonly result: unknown }
  | { readonly jsonrpc: "2.0"; readonly id: RpcId; readonly error: RpcErrorBody };

/** What a failed request is answered with. */
export interface RpcErrorBody {
  /** The JSON-RPC error code. */
  readonly code: number;
  /** What happened, for people. */
  readonly message: string;
  /** More of it, for programs; `null` if there is none. */
  readonly data: unknown;
}

/** The JSON-RPC error codes that this server sends. */
export const RPC_CODES = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  serverError: -32000,
} as const;

/** A failure with a JSON-RPC code of its own. */
export class RpcError extends Error {
  /** The JSON-RPC error code. */
  readonly code: number;
  /** More of it, for programs. */
  readonly data: unknown;

  /** Makes a failure. */
  constructor(code: number, message: string, data: unknown = null) {
    super(message);
    this.name = "RpcError";
    this.code = code;
    this.data = data;
  }
}

const KEYS: ReadonlySet<string> = new Set(["jsonrpc", "method", "params", "id"]);

/** Checks a decoded request: the four keys and no others; throws {@linkcode RpcError}. */
export function parseRpcRequest(value: unknown): RpcRequest {
  if (!isRecord(value)) throw invalidRequest("it is no object");
  const { jsonrpc, method, params = {}, id = null } = value;
  if (jsonrpc !== "2.0") throw invalidRequest('jsonrpc is not "2.0"');
  if (typeof method !== "string") throw invalidRequest("method is no string");
  if (!isRecord(params)) throw invalidRequest("params is no object");
  if (id !== null && typeof id !== "string" && !Number.isInteger(id)) {
    throw invalidRequest("id is no string or integer");
  }
  const unknown = Object.keys(value).find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw invalidRequest(`${unknown} is not a key of a request`);
  return { id: id as RpcId, method, params };
}

/** The response to a request that succeeded. */
export function succeed(id: RpcId, result: unknown): RpcResponse {
  return { jsonrpc: "2.0", id, result: result ?? null };
}

/** The response to a request that failed, for whatever reason. */
export function fail(id: RpcId, thrown: unknown): RpcResponse {
  return { jsonrpc: "2.0", id, error: toRpcError(thrown) };
}

function toRpcError(thrown: unknown): RpcErrorBody {
  if (thrown instanceof RpcError) return { code: thrown.code, message: thrown.message, data: thrown.data };
  const { message, code, ...data } = toWireError(thrown);
  const rpcCode = thrown instanceof OpenEnvError ? ERROR_TABLE[code]?.jsonRpcCode : undefined;
  return {
    code: rpcCode ?? RPC_CODES.internalError,
    message,
    data: Object.keys(data).length === 0 ? null : data,
  };
}

function invalidRequest(why: string): RpcError {
  return new RpcError(RPC_CODES.invalidRequest, `Invalid request: ${why}`);
}
