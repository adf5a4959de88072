/** A request that the stand-in has answered. */
export interface HubRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string | null;
  readonly body: string;
}

/** A server that answers as the Hugging Face Hub does when a Space is made and files are committed to it. */
export interface HubStandIn extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly HubRequest[];
  /** The files of the last commit, by their paths. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Starts a stand-in; `refuses` answers every request with that status. */
export function startHub({ hasSpace = false, refuses }: { hasSpace?: boolean; refuses?: number } = {}): HubStandIn {
  const requests: HubRequest[] = [];
  const files = new Map<string, Uint8Array>();
  const answer = async (request: Request): Promise<Response> => {
    const { pathname: path, origin } = new URL(request.url);
    const body = await request.text();
    requests.push({ method: request.method, path, token: request.headers.get("authorization"), body });
    if (refuses !== undefined) return Response.json({ error: "no" }, { status: refuses });
    if (path === "/api/repos/create") return Response.json({ url: `${origin}/spaces/me/walk` });
    if (/\/preupload\//.test(path)) return Response.json({ files: JSON.parse(body).files.map(toUpload) });
    if (/\/commit\//.test(path)) {
      files.clear();
      for (const line of body.split("\n").filter((text) => text !== "")) addFile(JSON.parse(line), files);
      return Response.json({ success: true, commitOid: "0".repeat(40), commitUrl: `${origin}/commit` });
    }
    return hasSpace ? Response.json({ id: "me/walk" }) : Response.json({ error: "not found" }, { status: 404 });
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, requests, files, [Symbol.asyncDispose]: () => server.shutdown() };
}

function toUpload({ path }: { path: string }) {
  return { path, uploadMode: "regular", shouldIgnore: false };
}

function addFile({ key, value }: { key: string; value: Record<string, string> }, files: Map<string, Uint8Array>): void {
  if (key !== "file") return;
  files.set(value.path!, value.encoding === "base64" ? Uint8Array.fromBase64(value.content!) : encode(value.content!));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
