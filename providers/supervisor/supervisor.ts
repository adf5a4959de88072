import process from "node:process";
import { StopHooks } from "./stop_hooks.ts";

/** Something that has to be stopped before this process ends. */
export interface Supervised {
  /** Stops it and removes its traces; may be called twice. */
  stop(): Promise<void>;
  /**
   * Stops it now, because the process exits: nothing asynchronous runs any more. What takes longer is begun, and the
   * returned function blocks the thread until it is done.
   */
  stopNow(): (() => void) | void;
}

/** Options for {@linkcode Supervisor}; tests pass their own. */
export interface SupervisorOptions {
  /** Listens to the end of the process. */
  readonly hooks: Pick<StopHooks, "listen" | "unlisten" | "die">;
}

/** How long the asynchronous stop at a signal may take, in milliseconds; then everything is stopped at once. */
const STOP_MS = 15_000;

/**
 * Stops everything that this process has started, at SIGINT and SIGTERM, at the exit of the process, and at an error that
 * nothing catches. After a SIGKILL, `openenv ps --prune` does it.
 */
export class Supervisor {
  readonly #hooks: SupervisorOptions["hooks"];
  readonly #things = new Set<Supervised>();
  #stopping = false;
  /** Resolves when a signal has stopped everything, and the process lives on all the same. */
  #ending: PromiseWithResolvers<void> | undefined;

  /** Creates a supervisor of nothing. */
  constructor({ hooks }: SupervisorOptions) {
    this.#hooks = hooks;
  }

  /** Registers something that is about to start; dispose the registration once it is stopped. */
  add(thing: Supervised): Disposable {
    if (this.#things.size === 0) {
      this.#hooks.listen({ signal: (signal) => void this.#end(signal), exit: () => this.stopNow() });
    }
    this.#things.add(thing);
    return { [Symbol.dispose]: () => this.#forget(thing) };
  }

  /** Stops everything. A stop that fails does not keep the others from theirs; the thing is then stopped at exit. */
  async stop(): Promise<void> {
    await Promise.allSettled([...this.#things].map((thing) => thing.stop()));
  }

  /** Stops everything while the thread waits. */
  stopNow(): void {
    const waits = [...this.#things].map((thing) => attempt(() => thing.stopNow()));
    this.#things.clear();
    for (const wait of waits) attempt(() => wait?.());
  }

  /** Settles as a promise does. If a signal is ending the process, a failure waits for that: it is no news any more. */
  async settle<T>(run: Promise<T>): Promise<T> {
    try {
      return await run;
    } catch (thrown) {
      await this.#ending?.promise;
      throw thrown;
    }
  }

  #forget(thing: Supervised): void {
    if (this.#things.delete(thing) && this.#things.size === 0 && !this.#stopping) this.#hooks.unlisten();
  }

  /** The first signal stops everything, the second does it at once; both then end the process. */
  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#ending ??= Promise.withResolvers<void>();
    if (!this.#stopping) {
      this.#stopping = true;
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, STOP_MS);
      await Promise.race([this.stop(), late.promise]);
      clearTimeout(timer);
      if (!this.#stopping) return; // a second signal has ended it
    }
    this.#stopping = false;
    this.stopNow();
    this.#hooks.die(signal);
    this.#ending.resolve();
    this.#ending = undefined;
  }
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined; // the process ends: there is nowhere to report it, and the next thing has to be stopped too
  }
}

const supervisor = new Supervisor({ hooks: new StopHooks(process) });

/**
 * Registers something that this process is about to start. It is stopped at SIGINT and SIGTERM, and when the process
 * exits. Register it before it can run, and dispose the registration once it has been stopped.
 */
export function supervise(thing: Supervised): Disposable {
  return supervisor.add(thing);
}

/**
 * Settles as a promise does; but if SIGINT or SIGTERM is ending this process, a failure waits for the end. The caller of
 * what has been stopped then prints no error of its own.
 */
export function settleUnlessEnding<T>(run: Promise<T>): Promise<T> {
  return supervisor.settle(run);
}

/** Stops everything that this process has started. Programs that handle signals themselves call it before they exit. */
export function stopSupervised(): Promise<void> {
  return supervisor.stop();
}
