import { buildDocument, type DescribedRoute } from "../openapi/document.ts";
import type { ServerContext } from "../server_context.ts";

const documents: WeakMap<ServerContext, Readonly<Record<string, unknown>>> = new WeakMap();
const PATH = "/openapi.json";

/**
 * Answers `GET /openapi.json`: an OpenAPI 3.1 document of the routes, made at the first request. Where the routes are
 * under a path of another app, the document names that path.
 */
export function openapi(request: Request, context: ServerContext, routes: readonly DescribedRoute[]): Response {
  let document = documents.get(context);
  if (document === undefined) documents.set(context, document = buildDocument(context, routes));
  const prefix = new URL(request.url).pathname.slice(0, -PATH.length);
  return Response.json(prefix === "" ? document : { ...document, servers: [{ url: prefix }] });
}
