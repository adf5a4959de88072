import { SESSION_HEADER } from "@openenv/core/protocol";
import type { Session } from "@openenv/core/session";
import { isRecord } from "@openenv/core/schema";
import { readJson } from "../http/read_json.ts";
import type { ServerContext } from "../server_context.ts";

const PATH = "/web/watch";

/** Answers `POST /web/watch`: makes a read-only link to the session that the header names. */
export async function createWatchLink(request: Request, context: ServerContext): Promise<Response> {
  const body = await readJson(request, context.options);
  const { httpSessions } = context;
  const { id, session } = httpSessions.resolve(request.headers.get(SESSION_HEADER) ?? httpSessions.sharedId);
  // The routes may be under a path of another app.
  const prefix = new URL(request.url).pathname.slice(0, -PATH.length);
  const url = prefix + watchUrl(session, isRecord(body) && body.rendering === true, context);
  return Response.json({ url }, { headers: { [SESSION_HEADER]: id, "Cache-Control": "no-store" } });
}

/** Returns the link by which people watch a session, which is made at the first call. */
export function watchUrl(session: Session, draws: boolean, { watchLinks, contract }: ServerContext): string {
  const { name, version } = contract;
  return `/web?watch=${watchLinks.linkTo(session, { environment: { name, version }, draws })}`;
}

/** Answers `GET /web/watch/<handle>`: what happens in a session, as Server-Sent Events. Its link is permission enough. */
export function watch(request: Request, { watchLinks }: ServerContext): Response {
  const feed = watchLinks.find(new URL(request.url).pathname.split("/").at(-1)!);
  if (feed === undefined) {
    return Response.json({ detail: "Not Found: the session is closed, or the link is wrong" }, { status: 404 });
  }
  return new Response(feed.open(), {
    headers: {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      // Proxies that collect answers would show nothing until the session ends.
      "X-Accel-Buffering": "no",
    },
  });
}
