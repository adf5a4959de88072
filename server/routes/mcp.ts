import { ValidationError } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { EnvServer } from "../env_server.ts";
import { readJson } from "../http/read_body.ts";
import { fail, RPC_CODES, RpcError } from "../mcp/messages.ts";
import { answerRpc } from "../mcp/methods.ts";
import { RpcConnection, writeRpcError } from "../mcp/rpc_connection.ts";
import { isUpgrade, openSocket } from "../sessions/socket_session.ts";

/** Answers `POST /mcp`: one JSON-RPC request; the HTTP status is 200, whatever becomes of it. */
export async function postMcp(request: Request, server: EnvServer): Promise<Response> {
  let body: unknown;
  try {
    body = await readJson(request, server.bodyLimits);
  } catch (thrown) {
    if (!(thrown instanceof ValidationError)) throw thrown;
  }
  if (!isRecord(body)) return Response.json(fail(null, new RpcError(RPC_CODES.parseError, "Parse error")));
  return Response.json(await answerRpc(body, { server }));
}

/** Answers `GET /mcp`: a WebSocket with a session of its own, one JSON-RPC request a frame. */
export async function socketMcp(request: Request, server: EnvServer): Promise<Response> {
  if (!isUpgrade(request)) {
    return Response.json({ detail: "Method Not Allowed" }, { status: 405, headers: { Allow: "POST" } });
  }
  let failure: unknown;
  if (!server.loaded) await server.ready().catch((thrown) => failure = thrown);
  return openSocket(request, server, {
    connect: (session) => new RpcConnection(session, server),
    error: writeRpcError,
    failure,
  });
}
