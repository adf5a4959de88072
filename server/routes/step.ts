import { SESSION_HEADER } from "@openenv/core/protocol";
import { parseAction } from "@openenv/core/contract";
import type { EnvServer } from "../env_server.ts";
import { parseStepBody, readJson } from "../http/read_body.ts";
import { respondWithResult } from "../http/respond.ts";

/** Answers `POST /step`: executes one action. Body and action are checked first, then the session. */
export async function step(request: Request, server: EnvServer): Promise<Response> {
  const body = await readJson(request, server.bodyLimits);
  const { action, timeoutMs, ignored } = parseStepBody(body);
  parseAction(server.checks, action);
  const held = server.held.resolve(request.headers.get(SESSION_HEADER));
  const result = await held.session.step(action, timeoutMs);
  if (ignored.length === 0) return respondWithResult(result, held.id, false);
  return respondWithResult({ ...result, info: { ...result.info, ignored } }, held.id, false);
}
