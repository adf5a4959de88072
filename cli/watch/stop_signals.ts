/** Waits for SIGINT or SIGTERM. A second one exits at once, with the shell's code for it. Dispose it. */
export class StopSignals implements Disposable {
  /** Resolves at the first signal. */
  readonly first: Promise<undefined>;
  /** Called at the second signal, before the process exits. */
  onSecond: () => void = () => {};
  readonly #handlers: readonly [Deno.Signal, () => void][];
  #received = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.first = promise;
    this.#handlers = ([["SIGINT", 130], ["SIGTERM", 143]] as const).map(([signal, code]) => [signal, () => {
      if (this.#received) {
        this.onSecond();
        Deno.exit(code);
      }
      this.#received = true;
      resolve(undefined);
    }]);
    for (const [signal, handler] of this.#handlers) Deno.addSignalListener(signal, handler);
  }

  /** `true` from the first signal on. */
  get received(): boolean {
    return this.#received;
  }

  /** Gives the signals back to the runtime. */
  [Symbol.dispose](): void {
    for (const [signal, handler] of this.#handlers) Deno.removeSignalListener(signal, handler);
  }
}
