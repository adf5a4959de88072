import { SESSION_HEADER, toWireView } from "@openenv/core/protocol";
import { respondWithText } from "../http/respond.ts";
import type { ServerContext } from "../server_context.ts";

/**
 * Answers `GET /web/render`: what people see of the session that the header names, beside its results. The drawing comes
 * from the environment; the page shows it as text and as pictures, never as HTML.
 */
export async function render(request: Request, { httpSessions }: ServerContext): Promise<Response> {
  const { id, session } = httpSessions.resolve(request.headers.get(SESSION_HEADER) ?? httpSessions.sharedId);
  const response = respondWithText(JSON.stringify(toWireView(await session.render())), id);
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Content-Type-Options", "nosniff");
  return response;
}
