import { missing, NEW_SESSION, notADictionary, SESSION_HEADER, textCodecOf } from "@openenv/core/protocol";
import { isRecord } from "@openenv/core/schema";
import type { StepResult } from "@openenv/core";
import { messageOf } from "@openenv/core/errors";
import { readJson } from "../http/read_json.ts";
import { invalidBody } from "../http/request_bodies.ts";
import { respondWithText } from "../http/respond.ts";
import type { ServerContext } from "../server_context.ts";
import type { HttpSession } from "../sessions/http_sessions.ts";
import { readWebAction } from "./web_action.ts";

/** The text before the result in the frame of a socket. */
const FRAME_START = '{"type":"observation","data":';

/**
 * Answers `POST /web/reset`: as `/reset`, for the page of a server in production mode and for programs that drive the
 * reference's page. Only a server whose callers share a session answers those that name none.
 */
export async function webReset(request: Request, context: ServerContext): Promise<Response> {
  const options = await readJson(request, context.options) ?? {};
  if (!isRecord(options)) throw invalidBody([notADictionary([], options)]);
  return await answerAsReference(request, async (id) => {
    context.checks.reset.parse(options);
    const opened = id === NEW_SESSION ? await context.httpSessions.create() : undefined;
    try {
      const found = opened ?? await findWebSession(id, context, true);
      return respond(await found.session.reset(options), found, context);
    } catch (thrown) {
      opened?.end();
      throw thrown;
    }
  });
}

/** Answers `POST /web/step`: one action, or a message. */
export async function webStep(request: Request, context: ServerContext): Promise<Response> {
  const body = await readJson(request, context.options);
  if (!isRecord(body)) throw invalidBody([body === undefined ? missing([], null) : notADictionary([], body)]);
  return await answerAsReference(request, async (id) => {
    const found = await findWebSession(id, context, false);
    return respond(await found.session.step(readWebAction(body)), found, context);
  });
}

/** Answers `GET /web/state`. */
export async function webState(request: Request, context: ServerContext): Promise<Response> {
  const { id, session } = await findWebSession(request.headers.get(SESSION_HEADER), context, false);
  return respondWithText(context.writer.state(await session.state()), id);
}

/** Finds the session that a request names, or that callers share, which the first of them opens. */
export async function findWebSession(
  id: string | null,
  { httpSessions, sharesHttpSession }: ServerContext,
  isReset: boolean,
): Promise<HttpSession> {
  if (id === null && sharesHttpSession) return await httpSessions.openShared(isReset);
  return httpSessions.resolve(id ?? undefined);
}

function respond(result: StepResult, { id }: HttpSession, { contract }: ServerContext): Response {
  return respondWithText(textCodecOf(contract).result(result).slice(FRAME_START.length, -1), id);
}

/** Answers programs that know no sessions as the reference does: what fails is a 500 in plain text. */
async function answerAsReference(
  request: Request,
  answer: (id: string | null) => Promise<Response>,
): Promise<Response> {
  const id = request.headers.get(SESSION_HEADER);
  try {
    return await answer(id);
  } catch (thrown) {
    const code = (thrown as { code?: string }).code;
    if (id !== null || code === "SESSION_REQUIRED") throw thrown;
    return new Response(messageOf(thrown), { status: 500, headers: { "Content-Type": "text/plain; charset=utf-8" } });
  }
}
