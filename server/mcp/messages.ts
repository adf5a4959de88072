import { ERROR_TABLE, OpenEnvError } from "@openenv/core";
import { writeWireError } from "@openenv/core/errors";
import { sizeOverLimit, tooLarge, writeRpcResponse } from "@openenv/core/protocol";
import { isRecord } from "@openenv/core/schema";

/** The request id of a JSON-RPC request; `null` if it has none. */
export type RpcId = string | number | null;

/** A JSON-RPC 2.0 request that has been checked. */
export interface RpcRequest {
  /** The request id. */
  readonly id: RpcId;
  /** The name of the method. */
  readonly method: string;
  /** The parameters. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A JSON-RPC 2.0 response, which has either `result` or `error`. */
export type RpcResponse =
  | { readonly jsonrpc: "2.0"; readonly id: RpcId; readonly result: unknown }
  | { readonly jsonrpc: "2.0"; readonly id: RpcId; readonly error: RpcErrorBody };

/** The error of a JSON-RPC response. */
export interface RpcErrorBody {
  /** The JSON-RPC error code. */
  readonly code: number;
  /** A description for people. */
  readonly message: string;
  /** Details for programs; `null` if there are none. */
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

/** An error that is known by its JSON-RPC code alone. */
export class RpcError extends Error {
  /** The JSON-RPC error code. */
  readonly code: number;

  /** Makes an error. */
  constructor(code: number, message: string) {
    super(message);
    this.name = "RpcError";
    this.code = code;
  }
}

const KEYS: ReadonlySet<string> = new Set(["jsonrpc", "method", "params", "id"]);

/** Checks a decoded request: its four keys, and that there are no others; throws {@linkcode RpcError}. */
export function parseRpcRequest(value: unknown): RpcRequest {
  if (!isRecord(value)) throw invalidRequest("it is no object");
  const { jsonrpc, method, params = {}, id = null } = value;
  if (jsonrpc !== "2.0") throw invalidRequest('jsonrpc is not "2.0"');
  if (typeof method !== "string") throw invalidRequest("method is no string");
  if (!isRecord(params)) throw invalidRequest("params is no object");
  // A larger number would come back as another one.
  if (id !== null && typeof id !== "string" && !Number.isSafeInteger(id)) {
    throw invalidRequest("id is no string or integer between -(2**53 - 1) and 2**53 - 1");
  }
  const unknown = Object.keys(value).find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw invalidRequest(`${unknown} is not a key of a request`);
  return { id: id as RpcId, method, params };
}

/** Makes the response to a request that succeeded. */
export function succeed(id: RpcId, result: unknown): RpcResponse {
  return { jsonrpc: "2.0", id, result: result ?? null };
}

/** Makes the response to a request that failed, with the JSON-RPC code of the error. */
export function fail(id: RpcId, thrown: unknown): RpcResponse {
  return { jsonrpc: "2.0", id, error: toRpcError(thrown) };
}

/** Writes a response; one that is larger than a message may be becomes an error. */
export function writeRpc(response: RpcResponse, maxBytes: number): string {
  const text = writeRpcResponse(response);
  const size = sizeOverLimit(text, maxBytes);
  return size === undefined ? text : JSON.stringify(fail(response.id, tooLarge("send", size, maxBytes)));
}

function toRpcError(thrown: unknown): RpcErrorBody {
  if (thrown instanceof RpcError) return { code: thrown.code, message: thrown.message, data: null };
  return writeWireError(thrown, ({ message, code, ...data }) => {
    const isOurs = thrown instanceof OpenEnvError;
    const rpcCode = isOurs ? ERROR_TABLE[code]?.jsonRpcCode : undefined;
    const hasData = JSON.stringify(data) !== "{}";
    return { code: rpcCode ?? RPC_CODES.internalError, message, data: isOurs ? hasData ? data : { code } : null };
  });
}

function invalidRequest(why: string): RpcError {
  return new RpcError(RPC_CODES.invalidRequest, `Invalid request: ${why}`);
}
