import { parseAction } from "@openenv/core/contract";
import { NEW_SESSION, SESSION_HEADER } from "@openenv/core/protocol";
import { readJson } from "../http/read_json.ts";
import { parseResetBody, parseStepBody, withinBody } from "../http/request_bodies.ts";
import { respondWithResult, respondWithText } from "../http/respond.ts";
import type { ServerContext } from "../server_context.ts";
import type { HttpSession } from "../sessions/http_sessions.ts";

/**
 * Answers `POST /reset`: begins an episode in the session that the header names, or else in a new one, or in the one that
 * callers share. The body is checked before any session is touched.
 */
export async function reset(request: Request, context: ServerContext): Promise<Response> {
  const options = parseResetBody(await readJson(request, context.options));
  let opened: HttpSession | undefined;
  try {
    context.checks.reset.parse(options);
    const id = request.headers.get(SESSION_HEADER);
    if (id === NEW_SESSION || (id === null && !context.sharesHttpSession)) opened = await context.httpSessions.create();
    const found = opened ?? await findSession(request, context, true);
    const result = await found.session.reset(options);
    return respondWithResult(result, { writer: context.writer, sessionId: found.id, isReset: true });
  } catch (thrown) {
    opened?.end();
    throw withinBody(thrown);
  }
}

/** Answers `POST /step`: executes one action in the session that the header names. */
export async function step(request: Request, context: ServerContext): Promise<Response> {
  const { action, timeoutMs, ignored } = parseStepBody(await readJson(request, context.options));
  try {
    const { id, session } = await findSession(request, context);
    const result = await session.step(action, timeoutMs);
    const answer = { writer: context.writer, sessionId: id, isReset: false };
    return respondWithResult(ignored.length === 0 ? result : { ...result, ignored }, answer);
  } catch (thrown) {
    // An invalid action is the first thing to report, also without a session that could check it.
    parseAction(context.checks, action);
    throw thrown;
  }
}

/** Answers `GET /state`: the state of the session that the header names. */
export async function state(request: Request, context: ServerContext): Promise<Response> {
  const { id, session } = await findSession(request, context);
  return respondWithText(context.writer.state(await session.state()), id);
}

/** Answers `DELETE /session`: closes the session that the header names, or marks it while a socket has joined it. */
export function deleteSession(request: Request, context: ServerContext): Response {
  const id = request.headers.get(SESSION_HEADER);
  const { httpSessions } = context;
  return Response.json(httpSessions.resolve(id ?? httpSessions.sharedId).requestClose());
}

async function findSession(request: Request, context: ServerContext, isReset = false): Promise<HttpSession> {
  const id = request.headers.get(SESSION_HEADER);
  if (id === null && context.sharesHttpSession) return await context.httpSessions.openShared(isReset);
  return context.httpSessions.resolve(id ?? undefined);
}
