import type { EnvServer } from "../env_server.ts";

/** Answers `GET /schema`: JSON Schema of the action, the observation, the state, and the observation of a reset. */
export function schema(_request: Request, server: EnvServer): Response {
  return Response.json(server.schemas);
}
