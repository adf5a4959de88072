import type { EnvServer } from "./env_server.ts";
import { health } from "./routes/health.ts";
import { openWebSocket } from "./routes/ws.ts";

/** What a route's handler gets of a request: the part of Hono's context that the routes use. */
export interface RouteContext {
  /** The request. */
  readonly req: {
    /** The request as the runtime made it; a WebSocket upgrade works with no other. */
    readonly raw: Request;
  };
}

/** What routes can be registered on: Hono, or any router of the same shape. */
export interface Router {
  /** Adds a handler for a method and a path. */
  on(method: string, path: string, handler: (context: RouteContext) => Response | Promise<Response>): unknown;
}

type Route = (request: Request, server: EnvServer) => Response | Promise<Response>;

/** Every route of a server: method, path, handler. */
const ROUTES: readonly (readonly [method: string, path: string, route: Route])[] = [
  ["GET", "/health", health],
  ["GET", "/ws", upgrade],
  ["GET", "/ws/", upgrade],
];

/** Registers every route of a server on a router. */
export function registerRoutes(router: Router, server: EnvServer): void {
  for (const [method, path, route] of ROUTES) router.on(method, path, (context) => route(context.req.raw, server));
}

async function upgrade(request: Request, server: EnvServer): Promise<Response> {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    return Response.json({ detail: "Not Found: this path takes a WebSocket upgrade" }, { status: 404 });
  }
  let failure: unknown;
  if (!server.loaded) await server.ready().catch((thrown) => failure = thrown);
  return openWebSocket(request, server, failure);
}
