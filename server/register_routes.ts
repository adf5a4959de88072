import { type AccessRules, checkOrigin, checkToken, corsHeaders, type Principal } from "./auth.ts";
import { answerOnce } from "./http/answer_once.ts";
import { respondWithError } from "./http/respond.ts";
import type { Route } from "./routes/route.ts";
import { routesOf } from "./routes/route_table.ts";
import type { ServerContext } from "./server_context.ts";

/** The status of a WebSocket's handshake, whose headers are the runtime's. */
const SWITCHING_PROTOCOLS = 101;

/** The argument of a route's handler: the part of Hono's context that the routes use. */
export interface RouteContext {
  /** The request. */
  readonly req: {
    /** The request as the runtime made it; a WebSocket upgrade works with no other. */
    readonly raw: Request;
  };
}

/** A router that routes can be registered on: Hono, or any other of the same shape. */
export interface Router {
  /** Adds a handler for a method and a path. */
  on(method: string, path: string, handler: (context: RouteContext) => Response | Promise<Response>): unknown;
}

/** Registers the routes of a server on a router, and more of them. */
export function registerRoutes(router: Router, context: ServerContext, more: readonly Route[] = []): void {
  const { access } = context.options;
  const routes = [...routesOf(context.options), ...more];
  for (const route of routes) router.on(route.method, route.path, ({ req }) => answer(route, req.raw, context));
  if (access.cors.length === 0) return;
  for (const path of new Set(routes.map((route) => route.path))) {
    router.on("OPTIONS", path, ({ req }) => answerPreflight(req.raw, access));
  }
}

/** Checks who asks, waits for the environment, runs the route, and turns what it throws into an answer. */
async function answer(route: Route, request: Request, context: ServerContext): Promise<Response> {
  const { access } = context.options;
  try {
    let principal: Principal = "agent";
    if (route.public !== true) {
      checkOrigin(request, access);
      if (route.opens !== "link") principal = identify(route, request, context);
      if (route.socket !== true) await context.readyForCaller();
    }
    const run = () => route.handler(request, context, principal);
    const response = await (route.once === true ? answerOnce(request, context, { principal, run }) : run());
    return response.status === SWITCHING_PROTOCOLS ? response : withCors(response, request, access);
  } catch (thrown) {
    return withCors(respondWithError(thrown), request, access);
  }
}

/** Returns the sender of a request, by its token or by a ticket, which only the orchestrator gets. */
function identify(route: Route, request: Request, { options: { access, web }, tickets }: ServerContext): Principal {
  const ticket = route.ticket === true && web ? new URL(request.url).searchParams.get("ticket") : null;
  if (ticket === null) return checkToken(request, access, route.opens === "agent");
  tickets.redeem(ticket);
  return "orchestrator";
}

/** Answers a browser that asks whether a page of another origin may send a request. */
function answerPreflight(request: Request, access: AccessRules): Response {
  const headers = corsHeaders(request, access);
  return new Response(null, { status: headers === undefined ? 403 : 204, headers });
}

function withCors(response: Response, request: Request, access: AccessRules): Response {
  for (const [name, value] of Object.entries(corsHeaders(request, access) ?? {})) response.headers.set(name, value);
  return response;
}
