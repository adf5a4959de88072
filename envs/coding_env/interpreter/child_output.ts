import type { SendToParent } from "@openenv/sandbox/child";
import { MAX_OUTPUT_CHARS, type OutputStream, type Reply } from "./messages.ts";

/** So many pieces of a step's output are sent at once, so that a program that is killed has shown them. */
const EAGER_PIECES = 100;
/** Later pieces are collected to this size. */
const BATCH_CHARS = 4096;

/** Waits until the parent, which was told to, kills this process: exiting from inside of an evaluation is not safe. */
export function waitForEnd(): never {
  while (true) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** The child's side of a program's output: it is sent as it comes, up to a limit. A flood ends the child. */
export class ChildOutput {
  readonly #send: SendToParent;
  #id = 0;
  #pieces = 0;
  #chars = 0;
  #waiting: { readonly stream: OutputStream; text: string } | undefined;
  #isAtLineStart = true;

  /** Creates the output of one child. */
  constructor(send: SendToParent) {
    this.#send = send;
  }

  /** The request whose output it is. */
  get id(): number {
    return this.#id;
  }

  /** Begins the output of a request. */
  begin(id: number): void {
    this.#id = id;
    this.#pieces = this.#chars = 0;
    this.#isAtLineStart = true;
  }

  /** Takes a piece of output. */
  write(stream: OutputStream, text: string): void {
    if (text === "") return;
    const room = MAX_OUTPUT_CHARS - this.#chars;
    this.#chars += text.length;
    if (stream === "stdout") this.#isAtLineStart = text.at(-1) === "\n";
    if (this.#waiting?.stream !== stream) this.flush();
    this.#waiting ??= { stream, text: "" };
    this.#waiting.text += text.length > room ? text.slice(0, room) : text;
    if (++this.#pieces <= EAGER_PIECES || this.#waiting.text.length >= BATCH_CHARS) this.flush();
    if (text.length > room) this.#endFlood();
  }

  /** Writes the value of the last expression, on a line of its own. */
  writeValue(text: string): void {
    this.write("stdout", `${this.#isAtLineStart ? "" : "\n"}${text}\n`);
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#waiting === undefined) return;
    const { stream, text } = this.#waiting;
    this.#waiting = undefined;
    this.#send({ type: "output", id: this.#id, stream, text } satisfies Reply);
  }

  #endFlood(): void {
    this.flush();
    this.#send({ type: "flooded", id: this.#id } satisfies Reply);
    waitForEnd();
  }
}
