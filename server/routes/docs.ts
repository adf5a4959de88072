import page from "../openapi/docs_page/page.html" with { type: "text" };

/** Everything comes from this server, the page runs no inline code, and no other page may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const COMMON_HEADERS = { "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff" } as const;
const SCRIPT = "text/javascript; charset=utf-8";

/** The files that the page loads, by name. They are read at the first request, since some are large. */
const ASSETS = {
  "page.js": { type: SCRIPT, load: () => import("../openapi/docs_page/page.js", { with: { type: "text" } }) },
  "swagger-ui-bundle.js": {
    type: SCRIPT,
    load: () => import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } }),
  },
  "swagger-ui.css": {
    type: "text/css; charset=utf-8",
    load: () => import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } }),
  },
} as const;

/** The name of a file that the page loads. */
export type AssetName = keyof typeof ASSETS;

/** The names of the files that the page loads. */
export const ASSET_NAMES = Object.keys(ASSETS) as readonly AssetName[];

const etags: Map<AssetName, string> = new Map();

/**
 * Answers `GET /docs`: a page that shows the interface and lets you try it. Its paths are relative, so that it also
 * works under a path of another app.
 */
export function docs(): Response {
  return new Response(page, {
    headers: {
      ...COMMON_HEADERS,
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": POLICY,
      "Referrer-Policy": "no-referrer",
    },
  });
}

/** Answers `GET /docs/<name>`: a file that the page loads; 304 if the browser has it. */
export async function docsAsset(request: Request, name: AssetName): Promise<Response> {
  const { type, load } = ASSETS[name];
  const { default: text } = await load();
  const etag = etags.get(name) ?? await digest(text);
  etags.set(name, etag);
  const headers = { ...COMMON_HEADERS, "Content-Type": type, "ETag": etag };
  // The runtime turns it into a weak tag when it compresses the answer.
  const known = request.headers.get("if-none-match")?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return known?.includes(etag) ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `"${new Uint8Array(bytes).toHex().slice(0, 32)}"`;
}
