import { ERROR_TABLE, InvalidJsonError, OpenEnvError, ValidationError } from "@openenv/core";
import { OrderedConnection, parseJsonText, type Reply, sizeOverLimit, tooLarge } from "@openenv/core/protocol";
import { isRecord } from "@openenv/core/schema";
import type { Session } from "@openenv/core/session";
import type { Principal } from "../auth.ts";
import { readJson } from "../http/read_json.ts";
import { respondWithText } from "../http/respond.ts";
import { mcpOf } from "../mcp/mcp_service.ts";
import { fail, RPC_CODES, RpcError, type RpcId, writeRpc } from "../mcp/messages.ts";
import { answerRpc } from "../mcp/methods.ts";
import type { RpcCaller } from "../mcp/rpc_caller.ts";
import { checkHost, speaksMcp } from "../mcp/speaks_mcp.ts";
import type { ServerContext } from "../server_context.ts";
import { isUpgrade, openSocket } from "../sessions/socket_session.ts";
import type { ToolSession } from "../sessions/tool_sessions.ts";

/**
 * Answers `POST /mcp`: one request, of the Model Context Protocol or of the reference's JSON-RPC. The status of the
 * latter is 200 even if the request fails.
 */
export async function postMcp(request: Request, context: ServerContext, principal: Principal): Promise<Response> {
  const body = await readRequest(request, context);
  if (speaksMcp(request, body)) return await answerMcp(request, { context, principal, body });
  if (!isRecord(body)) return Response.json(fail(null, parseError("Parse error")));
  const answer = await answerRpc(body, { context, principal, signal: request.signal });
  return respondWithText(writeRpc(answer, context.options.messages.maxOutboundBytes));
}

/**
 * Answers `GET /mcp`: a WebSocket with a session of its own, each of whose frames is one JSON-RPC request, or the event
 * stream of a session of the Model Context Protocol.
 */
export async function getMcp(request: Request, context: ServerContext, principal: Principal): Promise<Response> {
  if (!isUpgrade(request)) return await streamMcp(request, context, principal);
  return await openSocket(request, context, {
    connect: (session) => new RpcConnection(session, { context, principal, session }),
    writeError: writeRpcError,
  });
}

/** Answers `DELETE /mcp`: the end of a session of the Model Context Protocol. */
export async function deleteMcp(request: Request, context: ServerContext, principal: Principal): Promise<Response> {
  return await streamMcp(request, context, principal);
}

/** Answers `/mcp/{handle}`: the Model Context Protocol on the session of an agent link. */
export async function linkedMcp(request: Request, context: ServerContext, principal: Principal): Promise<Response> {
  const handle = new URL(request.url).pathname.split("/").at(-1)!;
  const link = context.toolSessions.findLinked(handle);
  if (link === undefined) {
    const error = new RpcError(RPC_CODES.serverError, "Unknown agent link: there is none, or its session is closed");
    return Response.json(fail(null, error), { status: 404 });
  }
  const body = request.method === "POST" ? await readRequest(request, context) : undefined;
  return await answerMcp(request, { context, principal, body, link });
}

/** Answers a request without a body, which only clients of the Model Context Protocol send. */
async function streamMcp(request: Request, context: ServerContext, principal: Principal): Promise<Response> {
  await context.ready();
  if (context.contract.tools === undefined || !speaksMcp(request)) {
    return Response.json({ detail: "Method Not Allowed" }, { status: 405, headers: { Allow: "POST" } });
  }
  return await answerMcp(request, { context, principal, body: undefined });
}

/** A request of the Model Context Protocol. */
interface McpRequest {
  readonly context: ServerContext;
  readonly principal: Principal;
  /** The body as JSON; `undefined` if there is none, or it is not JSON. */
  readonly body: unknown;
  /** The session of the agent link that it came by. */
  readonly link?: ToolSession;
}

/** Answers a request of the Model Context Protocol; what it throws is an error of JSON-RPC. */
async function answerMcp(request: Request, { context, principal, body, link }: McpRequest): Promise<Response> {
  try {
    checkHost(request, context);
    if (request.method === "POST" && body === undefined) {
      return Response.json(fail(null, parseError("Parse error")), { status: 400 });
    }
    return await mcpOf(context).answer(request, body, principal, link);
  } catch (thrown) {
    const id = isRecord(body) && "id" in body ? body.id as RpcId : null;
    if (thrown instanceof RpcError) return Response.json(fail(id, thrown));
    if (!(thrown instanceof OpenEnvError)) throw thrown;
    return Response.json(fail(id, thrown), { status: ERROR_TABLE[thrown.code]?.httpStatus ?? 500 });
  }
}

/** Reads the body of a request; `undefined` if there is none, or it is not JSON. */
async function readRequest(request: Request, { options }: ServerContext): Promise<unknown> {
  try {
    return await readJson(request, options);
  } catch (thrown) {
    if (!(thrown instanceof ValidationError)) throw thrown;
  }
}

/** Answers the frames of a socket on `/mcp`. */
class RpcConnection extends OrderedConnection<string> {
  readonly #caller: RpcCaller;

  constructor(session: Session, caller: RpcCaller) {
    super(session);
    this.#caller = caller;
  }

  protected override answer(frame: unknown): Reply<string> {
    const { maxInboundBytes, maxOutboundBytes } = this.#caller.context.options.messages;
    let request: unknown;
    try {
      if (typeof frame !== "string") throw parseError("Parse error: the frame is binary");
      const size = sizeOverLimit(frame, maxInboundBytes);
      if (size !== undefined) throw tooLarge("read", size, maxInboundBytes);
      request = parseJsonText(frame);
    } catch (thrown) {
      return writeRpcError(thrown instanceof InvalidJsonError ? parseError(toParseError(thrown)) : thrown);
    }
    return answerRpc(request, this.#caller).then((response) => writeRpc(response, maxOutboundBytes));
  }

  protected override writeError(thrown: unknown): string {
    return writeRpcError(thrown);
  }
}

/** Writes an error that is no request's answer, such as a refusal for lack of room. */
function writeRpcError(thrown: unknown): string {
  return JSON.stringify(fail(null, thrown));
}

function parseError(message: string): RpcError {
  return new RpcError(RPC_CODES.parseError, message);
}

function toParseError({ message }: InvalidJsonError): string {
  return `Parse error: ${message.replace("Invalid JSON: ", "")}`;
}
