import type { EnvServer } from "../env_server.ts";

/** Answers `GET /metadata`: what the environment is, and how full the server. Builds no environment. */
export async function metadata(_request: Request, server: EnvServer): Promise<Response> {
  const { name, description, version } = server.contract;
  return Response.json({
    name,
    description,
    readme_content: null,
    version,
    author: null,
    documentation_url: null,
    max_sessions: server.sessions.maxSessions,
    active_sessions: server.sessions.size,
    schema_hash: await server.schemaHash(),
  });
}
