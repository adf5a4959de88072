import type { EnvServer } from "../env_server.ts";
import { buildDocument, type OpenApiDocument } from "../openapi/document.ts";
import type { Route } from "../register_routes.ts";

const documents: WeakMap<EnvServer, OpenApiDocument> = new WeakMap();
const PATH = "/openapi.json";

/**
 * Answers `GET /openapi.json`: an OpenAPI 3.1 document of the routes, made when it is first asked for. In somebody's app
 * it says under which path the routes are.
 */
export function openapi(request: Request, server: EnvServer, routes: readonly Route[]): Response {
  let document = documents.get(server);
  if (document === undefined) documents.set(server, document = buildDocument(server, routes));
  const prefix = new URL(request.url).pathname.slice(0, -PATH.length);
  return Response.json(prefix === "" ? document : { ...document, servers: [{ url: prefix }] });
}
