/**
 * A wire that can be cut: passes bytes between clients and a server until it is told to drop everybody.
 *
 * @module
 */

/** Listens on a port of its own and passes everything on to a server. Dispose it. */
export class CutWire implements AsyncDisposable {
  /** `http://host:port`, without a trailing slash; with the path of the server's URL. */
  readonly url: string;
  readonly #listener: Deno.TcpListener;
  readonly #open: Set<Deno.TcpConn> = new Set();
  readonly #accepting: Promise<void>;

  /** Lays a wire to a server. */
  constructor(serverUrl: string) {
    const { hostname, port, pathname } = new URL(serverUrl);
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.url = `http://127.0.0.1:${this.#listener.addr.port}${pathname.replace(/\/$/, "")}`;
    this.#accepting = this.#accept({ hostname, port: Number(port) });
  }

  /** Drops every connection; new ones are passed on again. */
  cut(): void {
    for (const connection of this.#open) close(connection);
    this.#open.clear();
  }

  /** Drops every connection and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#accepting;
  }

  async #accept(server: { hostname: string; port: number }): Promise<void> {
    const passing: Promise<void>[] = [];
    for await (const client of this.#listener) passing.push(this.#pass(client, server));
    await Promise.all(passing);
  }

  async #pass(client: Deno.TcpConn, server: { hostname: string; port: number }): Promise<void> {
    this.#open.add(client);
    const upstream = await Deno.connect(server).catch(() => undefined);
    if (upstream === undefined) return close(client);
    this.#open.add(upstream);
    const ends = [
      client.readable.pipeTo(upstream.writable).catch(() => {}), // one end is gone, or the wire was cut
      upstream.readable.pipeTo(client.writable).catch(() => {}),
    ];
    await Promise.all(ends);
    this.#open.delete(client);
    this.#open.delete(upstream);
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
