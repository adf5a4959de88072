import { TASK_CALLS, type TaskVerb } from "@openenv/core/protocol";
import { checkAccess, corsHeaders } from "./auth.ts";
import type { EnvServer } from "./env_server.ts";
import { respondWithError } from "./http/respond.ts";
import { ASSET_NAMES } from "./openapi/docs_page/assets.ts";
import { docs, docsAsset } from "./routes/docs.ts";
import { postMcp, socketMcp } from "./routes/mcp.ts";
import { health } from "./routes/health.ts";
import { metadata } from "./routes/metadata.ts";
import { openapi } from "./routes/openapi.ts";
import { reset } from "./routes/reset.ts";
import { schema } from "./routes/schema.ts";
import { deleteSession } from "./routes/session.ts";
import { state } from "./routes/state.ts";
import { step } from "./routes/step.ts";
import { answerTasks, listEnvironments } from "./routes/tasks.ts";
import { ws } from "./routes/ws.ts";

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

/** One route of a server. */
export interface Route {
  /** The HTTP method. */
  readonly method: string;
  /** The path; a segment like `:env_name` stands for any text. */
  readonly path: string;
  /** `true` for the routes by which an orchestrator drives episodes; a server in production mode has none of them. */
  readonly control?: boolean;
  /** `true` for what anybody may ask at any time: no token is needed, and no environment. */
  readonly open?: boolean;
  /** `true` for a WebSocket, which says for itself what keeps the environment from being loaded. */
  readonly socket?: boolean;
  /** Answers a request; what it throws is answered with an error. */
  readonly answer: (request: Request, server: EnvServer) => Response | Promise<Response>;
}

/** Every route of a server. */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/health", open: true, answer: health },
  { method: "GET", path: "/metadata", answer: metadata },
  { method: "GET", path: "/schema", answer: schema },
  { method: "POST", path: "/reset", control: true, answer: reset },
  { method: "POST", path: "/step", control: true, answer: step },
  { method: "GET", path: "/state", control: true, answer: state },
  { method: "DELETE", path: "/session", control: true, answer: deleteSession },
  { method: "GET", path: "/list_environments", answer: listEnvironments },
  ...Object.entries(TASK_CALLS).map(([verb, { method }]): Route => ({
    method,
    path: `/:env_name/${verb}`,
    answer: answerTasks(verb as TaskVerb),
  })),
  { method: "POST", path: "/mcp", answer: postMcp },
  { method: "GET", path: "/mcp", socket: true, answer: socketMcp },
  { method: "GET", path: "/ws", socket: true, answer: ws },
  { method: "GET", path: "/ws/", socket: true, answer: ws },
  { method: "GET", path: "/openapi.json", answer: (request, server) => openapi(request, server, routesOf(server)) },
  { method: "GET", path: "/docs", open: true, answer: docs },
  ...ASSET_NAMES.map((name): Route => ({
    method: "GET",
    path: `/docs/${name}`,
    open: true,
    answer: (request) => docsAsset(request, name),
  })),
];

/** `true` if a request's path is one of a route's. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.includes(":")) return pattern === path;
  const [expected, found] = [pattern.split("/"), path.split("/")];
  return expected.length === found.length &&
    expected.every((part, place) => part.startsWith(":") ? found[place] !== "" : part === found[place]);
}

/** The routes that a server has in its mode. */
export function routesOf(server: EnvServer): readonly Route[] {
  return server.options.mode === "simulation" ? ROUTES : ROUTES.filter(({ control }) => control !== true);
}

/** Registers every route of a server on a router. */
export function registerRoutes(router: Router, server: EnvServer): void {
  const routes = routesOf(server);
  for (const route of routes) router.on(route.method, route.path, ({ req }) => answer(route, req.raw, server));
  if (server.options.access.cors.length === 0) return;
  for (const path of new Set(routes.map((route) => route.path))) {
    router.on("OPTIONS", path, ({ req }) => preflight(req.raw, server));
  }
}

async function answer(route: Route, request: Request, server: EnvServer): Promise<Response> {
  const { access } = server.options;
  try {
    if (route.open !== true) checkAccess(request, access);
    if (!server.loaded && route.open !== true && route.socket !== true) await server.ready();
    return withHeaders(await route.answer(request, server), route.socket ? undefined : corsHeaders(request, access));
  } catch (thrown) {
    return withHeaders(respondWithError(thrown), corsHeaders(request, access));
  }
}

/** Answers a browser that asks whether a page of another origin may ask. */
function preflight(request: Request, server: EnvServer): Response {
  const headers = corsHeaders(request, server.options.access);
  return new Response(null, { status: headers === undefined ? 403 : 204, headers });
}

function withHeaders(response: Response, headers: Record<string, string> | undefined): Response {
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value);
  return response;
}
