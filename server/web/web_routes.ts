import type { Route } from "../routes/route.ts";
import { render } from "./render.ts";

/** The routes of the page at `/web`. */
export const WEB_ROUTES: readonly Route[] = [
  { method: "GET", path: "/web/render", web: true, handler: render },
];
