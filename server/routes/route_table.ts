import { TASK_CALLS, type TaskVerb } from "@openenv/core/protocol";
import type { ResolvedAppOptions } from "../options.ts";
import { deleteSession, reset, state, step } from "./control.ts";
import { ASSET_NAMES, docs, docsAsset } from "./docs.ts";
import { health, metadata, schema } from "./info.ts";
import { deleteMcp, getMcp, linkedMcp, postMcp } from "./mcp.ts";
import { openapi } from "./openapi.ts";
import type { Route } from "./route.ts";
import { createTaskHandler, listEnvironments } from "./tasks.ts";
import { WEB_ROUTES } from "./web_routes.ts";
import { ws } from "./ws.ts";

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
  { method: "GET", path: "/ws", socket: true, ticket: true, handler: ws },
  { method: "GET", path: "/ws/", socket: true, ticket: true, handler: ws },
  {
    method: "GET",
    path: "/openapi.json",
    handler: (request, context) => openapi(request, context, routesOf(context.options)),
  },
  { method: "GET", path: "/docs", public: true, handler: docs },
  ...ASSET_NAMES.map((name): Route => ({
    method: "GET",
    path: `/docs/${name}`,
    public: true,
    handler: (request) => docsAsset(request, name),
  })),
  ...WEB_ROUTES,
];

/** Lists the routes of a server. */
export function routesOf({ mode, web }: Pick<ResolvedAppOptions, "mode" | "web">): readonly Route[] {
  return ROUTES.filter((route) => (mode === "simulation" || route.control !== true) && (web || route.web !== true));
}

/** `true` if the path of a request matches that of a route. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.includes(":")) return pattern === path;
  const expected = pattern.split("/");
  const found = path.split("/", expected.length + 1);
  return expected.length === found.length &&
    expected.every((part, index) => part.startsWith(":") ? found[index] !== "" : part === found[index]);
}
