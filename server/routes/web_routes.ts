import { about, webMetadata } from "../web/about.ts";
import { asset, page, redirectToPage } from "../web/page.ts";
import { render } from "../web/render.ts";
import { uiSocket } from "../web/ui_socket.ts";
import { createWatchLink, watch } from "../web/watch.ts";
import { webReset, webState, webStep } from "../web/web_control.ts";
import { deleteSession } from "./control.ts";
import type { Route } from "./route.ts";

const ROUTES: readonly Route[] = [
  { method: "GET", path: "/web", public: true, handler: page },
  { method: "GET", path: "/web/", public: true, unnamed: true, handler: redirectToPage },
  { method: "GET", path: "/web/assets/:name", public: true, handler: asset },
  { method: "GET", path: "/web/about", handler: about },
  { method: "GET", path: "/web/render", handler: render },
  { method: "POST", path: "/web/ticket", handler: (_, { tickets }) => Response.json({ ticket: tickets.issue() }) },
  { method: "POST", path: "/web/watch", handler: createWatchLink },
  { method: "GET", path: "/web/watch/:handle", opens: "link", handler: watch },
  { method: "GET", path: "/web/metadata", handler: webMetadata },
  { method: "POST", path: "/web/reset", once: true, handler: webReset },
  { method: "POST", path: "/web/step", once: true, handler: webStep },
  { method: "GET", path: "/web/state", handler: webState },
  { method: "DELETE", path: "/web/session", once: true, handler: deleteSession },
  { method: "GET", path: "/ws/ui", socket: true, ticket: true, handler: uiSocket },
];

/** The page at `/web`, and what it needs. */
export const WEB_ROUTES: readonly Route[] = ROUTES.map((route) => ({ ...route, web: true }));
