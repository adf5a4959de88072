/** How many bytes may wait for one reader; one that has more is cut off. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** One reader of a feed: a stream of bytes, and what waits until it reads them. */
export class FeedReader {
  /** The stream. It ends when the feed is closed, and when the reader is cut off. */
  readonly stream: ReadableStream<Uint8Array>;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #isEnding = false;
  /** Set while the stream wants more. */
  #wake: (() => void) | undefined;

  /** Creates a reader; `onLeave` is called when it goes away. */
  constructor(onLeave: (reader: FeedReader) => void) {
    this.stream = new ReadableStream<Uint8Array>({
      pull: (controller) => this.#deliver(controller),
      cancel: () => {
        this.#end();
        onLeave(this);
      },
    }, { highWaterMark: 0 });
  }

  /** Sends bytes; returns `false` if the reader has left too much unread, and is cut off. */
  send(bytes: Uint8Array): boolean {
    if (this.#size >= MAX_UNREAD_BYTES) {
      // An error would end the connection as well, but the runtime would write it to the log.
      this.#end();
      return false;
    }
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    this.#wake?.();
    return true;
  }

  /** Ends the stream, once everything is read. */
  close(): void {
    this.#isEnding = true;
    this.#wake?.();
  }

  /** Ends the stream, and forgets what waits. */
  #end(): void {
    this.#waiting = [];
    this.close();
  }

  async #deliver(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.#waiting.length === 0 && !this.#isEnding) await new Promise<void>((resolve) => this.#wake = resolve);
    this.#wake = undefined;
    const bytes = this.#waiting.shift();
    if (bytes === undefined) return controller.close();
    this.#size -= bytes.length;
    controller.enqueue(bytes);
  }
}
