/** A place in the queue of an {@linkcode InstanceGate}, and later the right to have an instance. */
export interface Turn {
  /** Resolves when an instance may be created; `undefined` if it may be created at once. */
  readonly ready: Promise<void> | undefined;
  /** Lets the next one have its turn: the instance has ended, or is not wanted any more. */
  end(): void;
}

/** Lets the sessions of an exclusive contract have one instance at a time, in the order in which they ask. */
export class InstanceGate {
  #holder: object | undefined;
  readonly #waiting: { readonly turn: object; readonly grant: () => void }[] = [];

  /** Asks for a turn. */
  take(): Turn {
    const { promise, resolve } = Promise.withResolvers<void>();
    const turn: Turn = { ready: this.#holder === undefined ? undefined : promise, end: () => this.#end(turn) };
    if (this.#holder === undefined) this.#holder = turn;
    else this.#waiting.push({ turn, grant: resolve });
    return turn;
  }

  #end(turn: object): void {
    if (this.#holder === turn) {
      const next = this.#waiting.shift();
      this.#holder = next?.turn;
      next?.grant();
      return;
    }
    const index = this.#waiting.findIndex((place) => place.turn === turn);
    if (index < 0) return;
    const [place] = this.#waiting.splice(index, 1);
    // Nothing waits for a promise that never settles.
    place!.grant();
  }
}
