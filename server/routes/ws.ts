import { Connection, textCodec } from "@openenv/core/protocol";
import type { EnvServer } from "../env_server.ts";
import { createSocketHandlers } from "../mcp/socket_handlers.ts";
import { isUpgrade, openSocket } from "../sessions/socket_session.ts";

/**
 * Answers `GET /ws`: one socket, one session, one environment; or, with `?session_id=`, one socket on a session that
 * lives longer. A failure of the server itself is said over the socket, since a refused handshake has no words.
 */
export async function ws(request: Request, server: EnvServer): Promise<Response> {
  if (!isUpgrade(request)) {
    return Response.json({ detail: "Not Found: this path takes a WebSocket upgrade" }, { status: 404 });
  }
  let failure: unknown;
  if (!server.loaded) await server.ready().catch((thrown) => failure = thrown);
  const joins = new URL(request.url).searchParams.get("session_id") ?? "";
  const { messages } = server.options;
  return openSocket(request, server, {
    connect: (session) => new Connection(session, textCodec, messages, createSocketHandlers(server)),
    error: textCodec.error,
    failure,
    joins,
  });
}
