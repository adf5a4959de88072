import { TASK_CALLS, type TaskVerb } from "@openenv/core/protocol";
import type { Principal } from "../auth.ts";
import type { DescribedRoute } from "../openapi/document.ts";
import type { ServerMode } from "../options.ts";
import type { ServerContext } from "../server_context.ts";
import { deleteSession, reset, state, step } from "./control.ts";
import { ASSET_NAMES, docs, docsAsset } from "./docs.ts";
import { health, metadata, schema } from "./info.ts";
import { deleteMcp, getMcp, linkedMcp, postMcp } from "./mcp.ts";
import { openapi } from "./openapi.ts";
import { createTaskHandler, listEnvironments } from "./tasks.ts";
import { ws } from "./ws.ts";

/** One route of a server. */
export interface Route extends DescribedRoute {
  /** `true` for the routes by which an orchestrator drives episodes; a server in production mode has none of them. */
  readonly control?: boolean;
  /** `true` for a WebSocket, which reports over the socket that the environment can't be loaded. */
  readonly socket?: boolean;
  /** `true` if a request that repeats the id of an earlier one is not carried out again. */
  readonly once?: boolean;
  /** `true` if the header `Allow` does not name it beside the other methods of its path: OpenAPI does not describe it. */
  readonly unnamed?: boolean;
  /**
   * `agent` for a route that the agent's token opens too, `link` for one whose path is permission enough. Default: only
   * the orchestrator's token opens it.
   */
  readonly opens?: "agent" | "link";
  /** Answers a request; an error that it throws becomes the answer. */
  readonly handler: (
    request: Request,
    context: ServerContext,
    principal: Principal,
  ) => Response | Promise<Response>;
}

/** All routes of a server. */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/health", public: true, handler: health },
  { method: "GET", path: "/metadata", handler: metadata },
  { method: "GET", path: "/schema", handler: schema },
  { method: "POST", path: "/reset", control: true, once: true, handler: reset },
  { method: "POST", path: "/step", control: true, once: true, handler: step },
  { method: "GET", path: "/state", control: true, once: true, handler: state },
  { method: "DELETE", path: "/session", control: true, once: true, handler: deleteSession },
  { method: "GET", path: "/list_environments", handler: listEnvironments },
  ...Object.entries(TASK_CALLS).map(([verb, { method }]): Route => ({
    method,
    path: `/:env_name/${verb}`,
    handler: createTaskHandler(verb as TaskVerb),
  })),
  { method: "POST", path: "/mcp", opens: "agent", once: true, handler: postMcp },
  { method: "GET", path: "/mcp", opens: "agent", socket: true, handler: getMcp },
  { method: "DELETE", path: "/mcp", opens: "agent", unnamed: true, handler: deleteMcp },
  ...["POST", "GET", "DELETE"].map((method): Route => ({
    method,
    path: "/mcp/:handle",
    opens: "link",
    handler: linkedMcp,
  })),
  { method: "GET", path: "/ws", socket: true, handler: ws },
  { method: "GET", path: "/ws/", socket: true, handler: ws },
  {
    method: "GET",
    path: "/openapi.json",
    handler: (request, context) => openapi(request, context, routesOf(context.options.mode)),
  },
  { method: "GET", path: "/docs", public: true, handler: docs },
  ...ASSET_NAMES.map((name): Route => ({
    method: "GET",
    path: `/docs/${name}`,
    public: true,
    handler: (request) => docsAsset(request, name),
  })),
];

/** Lists the routes that a server has in a mode. */
export function routesOf(mode: ServerMode): readonly Route[] {
  return mode === "simulation" ? ROUTES : ROUTES.filter(({ control }) => control !== true);
}

/** `true` if the path of a request matches that of a route. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.includes(":")) return pattern === path;
  const expected = pattern.split("/");
  const found = path.split("/", expected.length + 1);
  return expected.length === found.length &&
    expected.every((part, index) => part.startsWith(":") ? found[index] !== "" : part === found[index]);
}
