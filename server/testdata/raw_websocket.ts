import { RawHttp } from "./raw_http.ts";

/** The request that asks for a WebSocket at a path of this machine. */
export function upgradeRequest(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

/** A WebSocket that reads nothing and answers nothing, not even a closing handshake, unless told to; dispose it. */
export class RawWebSocket implements Disposable {
  /** The status of the answer to the upgrade request: 101, or the refusal's. */
  readonly status: number;
  readonly #http: RawHttp;

  private constructor(http: RawHttp, status: number) {
    this.#http = http;
    this.status = status;
  }

  /** Connects to a port of this machine. */
  static async connect(port: number, path = "/ws"): Promise<RawWebSocket> {
    const http = await RawHttp.connect(port);
    await http.send(upgradeRequest(path));
    return new RawWebSocket(http, (await http.answer())!.status);
  }

  /** Sends a message in one frame, masked with zeros; `false` if the server hung up meanwhile. */
  send(message: unknown): Promise<boolean> {
    const text = new TextEncoder().encode(JSON.stringify(message));
    assertShort(text);
    const head = [0x81, 0x80 | 126, text.length >> 8, text.length & 255, 0, 0, 0, 0];
    return this.#http.send(new Uint8Array([...head, ...text]));
  }

  /** Reads bytes and drops them. */
  skip(count: number): Promise<void> {
    return this.#http.skip(count);
  }

  /** Hangs up. */
  [Symbol.dispose](): void {
    this.#http[Symbol.dispose]();
  }
}

function assertShort({ length }: Uint8Array): void {
  if (length > 65_535) throw new RangeError(`Cannot send message: ${length} bytes do not fit into a short frame`);
}
