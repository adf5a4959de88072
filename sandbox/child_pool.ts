import { Child, type ChildOptions } from "./child_process.ts";

/** Options of {@linkcode ChildPool}. */
export interface ChildPoolOptions extends ChildOptions {
  /** How many children wait, started. */
  readonly size: number;
}

/**
 * Keeps children started, so that taking one costs no start.
 *
 * @example
 * ```ts ignore
 * import { ChildPool } from "@openenv/sandbox";
 *
 * await using pool = new ChildPool({ entry: import.meta.resolve("./entry.ts"), size: 2 });
 * const child = pool.take();
 * ```
 */
export class ChildPool implements AsyncDisposable {
  readonly #options: ChildPoolOptions;
  readonly #waiting: Child[] = [];
  #closed = false;

  /** Starts the first children. */
  constructor(options: ChildPoolOptions) {
    this.#options = options;
    this.#fill();
  }

  /** How many children wait. */
  get size(): number {
    return this.#waiting.filter((child) => child.end === undefined).length;
  }

  /** Takes a child, which is the caller's from now on; another one is started in its place. */
  take(): Child {
    let child = this.#waiting.shift();
    while (child?.end !== undefined) child = this.#waiting.shift();
    // The replacement is started when this child is at work, so that the two do not compete for the processor.
    if (!this.#closed) setTimeout(() => this.#fill(), 0);
    return child ?? Child.start(this.#options);
  }

  /** Closes the children that wait. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    // They have nothing to finish.
    await Promise.all(this.#waiting.splice(0).map((child) => child.close(0)));
  }

  #fill(): void {
    while (!this.#closed && this.size < this.#options.size) this.#waiting.push(Child.start(this.#options));
  }
}
