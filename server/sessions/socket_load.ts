/** How long a client may take to close its side until its socket counts as a slot, in milliseconds. */
const CLOSING_GRACE_MS = 1000;
/** How long bytes of an open socket may wait until they count as unread, in milliseconds. */
const READING_GRACE_MS = 1000;
/** So many bytes that wait for one client are not worth counting. */
export const NEGLIGIBLE_BYTES = 64 * 1024;

/** A socket, as far as its load matters. */
export interface LoadedSocket {
  /** The number of bytes that wait for the client to read them. */
  readonly unreadBytes: number;
}

/** A socket that is being closed. */
interface Closing {
  readonly since: number;
  readonly unreadBytes: number;
}

/**
 * The resources that a server's sockets hold apart from their sessions: sockets that are being closed and are not gone yet, and
 * bytes that wait for clients that do not read.
 *
 * The runtime can't drop a socket. One whose client never answers the closing handshake keeps its descriptor, and all
 * that waits to be sent on it, until the client goes. So what such sockets hold has to count.
 */
export class SocketLoad {
  readonly #closing: Map<LoadedSocket, Closing> = new Map();
  readonly #reading: Map<LoadedSocket, number> = new Map();

  /** The number of sockets that are being closed and are not gone yet. */
  get closingCount(): number {
    return this.#closing.size;
  }

  /** The number of closing sockets that take a slot: those that hold much, or are not gone after a moment. */
  get stuckCount(): number {
    const now = performance.now();
    let count = 0;
    for (const { since, unreadBytes } of this.#closing.values()) {
      if (now - since >= CLOSING_GRACE_MS || unreadBytes > NEGLIGIBLE_BYTES) count++;
    }
    return count;
  }

  /** The number of bytes that wait for clients that do not read. */
  get unreadBytes(): number {
    const now = performance.now();
    let bytes = 0;
    for (const { unreadBytes } of this.#closing.values()) bytes += unreadBytes;
    for (const [socket, since] of this.#reading) {
      const { unreadBytes } = socket;
      if (unreadBytes <= NEGLIGIBLE_BYTES) this.#reading.delete(socket);
      else if (now - since >= READING_GRACE_MS) bytes += unreadBytes;
    }
    return bytes;
  }

  /** Watches an open socket that is about to be sent much. Its wait begins anew if its client had read everything. */
  watch(socket: LoadedSocket, unreadBytes: number): void {
    if (unreadBytes <= NEGLIGIBLE_BYTES || !this.#reading.has(socket)) this.#reading.set(socket, performance.now());
  }

  /** Counts a socket as closing until it is gone. Call it before the socket is closed: after that, nothing tells how much waits. */
  addClosing(socket: LoadedSocket): void {
    if (this.#closing.has(socket)) return;
    this.#reading.delete(socket);
    this.#closing.set(socket, { since: performance.now(), unreadBytes: socket.unreadBytes });
  }

  /** Forgets a socket that is gone. */
  remove(socket: LoadedSocket): void {
    this.#reading.delete(socket);
    this.#closing.delete(socket);
  }
}
