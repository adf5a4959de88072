import { SESSION_HEADER } from "@openenv/core/protocol";
import type { EnvServer } from "../env_server.ts";
import { parseResetBody, readJson, withinBody } from "../http/read_body.ts";
import { respondWithResult } from "../http/respond.ts";

/**
 * Answers `POST /reset`: begins an episode in the session that the header names, or opens one. The body is checked
 * before any session is touched.
 */
export async function reset(request: Request, server: EnvServer): Promise<Response> {
  const { options } = parseResetBody(await readJson(request, server.bodyLimits));
  checkOptions(options, server);
  const id = request.headers.get(SESSION_HEADER);
  const held = id === null ? await server.held.create() : server.held.resolve(id);
  try {
    return respondWithResult(await held.session.reset(options), held.id, true);
  } catch (thrown) {
    if (id === null) held.end();
    // Whether there is the task that the options name, only the session can tell.
    throw withinBody(thrown);
  }
}

function checkOptions(options: Readonly<Record<string, unknown>>, server: EnvServer): void {
  try {
    server.checks.reset.parse(options);
  } catch (thrown) {
    throw withinBody(thrown);
  }
}
