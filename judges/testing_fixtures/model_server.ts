/** Answers one request to a scripted model server. */
export type Reply = (body: Record<string, unknown>, request: Request) => Response | Promise<Response>;

/** A request that a scripted model server got. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A server on this machine that answers requests by a script: one reply after another, the last one again and again. */
export class ModelServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #script: readonly Reply[];
  readonly #ended = new AbortController();

  constructor(...script: readonly Reply[]) {
    this.#script = script;
    const options = {
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
      onError: () => new Response(null, { status: 500 }),
      signal: this.#ended.signal,
    };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
  }

  /** The server's own address, without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#server.finished;
  }

  async #answer(request: Request): Promise<Response> {
    const body = await request.json();
    const reply = this.#script[Math.min(this.requests.length, this.#script.length - 1)]!;
    this.requests.push({ path: new URL(request.url).pathname, headers: request.headers, body });
    return await reply(body, request);
  }
}

/** Answers with a status and a JSON body, as both APIs do when they refuse. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return () => Response.json({ type: "error", error: { type: "api_error", message } }, { status, headers });
}

/** Answers with a text that is announced as JSON. */
export function malformed(text: string): Reply {
  return () => new Response(text, { headers: { "content-type": "application/json" } });
}

/** Streams server-sent events, one at a time, and ends as told. */
export function stream(events: readonly string[], end: "close" | "break" | "hang"): Response {
  const rest = events.values();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = rest.next();
      if (!done) controller.enqueue(new TextEncoder().encode(value));
      else if (end === "close") controller.close();
      else if (end === "break") controller.error(new Error("the model crashed"));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
