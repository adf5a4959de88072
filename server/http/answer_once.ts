import { ERROR_TABLE, OpenEnvError, ValidationError } from "@openenv/core";
import { REQUEST_ID_HEADER, SESSION_HEADER } from "@openenv/core/protocol";
import type { Principal } from "../auth.ts";
import type { ServerContext } from "../server_context.ts";
import { respondWithError } from "./respond.ts";

const MAX_ID_LENGTH = 128;

/** Options for {@linkcode answerOnce}. */
export interface OnceOptions {
  /** The sender. Another one with the same id sends another request. */
  readonly principal: Principal;
  /** Answers the request. */
  readonly run: () => Response | Promise<Response>;
}

/**
 * Answers a request with `run`, but one that repeats the id of an earlier one with the answer to that. Requests in a
 * session are remembered by the session; those that open or end one, by the server.
 */
export async function answerOnce(
  request: Request,
  context: ServerContext,
  { principal, run }: OnceOptions,
): Promise<Response> {
  const id = request.headers.get(REQUEST_ID_HEADER) ?? "";
  if (id === "") return await run();
  assertLength(id);
  const session = context.httpSessions.find(request.headers.get(SESSION_HEADER) ?? "", principal);
  const isInSession = session !== undefined && request.method !== "DELETE";
  const memory = isInSession ? session.requests : context.requests;
  return await memory.answer(`${principal} ${request.method} ${new URL(request.url).pathname} ${id}`, async () => {
    try {
      return await run();
    } catch (thrown) {
      // Nothing was executed, for instance because the body broke off: a repeat is a new request.
      if (!(thrown instanceof OpenEnvError) || ERROR_TABLE[thrown.code]?.retrySafe === true) throw thrown;
      return respondWithError(thrown);
    }
  });
}

function assertLength(id: string): void {
  if (id.length <= MAX_ID_LENGTH) return;
  const msg = `String should have at most ${MAX_ID_LENGTH} characters`;
  const loc = ["header", REQUEST_ID_HEADER];
  const errors = [{ type: "string_too_long", loc, msg, input: id, ctx: { max_length: MAX_ID_LENGTH } }];
  throw new ValidationError(`Cannot read request: its header ${REQUEST_ID_HEADER} is too long`, { errors });
}
