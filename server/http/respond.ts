import { ERROR_TABLE, OpenEnvError, type StepResult } from "@openenv/core";
import { SESSION_HEADER, toResultPayload } from "@openenv/core/protocol";
import { toWireError } from "@openenv/core/errors";

/** When to come back after a refusal for lack of room, in seconds. */
const RETRY_AFTER_SECONDS = "1";

/**
 * Answers with an error: its HTTP status, and a body with `detail` (the message, or the items of a failed validation),
 * `code`, and the keys of its data.
 *
 * @param thrown The error.
 * @param detail What `detail` says instead, where the wire has a text for it; the message is beside it then.
 */
export function respondWithError(thrown: unknown, detail?: string): Response {
  const { message, code, errors, ...data } = toWireError(thrown);
  const status = ERROR_TABLE[code]?.httpStatus ?? 500;
  const own = thrown instanceof OpenEnvError && code === "VALIDATION_ERROR" ? errors : message;
  const body = detail === undefined ? { detail: own, code } : { detail, code, message };
  return Response.json({ ...body, ...data }, { status, headers: HEADERS[status] });
}

/** What goes with a status, beside the body. */
const HEADERS: Readonly<Record<number, Record<string, string>>> = {
  401: { "WWW-Authenticate": "Bearer" },
  503: { "Retry-After": RETRY_AFTER_SECONDS },
};

/** Answers with a result: the four keys of the wire, ours beside them, and the session's id where one was opened. */
export function respondWithResult(result: StepResult, sessionId: string, opened: boolean): Response {
  const { observation, reward, done, terminated, truncated, metadata = null } = toResultPayload(result);
  const body = { observation, reward, done, metadata, terminated, truncated };
  return Response.json(opened ? { ...body, session_id: sessionId } : body, {
    headers: { [SESSION_HEADER]: sessionId },
  });
}
