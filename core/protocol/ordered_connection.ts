import { isPromiseLike } from "../async/is_promise_like.ts";
import type { MaybePromise } from "../result.ts";
import type { Session } from "../session/session.ts";

/** The answer to a frame: a frame to send, or `null` to close the connection. */
export type Reply<Frame> = MaybePromise<Frame | null>;

/**
 * The server's end of one connection to a session. It answers frames one at a time, in the order of their arrival.
 *
 * A subclass answers a single frame. Frames that arrive while an answer is pending wait for it. As long as none is
 * pending and the session is synchronous, no promise is created.
 */
export abstract class OrderedConnection<Frame extends string | object> {
  /** The session that handles the frames. */
  protected readonly session: Session;
  #last: Promise<Frame | null> | undefined;
  #pending = 0;

  /** Creates a connection to a session, which may not be open yet. */
  constructor(session: Session) {
    this.session = session;
  }

  /** The number of frames that are being answered or are waiting. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Opens the session. Frames that arrive meanwhile wait for it. Returns an error frame if the session can't be opened,
   * otherwise `undefined`.
   */
  open(): MaybePromise<Frame | undefined> {
    try {
      const opening = this.session.open();
      if (!isPromiseLike(opening)) return undefined;
      const opened = opening.then(() => undefined, (thrown) => this.writeError(thrown));
      void this.#follow(opened.then(() => null));
      return opened;
    } catch (thrown) {
      return this.writeError(thrown);
    }
  }

  /** Answers one frame, synchronously if the session does and no earlier frame waits. Never throws or rejects. */
  receive(frame: unknown): Reply<Frame> {
    if (this.#last !== undefined) return this.#follow(this.#last.then(() => this.answer(frame)));
    const reply = this.answer(frame);
    return isPromiseLike(reply) ? this.#follow(reply) : reply;
  }

  /** Resolves when every frame that was received so far has been answered. */
  async drained(): Promise<void> {
    await this.#last;
  }

  /** Answers any frame. Never throws; a rejection becomes an error frame. */
  protected abstract answer(frame: unknown): Reply<Frame>;

  /** Writes an error as a frame. Never throws. */
  protected abstract writeError(thrown: unknown): Frame;

  /** Makes later frames wait for an answer that is still pending. */
  #follow(reply: Promise<Frame | null>): Promise<Frame | null> {
    this.#pending++;
    const sent = reply.catch((thrown) => this.writeError(thrown)).then((frame) => {
      this.#pending--;
      if (this.#last === sent) this.#last = undefined;
      return frame;
    });
    this.#last = sent;
    return sent;
  }
}
