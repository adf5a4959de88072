import { createHash } from "node:crypto";

/** A server that opens WebSockets and reads nothing after that, close frames included. Dispose it. */
export interface DeafServer extends AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
}

/** Starts a deaf server on a free port. */
export function serveDeaf(): DeafServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.TcpConn[] = [];
  const serving = (async () => {
    for await (const connection of listener) {
      connections.push(connection);
      await openSocket(connection);
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
      for (const connection of connections) connection.close();
    },
  };
}

/** Performs the opening handshake. */
async function openSocket(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(4096);
  const head = new TextDecoder().decode(buffer.subarray(0, await connection.read(buffer) ?? 0));
  const key = /sec-websocket-key: *(\S+)/i.exec(head)?.[1];
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  const answer = [...lines, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n");
  await connection.write(new TextEncoder().encode(answer));
}
