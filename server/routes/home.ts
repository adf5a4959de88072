import type { ServerContext } from "../server_context.ts";
import type { Route } from "./route.ts";

/** Where a server answers questions about itself, by relative path. */
const LINKS: Readonly<Record<string, { readonly path: string; readonly text: string }>> = {
  docs: { path: "docs", text: "the interface, to try it" },
  openapi: { path: "openapi.json", text: "its description in OpenAPI 3.1" },
  health: { path: "health", text: "whether the server works" },
};

/** The page and its one style come from this server, and it runs no code. */
const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** The route of {@linkcode home}. An app of your own keeps its root for itself. */
export const HOME: Route = { method: "GET", path: "/", public: true, handler: home };

/**
 * Answers `GET /`: browsers go on to the page at `/web`. Without that they get a list of links, and everything else gets
 * JSON: what is hosted, and where to read on. It needs no token, but without one it does not name the environment.
 */
async function home(request: Request, context: ServerContext): Promise<Response> {
  const headers = { "Vary": "Accept" };
  const isBrowser = /\btext\/html\b/i.test(request.headers.get("accept") ?? "");
  const { web } = context.options;
  if (isBrowser && web) return new Response(null, { status: 307, headers: { ...headers, Location: "web" } });
  await context.readyForCaller();
  const { name, version, description } = context.contract;
  const about = context.isOpenTo(request) ? { name, version, description } : { name: "an OpenEnv environment" };
  if (isBrowser) {
    return new Response(toPage(about), { headers: { ...HEADERS, ...headers } });
  }
  const links = { ...(web ? { web: "/web" } : {}), ...paths };
  return Response.json({ ...about, links }, { headers });
}

const paths = Object.fromEntries(Object.entries(LINKS).map(([key, { path }]) => [key, `/${path}`]));

interface About {
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
}

function toPage({ name, version = "", description = "" }: About): string {
  const links = Object.values(LINKS).map(({ path, text }) => `<li><a href="${path}">/${path}</a>: ${text}</li>`);
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(name)}</title>`,
    `<h1>${escape(`${name} ${version}`.trim())}</h1>`,
    ...(description === "" ? [] : [`<p>${escape(description)}</p>`]),
    `<ul>${links.join("")}</ul></html>\n`,
  ].join("\n");
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
