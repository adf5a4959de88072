import { type AssetName, loadAsset } from "../openapi/docs_page/assets.ts";
import page from "../openapi/docs_page/page.html" with { type: "text" };

/** Everything comes from this server, nothing is written into the page, and nobody frames it. */
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

/** Answers `GET /docs`: a page that shows the interface and lets one try it. Its paths are relative, for somebody's app. */
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
  const { type, text, etag } = await loadAsset(name);
  const headers = { ...COMMON_HEADERS, "Content-Type": type, "ETag": etag };
  // The runtime makes a weak tag of it where it compresses.
  const known = request.headers.get("if-none-match")?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return known?.includes(etag) ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
}
