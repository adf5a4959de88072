import { SESSION_HEADER } from "@openenv/core/protocol";
import type { EnvServer } from "../env_server.ts";

/** Answers `GET /state`: the state of the session that the header names. */
export async function state(request: Request, server: EnvServer): Promise<Response> {
  const held = server.held.resolve(request.headers.get(SESSION_HEADER));
  return Response.json(await held.session.state(), { headers: { [SESSION_HEADER]: held.id } });
}
