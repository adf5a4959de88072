import { parseAction } from "@openenv/core/contract";
import type { Session } from "@openenv/core/session";
import type { ServerContext } from "../server_context.ts";
import { isUpgrade } from "../sessions/socket_session.ts";
import { hasGone, upgrade } from "../sessions/upgrade.ts";
import { findWebSession } from "./web_control.ts";
import { UiLog } from "./ui_log.ts";

/** How many bytes may wait for a client before one more message is sent to it. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

const logs: WeakMap<Session, UiLog> = new WeakMap();

/** Returns what a session has done; it is logged from the first call on. */
function uiLogOf(session: Session, { checks }: ServerContext): UiLog {
  const log = logs.get(session) ?? new UiLog(session, (action) => parseAction(checks, action));
  logs.set(session, log);
  return log;
}

/** Answers `GET /ws/ui`: pushes what happens in a session, and ignores what comes. The query may name the session. */
export async function uiSocket(request: Request, context: ServerContext): Promise<Response> {
  if (!isUpgrade(request)) {
    return Response.json({ detail: "Not Found: this path takes a WebSocket upgrade" }, { status: 404 });
  }
  const gone = hasGone(request);
  await context.readyForCaller();
  const { session } = await findWebSession(new URL(request.url).searchParams.get("session_id"), context, true);
  const log = uiLogOf(session, context);
  log.assertRoom();
  if (await gone) return new Response(null, { status: 400 });
  const { socket, response } = upgrade(request, Math.ceil(context.options.pingTimeoutMs / 1000));
  let leave = () => {};
  const close = (code: number, reason: string) => {
    leave();
    if (socket.readyState === WebSocket.OPEN) socket.close(code, reason);
  };
  socket.addEventListener("open", () => {
    leave = log.listen((text) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MAX_UNREAD_BYTES) close(1008, "SLOW_READER");
      else socket.send(text);
    });
    context.sessions.whenClosed(session, () => close(1001, "SESSION_CLOSED"));
  });
  socket.addEventListener("close", () => leave());
  return response;
}
