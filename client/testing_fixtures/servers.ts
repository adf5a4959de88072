/** The transports to a server. */
export const TRANSPORTS = ["websocket", "http"] as const;

/** A server whose answers are defined by a test. */
export interface StandIn extends AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
  /** The requests it received, as in `POST /reset`, in order. */
  readonly asked: string[];
}

/** Answers a request; `route` is the method and the path, as in `POST /reset`. */
export type Answer = (route: string, request: Request) => Response | Promise<Response>;

/** Serves a test's answers on a free port; `GET /metadata` is not found unless the test answers it. */
export function standIn(answer: Answer): StandIn {
  const asked: string[] = [];
  const stop = new AbortController();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: stop.signal };
  const server = Deno.serve(options, (request) => {
    const route = `${request.method} ${new URL(request.url).pathname}`;
    asked.push(route);
    return answer(route, request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
    },
  };
}

/** Serves complete answers verbatim, by method and path; a reset names the session `s1`. */
export function rawServer(answers: Readonly<Record<string, string>>): AsyncDisposable & { readonly url: string } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const reset = raw(200, { observation: {}, reward: null, done: false, session_id: "s1" });
  const answer = async (conn: Deno.Conn) => {
    const buffer = new Uint8Array(4096);
    const size = await conn.read(buffer) ?? 0;
    const [route] = new TextDecoder().decode(buffer.subarray(0, size)).split(" HTTP", 1);
    await conn.write(new TextEncoder().encode({ "POST /reset": reset, ...answers }[route!] ?? raw(404, {})));
    conn.close();
  };
  const serving = (async () => {
    for await (const conn of listener) await answer(conn).catch(() => undefined);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}

/** Writes a JSON answer for {@linkcode rawServer}. */
export function raw(status: number, body: unknown): string {
  const text = JSON.stringify(body);
  return `HTTP/1.1 ${status} X\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}

/** The answer of a server that keeps sessions to a state request that names none. */
export function sessionRequired(): Response {
  return Response.json({ detail: "Cannot find session", code: "SESSION_REQUIRED" }, { status: 409 });
}

/** The default answer of {@linkcode standIn}. */
export function notFound(): Response {
  return Response.json({ detail: "Not Found" }, { status: 404 });
}

/** Waits until a condition holds; the test's own time limit ends the wait. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!await holds()) await sleep(5);
}

/** Waits. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
