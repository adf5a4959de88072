/** A state that views follow. */
export class Store<S extends object> {
  /** The state as it is now. It is replaced, never changed. */
  state: S;
  readonly #listeners = new Set<() => void>();

  constructor(state: S) {
    this.state = state;
  }

  /** Changes a part of the state, and tells those who follow. */
  set(part: Partial<S>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after each change; returns a function that ends it. */
  follow(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
