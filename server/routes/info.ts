import type { ServerContext } from "../server_context.ts";

/**
 * Answers `GET /health`: the server runs. It builds no environment, so it also answers if none can be built. A server
 * whose host makes no more environments answers with 503, and one that drains too, except to `?live`: that asks whether
 * the process should go on.
 */
export function health(request: Request, context: ServerContext): Response {
  const health = context.health(new URL(request.url).searchParams.has("live") ? "live" : "ready");
  return Response.json(health, { status: health.status === "unhealthy" ? 503 : 200 });
}

/** Answers `GET /metadata`: what is hosted, and how many sessions there are. It builds no environment. */
export async function metadata(_request: Request, context: ServerContext): Promise<Response> {
  return Response.json({ ...context.metadata, schema_hash: await context.schemaHash });
}

/** Answers `GET /schema`: the JSON Schemas of actions, observations, states, and the observations of resets. */
export function schema(_request: Request, context: ServerContext): Response {
  return Response.json(context.schemas);
}
