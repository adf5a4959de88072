/** A TCP proxy that loses answers. Dispose it. */
export interface CuttingProxy extends AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
  /** The requests that came, as in `POST /reset`, in order. */
  readonly asked: string[];
  /**
   * The requests whose next one loses its answer: the proxy passes it on, and ends the client's connection without a
   * byte of the answer, at once or when the server has answered.
   */
  readonly cuts: Map<string, "at once" | "when answered">;
}

/** Starts a proxy to a server on this machine. */
export function startCuttingProxy(target: string): CuttingProxy {
  const port = Number(new URL(target).port);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: string[] = [];
  const cuts: CuttingProxy["cuts"] = new Map();
  const serving: Promise<void>[] = [];
  const connections: Deno.TcpConn[] = [];
  const accepting = (async () => {
    for await (const client of listener) serving.push(serve(client));
  })();

  async function serve(client: Deno.TcpConn): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    connections.push(client, server);
    try {
      for (let request = await readMessage(client); request !== undefined; request = await readMessage(client)) {
        const route = request.text.split(" HTTP", 1)[0]!;
        asked.push(route);
        const cut = cuts.get(route);
        cuts.delete(route);
        await write(server, request.bytes);
        if (cut === "at once") client.close();
        const answer = await readMessage(server);
        if (cut !== undefined || answer === undefined) break;
        await write(client, answer.bytes);
      }
    } finally {
      [client, server].forEach(closeQuietly);
    }
  }

  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    asked,
    cuts,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      connections.forEach(closeQuietly);
      await Promise.all(serving);
    },
  };
}

/** Reads one request or answer with a length; `undefined` at the end of the connection. */
async function readMessage(connection: Deno.TcpConn): Promise<{ text: string; bytes: Uint8Array } | undefined> {
  let bytes = new Uint8Array();
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const text = new TextDecoder("latin1").decode(bytes);
    const head = text.indexOf("\r\n\r\n");
    const length = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0);
    if (head >= 0 && bytes.length >= head + 4 + length) return { text, bytes };
    const size = await connection.read(buffer).catch(() => null);
    if (size === null) return undefined;
    bytes = new Uint8Array([...bytes, ...buffer.subarray(0, size)]);
  }
}

async function write(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  while (bytes.length > 0) bytes = bytes.subarray(await connection.write(bytes));
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It has been closed already.
  }
}
