import { Buffer } from "node:buffer";
import type { BrowserContext, Route } from "playwright-core";
import { respondWithPage, type Visit } from "../sites/site.ts";

/** Counts the requests of a session. */
export interface Traffic {
  /** All requests so far. */
  total: number;
  /** Those that have no answer yet. */
  open: number;
}

/** A fetch is redirected this often at most. */
const MAX_REDIRECTS = 10;

/**
 * Answers every request of a browser's context from here: those to the visit's origin by the visit, all others with an
 * error. Chromium itself never opens a connection, so a redirect or a WebSocket gets no further either.
 */
export async function routeRequests(context: BrowserContext, visit: Visit): Promise<Traffic> {
  const traffic = { total: 0, open: 0 };
  await context.routeWebSocket(() => true, (socket) => void socket.close());
  await context.route(() => true, async (route) => {
    traffic.total++;
    traffic.open++;
    try {
      await answer(route, context, visit);
    } catch {
      // The app failed to answer. The page sees that; if it is gone by now, so is its route.
      await route.abort("failed").catch(() => {});
    } finally {
      traffic.open--;
    }
  });
  return traffic;
}

async function answer(route: Route, context: BrowserContext, visit: Visit): Promise<void> {
  const sent = route.request();
  const cookies = await context.cookies(sent.url());
  const headers = new Headers(sent.headers());
  if (cookies.length > 0) headers.set("cookie", cookies.map(({ name, value }) => `${name}=${value}`).join("; "));
  const body = sent.postDataBuffer();
  const request = new Request(sent.url(), {
    method: sent.method(),
    headers,
    ...(body !== null && { body: new Uint8Array(body) }),
  });
  const isNavigation = sent.isNavigationRequest();
  const response = await ask(visit, request, isNavigation) ?? (isNavigation ? refuse() : undefined);
  if (response === undefined) return await route.abort("accessdenied");
  const shown = Object.fromEntries(response.headers);
  // The body is decoded already, and Chromium counts the bytes itself.
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) delete shown[name];
  const setCookies = response.headers.getSetCookie();
  if (setCookies.length > 0) shown["set-cookie"] = setCookies.join("\n");
  await route.fulfill({ status: response.status, headers: shown, body: Buffer.from(await response.arrayBuffer()) });
}

/** Asks the visit. Redirects are followed here: Chromium would follow them past the routes. */
async function ask(visit: Visit, request: Request, isNavigation: boolean): Promise<Response | undefined> {
  const { origin } = new URL(visit.url);
  let next = request;
  for (let count = 0; count <= MAX_REDIRECTS; count++) {
    if (new URL(next.url).origin !== origin) return undefined;
    const response = await visit.handle(next.clone());
    const location = response?.headers.get("location");
    if (response === undefined || location === null || location === undefined) return response;
    await response.body?.cancel();
    const url = new URL(location, next.url);
    if (isNavigation) return redirectPage(url, response);
    const keeps = response.status === 307 || response.status === 308;
    next = new Request(url, keeps ? next : { headers: next.headers });
  }
  return undefined;
}

function refuse(): Response {
  return respondWithPage("<title>Refused</title><p>This address can't be reached.</p>", 403);
}

/** A page that goes on to another one, which is a request of its own. */
function redirectPage({ href }: URL, { headers }: Response): Response {
  const target = JSON.stringify(href).replaceAll("<", "\\u003c");
  const page = respondWithPage(`<title>Redirect</title><script>location.replace(${target})</script>`);
  for (const cookie of headers.getSetCookie()) page.headers.append("set-cookie", cookie);
  return page;
}
