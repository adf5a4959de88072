import { ERROR_TABLE, type StepResult } from "@openenv/core";
import { type ContractWriter, SESSION_HEADER, writeIgnored, writeReward } from "@openenv/core/protocol";
import { writeWireError } from "@openenv/core/errors";

const JSON_HEADERS = { "Content-Type": "application/json" } as const;
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
  return writeWireError(thrown, ({ message, code, errors, ...data }) => {
    const status = ERROR_TABLE[code]?.httpStatus ?? 500;
    const own = code === "VALIDATION_ERROR" ? errors ?? message : message;
    const body = detail === undefined ? { detail: own, code } : { detail, code, message };
    return Response.json({ ...body, ...data }, { status, headers: STATUS_HEADERS[status] });
  });
}

/** Options for {@linkcode respondWithResult}. */
export interface ResultResponseOptions {
  /** The contract's writer. */
  readonly writer: ContractWriter;
  /** The session's id. */
  readonly sessionId: string;
  /** `true` for the result of a reset. */
  readonly isReset: boolean;
}

/** Answers with a result, and with the session's id: in the header, and in the body of a reset. */
export function respondWithResult(result: StepResult, options: ResultResponseOptions): Response {
  const { observation, reward, done, terminated, truncated, info } = result;
  const { writer, sessionId, isReset } = options;
  const metadata = JSON.stringify(info);
  const seen = `"observation":${writer.observation(observation, metadata)},"reward":${writeReward(reward)}`;
  const ends = `"done":${done},"metadata":${metadata === "{}" ? null : metadata}`;
  const added = `"terminated":${terminated},"truncated":${truncated}${writeIgnored(result)}`;
  const session = isReset ? `,"session_id":${JSON.stringify(sessionId)}` : "";
  return respondWithText(`{${seen},${ends},${added}${session}}`, sessionId);
}

/** Answers with JSON that is written already, and with the id of the session, if there is one, in the header. */
export function respondWithText(text: string, sessionId?: string): Response {
  const headers = sessionId === undefined ? JSON_HEADERS : { ...JSON_HEADERS, [SESSION_HEADER]: sessionId };
  return new Response(text, { headers });
}
