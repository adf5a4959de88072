/** What was printed, up to a limit. */
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

/** Tells messages, which are lines that begin with a secret, from other output, without keeping long lines. */
export class LineReader {
  readonly #prefix: string;
  readonly #maxChars: number;
  readonly #listener: LineListener;
  #rest = "";
  /** `true` inside a line that is known to be no message. */
  #isOutput = false;
  /** `true` after a line of output: its end is the beginning of a message, if one follows. */
  #hasEnded = false;

  /** Reads lines for a listener. */
  constructor(secret: string, maxChars: number, listener: LineListener) {
    this.#prefix = `${secret} `;
    this.#maxChars = maxChars;
    this.#listener = listener;
  }

  /** Reads the next piece of text. */
  push(text: string): void {
    this.#rest += text;
    let start = 0;
    for (let end = this.#rest.indexOf("\n"); end >= 0; end = this.#rest.indexOf("\n", start)) {
      this.#line(this.#rest.slice(start, end));
      start = end + 1;
    }
    this.#rest = this.#rest.slice(start);
    this.#settle();
  }

  /** Reads what is left at the end. */
  end(): void {
    if (this.#rest !== "" || this.#hasEnded) this.#output(this.#rest);
    this.#rest = "";
  }

  #line(line: string): void {
    const isMessage = !this.#isOutput && line.startsWith(this.#prefix);
    if (!isMessage) this.#output(line);
    this.#hasEnded = !isMessage;
    this.#isOutput = false;
    if (isMessage) this.#listener.message(line.slice(this.#prefix.length));
  }

  #output(text: string): void {
    this.#listener.output(this.#hasEnded ? `\n${text}` : text);
    this.#hasEnded = false;
  }

  /** Hands over a long beginning of a line that can't become a message, so that a flood is not kept. */
  #settle(): void {
    if (this.#rest.length < this.#prefix.length) return;
    if (!this.#isOutput && this.#rest.startsWith(this.#prefix)) {
      if (this.#rest.length > this.#maxChars) this.#listener.tooLarge();
      return;
    }
    this.#isOutput = true;
    this.#output(this.#rest);
    this.#rest = "";
  }
}
