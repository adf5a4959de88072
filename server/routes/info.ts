import type { ServerContext } from "../server_context.ts";

/** Answers `GET /health`: the server runs. It builds no environment, so it also answers if none can be built. */
export function health(): Response {
  return Response.json({ status: "healthy" });
}

/** Answers `GET /metadata`: what is hosted, and how many sessions there are. It builds no environment. */
export async function metadata(_request: Request, context: ServerContext): Promise<Response> {
  return Response.json({ ...context.metadata, schema_hash: await context.schemaHash });
}

/** Answers `GET /schema`: the JSON Schemas of actions, observations, states, and the observations of resets. */
export function schema(_request: Request, context: ServerContext): Response {
  return Response.json(context.schemas);
}
