import { SESSION_HEADER } from "@openenv/core/protocol";
import type { EnvServer } from "../env_server.ts";

/** Answers `DELETE /session`: closes the session that the header names, or marks it while a socket has joined it. */
export function deleteSession(request: Request, server: EnvServer): Response {
  const held = server.held.resolve(request.headers.get(SESSION_HEADER));
  const closed = held.requestClose();
  return Response.json({ session_id: held.id, closed, ...(closed ? {} : { closing: true }) });
}
