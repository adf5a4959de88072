/** One answer as its bytes said it. */
export interface RawAnswer {
  /** The status. */
  readonly status: number;
  /** The head, with the status line. */
  readonly head: string;
  /** The body. */
  readonly body: string;
}

const READ_TIMEOUT_MS = 60_000;

/** An HTTP connection on which anything can be said; dispose it. */
export class RawHttp implements Disposable {
  readonly #connection: Deno.TcpConn;
  #received = "";

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Connects to a port of this machine. */
  static async connect(port: number): Promise<RawHttp> {
    return new RawHttp(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Sends text, each character of it as one byte, or bytes; `false` if the server hung up meanwhile. */
  async send(data: string | Uint8Array): Promise<boolean> {
    let bytes = typeof data === "string" ? Uint8Array.from(data, (character) => character.charCodeAt(0)) : data;
    try {
      while (bytes.length > 0) bytes = bytes.subarray(await this.#connection.write(bytes));
      return true;
    } catch (thrown) {
      if (thrown instanceof Deno.errors.BrokenPipe || thrown instanceof Deno.errors.ConnectionReset) return false;
      throw thrown;
    }
  }

  /** The next answer; `undefined` if the server hangs up without one. Throws if neither happens for a minute. */
  async answer(): Promise<RawAnswer | undefined> {
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      const head = this.#received.slice(0, Math.max(end, 0));
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (end >= 0 && this.#received.length >= end + 4 + length) {
        const body = this.#received.slice(end + 4, end + 4 + length);
        this.#received = this.#received.slice(end + 4 + length);
        return { status: Number(head.split(" ")[1]), head, body };
      }
      if (!await this.#readMore()) return undefined;
    }
  }

  /** Waits for the first byte of an answer, and leaves the others unread. */
  async firstByte(): Promise<void> {
    await this.#connection.read(new Uint8Array(1));
  }

  /** Reads bytes and drops them; stops early if the server hangs up. */
  async skip(count: number): Promise<void> {
    let left = count - this.#received.length;
    this.#received = "";
    for (const buffer = new Uint8Array(1 << 20); left > 0;) {
      const size = await this.#connection.read(buffer);
      if (size === null) return;
      left -= size;
    }
  }

  /** Hangs up. */
  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #readMore(): Promise<boolean> {
    const buffer = new Uint8Array(65_536);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("The server says nothing")), READ_TIMEOUT_MS);
    });
    try {
      const size = await Promise.race([this.#connection.read(buffer), limit]);
      if (size === null) return false;
      for (const byte of buffer.subarray(0, size)) this.#received += String.fromCharCode(byte);
      return true;
    } catch (thrown) {
      if (thrown instanceof Deno.errors.ConnectionReset) return false;
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }
}
