/** Connections to a port of this machine that send nothing; dispose them. */
export class IdleConnections implements Disposable {
  readonly #port: number;
  readonly #connections: Deno.TcpConn[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Opens some more; those that the server does not accept are left out. */
  async open(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      try {
        this.#connections.push(await Deno.connect({ hostname: "127.0.0.1", port: this.#port }));
      } catch (thrown) {
        if (!(thrown instanceof Deno.errors.ConnectionRefused || thrown instanceof Deno.errors.ConnectionReset)) {
          throw thrown;
        }
      }
    }
  }

  /** Hangs up. */
  [Symbol.dispose](): void {
    for (const connection of this.#connections.splice(0)) connection.close();
  }
}
