/** A file that a page loads. */
export interface PageFile {
  /** Its content. */
  readonly body: string | Uint8Array;
  /** Its media type. */
  readonly contentType: string;
}

/** Everything comes from this server, the page runs no inline code, and no other page may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const COMMON_HEADERS = { "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff" } as const;

const etags: WeakMap<PageFile, Promise<string>> = new WeakMap();

/** Answers with a page. The paths in it must be relative, so that it also works under a path of another app. */
export function respondWithPage(html: string | Uint8Array): Response {
  return new Response(html as BodyInit, {
    headers: {
      ...COMMON_HEADERS,
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": POLICY,
      "Referrer-Policy": "no-referrer",
    },
  });
}

/** Answers with a file that a page loads; 304 if the browser has it. The same object stands for the same content. */
export async function respondWithFile(request: Request, file: PageFile): Promise<Response> {
  let digesting = etags.get(file);
  if (digesting === undefined) etags.set(file, digesting = digest(file.body));
  const etag = await digesting;
  const headers = { ...COMMON_HEADERS, "Content-Type": file.contentType, "ETag": etag };
  // The runtime turns it into a weak tag when it compresses the answer.
  const known = request.headers.get("if-none-match")?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (known?.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(file.body as BodyInit, { headers });
}

async function digest(body: string | Uint8Array): Promise<string> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const hash = await crypto.subtle.digest("SHA-256", bytes as BufferSource);
  return `"${new Uint8Array(hash).toHex().slice(0, 32)}"`;
}
