import { ForbiddenError } from "@openenv/core";
import { Connection, type Handler, HANDLERS, type HandlerTable, textCodec, textCodecOf } from "@openenv/core/protocol";
import { answerRpc } from "../mcp/methods.ts";
import type { ServerContext } from "../server_context.ts";
import { isUpgrade, openSocket } from "../sessions/socket_session.ts";

/**
 * Answers `GET /ws`: a WebSocket with a session of its own or, with `?session_id=`, one that joins an HTTP session. If
 * the server can't host anything, the socket says so, because a refused handshake carries no text.
 */
export async function ws(request: Request, context: ServerContext): Promise<Response> {
  if (!isUpgrade(request)) {
    return Response.json({ detail: "Not Found: this path takes a WebSocket upgrade" }, { status: 404 });
  }
  const { messages } = context.options;
  return await openSocket(request, context, {
    connect: (session) => new Connection(session, textCodecOf(context.contract), messages, createHandlers(context)),
    writeError: textCodec.error,
    joins: new URL(request.url).searchParams.get("session_id") ?? "",
  });
}

/** Makes the table of message types that a server's sockets answer: those of every connection, and `mcp`. */
function createHandlers(context: ServerContext): HandlerTable {
  const mcp: Handler = {
    data: "required",
    run: (session, data, codec) => answerRpc(data, { context, session, principal: "orchestrator" }).then(codec.mcp),
  };
  const table = new Map([...HANDLERS, ["mcp", mcp]]);
  if (context.options.controlFrames) return table;
  for (const type of ["reset", "step", "state", "render"]) {
    table.set(type, {
      ...table.get(type)!,
      run: () => refuse(type),
    });
  }
  return table;
}

function refuse(type: string): never {
  throw new ForbiddenError(`Cannot ${type}: control frames are switched off on this server`, {});
}
