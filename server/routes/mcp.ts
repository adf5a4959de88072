import { ValidationError } from "@openenv/core";
import { OrderedConnection, parseJsonText, type Reply } from "@openenv/core/protocol";
import { isRecord } from "@openenv/core/schema";
import type { Session } from "@openenv/core/session";
import { readJson } from "../http/read_json.ts";
import { fail, RPC_CODES, RpcError } from "../mcp/messages.ts";
import { answerRpc } from "../mcp/methods.ts";
import type { ServerContext } from "../server_context.ts";
import { isUpgrade, openSocket } from "../sessions/socket_session.ts";

/** Answers `POST /mcp`: one JSON-RPC request. The HTTP status is 200 even if the request fails. */
export async function postMcp(request: Request, context: ServerContext): Promise<Response> {
  let body: unknown;
  try {
    body = await readJson(request, context.options);
  } catch (thrown) {
    if (!(thrown instanceof ValidationError)) throw thrown;
  }
  if (!isRecord(body)) return Response.json(fail(null, new RpcError(RPC_CODES.parseError, "Parse error")));
  return Response.json(await answerRpc(body, { context }));
}

/** Answers `GET /mcp`: a WebSocket with a session of its own; each frame is one JSON-RPC request. */
export async function socketMcp(request: Request, context: ServerContext): Promise<Response> {
  if (!isUpgrade(request)) {
    return Response.json({ detail: "Method Not Allowed" }, { status: 405, headers: { Allow: "POST" } });
  }
  return await openSocket(request, context, {
    connect: (session) => new RpcConnection(session, context),
    writeError: writeRpcError,
  });
}

/** Answers the frames of a socket on `/mcp`. */
class RpcConnection extends OrderedConnection<string> {
  readonly #context: ServerContext;

  constructor(session: Session, context: ServerContext) {
    super(session);
    this.#context = context;
  }

  protected override answer(frame: unknown): Reply<string> {
    let request: unknown;
    try {
      if (typeof frame !== "string") throw new Error("the frame is binary");
      request = parseJsonText(frame);
    } catch (thrown) {
      return writeRpcError(new RpcError(RPC_CODES.parseError, `Parse error: ${(thrown as Error).message}`));
    }
    return answerRpc(request, { context: this.#context, session: this.session }).then(JSON.stringify);
  }

  protected override writeError(thrown: unknown): string {
    return writeRpcError(thrown);
  }
}

/** Writes an error that is no request's answer, such as a refusal for lack of room. */
function writeRpcError(thrown: unknown): string {
  return JSON.stringify(fail(null, thrown));
}
