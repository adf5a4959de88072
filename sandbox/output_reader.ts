/** The output, up to a limit. */
export class OutputBuffer {
  readonly #limit: number;
  #text = "";
  #dropped = 0;

  /** Keeps at most so many characters. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds text; what is over the limit is counted only. */
  add(text: string): void {
    const room = this.#limit - this.#text.length;
    this.#text += text.slice(0, Math.max(0, room));
    this.#dropped += Math.max(0, text.length - Math.max(0, room));
  }

  /** Returns what is kept and how many characters were dropped, and forgets both. */
  take(): { readonly text: string; readonly dropped: number } {
    const taken = { text: this.#text, dropped: this.#dropped };
    this.#text = "";
    this.#dropped = 0;
    return taken;
  }

  /** The text that is kept. */
  get text(): string {
    return this.#text;
  }
}

/** Called with what {@linkcode LineReader} finds. */
export interface LineListener {
  /** Called with the text of a message. */
  message(text: string): void;
  /** Called with other output. */
  output(text: string): void;
  /** Called when a message is larger than its limit. */
  tooLarge(): void;
}

/**
 * Tells messages from other output. A message begins with a secret and ends with its line; it may follow output that has
 * not ended its own line. Output is not kept, and a message only up to its limit.
 */
export class LineReader {
  readonly #prefix: string;
  readonly #maxChars: number;
  readonly #listener: LineListener;
  /** The beginning of a message whose end has not come, in pieces, since joining them for each would cost too much. */
  #message: string[] | undefined;
  #length = 0;
  /** The end of the output, as far as a message may begin there. */
  #rest = "";

  /** Reads lines for a listener. */
  constructor(secret: string, maxChars: number, listener: LineListener) {
    this.#prefix = `${secret} `;
    this.#maxChars = maxChars;
    this.#listener = listener;
  }

  /** Reads the next piece of text. */
  push(text: string): void {
    let rest = text;
    while (rest !== "") rest = this.#message === undefined ? this.#readOutput(rest) : this.#readMessage(rest);
  }

  /** Reads what is left at the end. */
  end(): void {
    const left = this.#message === undefined ? this.#rest : this.#prefix + this.#message.join("");
    if (left !== "") this.#listener.output(left);
    this.#rest = "";
    this.#message = undefined;
  }

  /** Reads up to the beginning of a message; returns what comes after the secret. */
  #readOutput(text: string): string {
    const all = this.#rest + text;
    const start = all.indexOf(this.#prefix);
    const end = start < 0 ? all.length - this.#possibleStart(all) : start;
    if (end > 0) this.#listener.output(all.slice(0, end));
    this.#rest = start < 0 ? all.slice(end) : "";
    if (start < 0) return "";
    this.#message = [];
    this.#length = 0;
    return all.slice(start + this.#prefix.length);
  }

  /** Reads up to the end of a message; returns what comes after it. */
  #readMessage(text: string): string {
    const end = text.indexOf("\n");
    const piece = end < 0 ? text : text.slice(0, end);
    this.#length += piece.length;
    if (this.#length > this.#maxChars) {
      this.#message = [];
      this.#listener.tooLarge();
    } else this.#message!.push(piece);
    if (end < 0) return "";
    const message = this.#message!.join("");
    this.#message = undefined;
    if (this.#length <= this.#maxChars) this.#listener.message(message);
    return text.slice(end + 1);
  }

  /** Returns how many characters at the end may be the beginning of the secret. */
  #possibleStart(text: string): number {
    for (let length = Math.min(text.length, this.#prefix.length - 1); length > 0; length--) {
      if (text.endsWith(this.#prefix.slice(0, length))) return length;
    }
    return 0;
  }
}
