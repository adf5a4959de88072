import type { Principal } from "../auth.ts";
import type { DescribedRoute } from "../openapi/document.ts";
import type { ServerContext } from "../server_context.ts";

/** One route of a server. */
export interface Route extends DescribedRoute {
  /** `true` for the routes by which an orchestrator drives episodes; a server in production mode has none of them. */
  readonly control?: boolean;
  /** `true` for the page at `/web` and what it needs; a server that was not asked for the page has none of them. */
  readonly web?: boolean;
  /** `true` if a ticket in the query opens it too, since a browser's socket can't send a token. */
  readonly ticket?: boolean;
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
