import { ERROR_TABLE, OpenEnvError, type StepResult } from "@openenv/core";
import { SESSION_HEADER, toResultPayload } from "@openenv/core/protocol";
import { toWireError } from "@openenv/core/errors";

/** The headers of a status. A request that was refused for lack of room may come back after a second. */
const STATUS_HEADERS: Readonly<Record<number, Record<string, string>>> = {
  401: { "WWW-Authenticate": "Bearer" },
  503: { "Retry-After": "1" },
};

/**
 * Answers with an error: its HTTP status, and a body with `detail` (the message, or the items of a failed validation),
 * `code`, and the keys of its data.
 *
 * @param thrown The error.
 * @param detail Another text for `detail`; the message then stands beside it.
 */
export function respondWithError(thrown: unknown, detail?: string): Response {
  const { message, code, errors, ...data } = toWireError(thrown);
  const status = ERROR_TABLE[code]?.httpStatus ?? 500;
  const own = thrown instanceof OpenEnvError && code === "VALIDATION_ERROR" ? errors : message;
  const body = detail === undefined ? { detail: own, code } : { detail, code, message };
  return Response.json({ ...body, ...data }, { status, headers: STATUS_HEADERS[status] });
}

/** Answers with a result, and with the session's id: in the header, and in the body of a reset. */
export function respondWithResult(result: StepResult, sessionId: string, isReset: boolean): Response {
  const { observation, reward, done, terminated, truncated, metadata = null } = toResultPayload(result);
  const body = { observation, reward, done, metadata, terminated, truncated };
  return Response.json(isReset ? { ...body, session_id: sessionId } : body, {
    headers: { [SESSION_HEADER]: sessionId },
  });
}
