/** How often the time is brought up to date, in milliseconds. */
const UPDATE_MS = 1000;

/** Shows which check runs, and for how long, on a line that is written over again and again. */
export class Progress implements Disposable {
  readonly #show: (line: string) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #what = "loading";
  #since = performance.now();

  /** Begins with loading; `show` writes the line, or removes an empty one. */
  constructor(show: (line: string) => void) {
    this.#show = show;
    this.#timer = setInterval(() => this.#update(), UPDATE_MS);
    this.#update();
  }

  /** Goes on to a check. */
  next(id: string): void {
    [this.#what, this.#since] = [id, performance.now()];
    this.#update();
  }

  /** Removes the line. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#show("");
  }

  #update(): void {
    const seconds = Math.floor((performance.now() - this.#since) / 1000);
    this.#show(`${this.#what}${seconds === 0 ? "" : `, ${seconds} s`}`);
  }
}
