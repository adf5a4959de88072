import { signalOwners } from "@openenv/core/async";
import type process from "node:process";

/** Called at the end of the process. */
export interface StopListeners {
  /** Called at SIGINT and SIGTERM, twice at a second one. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Called when the process exits now; nothing asynchronous runs after it. */
  readonly exit: () => void;
}

/** The part of `node:process` that is used here. */
type Process = Pick<typeof process, "on" | "off" | "listenerCount" | "kill" | "pid">;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Signals closer than this are one: `deno task` sends again the Ctrl-C that the terminal has sent already. */
const ONE_SIGNAL_MS = 200;

/** Listens to everything by which a process can end, except SIGKILL. */
export class StopHooks {
  readonly #process: Process;
  #cleanups: (() => void)[] = [];
  /** The last error that nothing had caught when it was reported; a listener may have prevented the end. */
  #lastError: Event | undefined;

  /** Creates hooks that do not listen yet. */
  constructor(process: Process) {
    this.#process = process;
  }

  /** Begins to listen. */
  listen({ signal, exit }: StopListeners): void {
    let heardAt = -Infinity;
    for (const name of SIGNALS) {
      this.#on(name, () => {
        const isSame = performance.now() - heardAt < ONE_SIGNAL_MS;
        heardAt = performance.now();
        if (!isSame) signal(name);
      });
    }
    // Deno's exit has only the first, Node's only the second; a program that ends by itself may have both.
    this.#onEvent("unload", exit);
    this.#on("exit", exit);
    for (const type of ["error", "unhandledrejection"]) this.#onEvent(type, (event) => this.#lastError = event);
    this.#on("uncaughtExceptionMonitor", () => {
      if (this.#lastError?.defaultPrevented !== true) exit();
    });
  }

  /** Stops listening. */
  unlisten(): void {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#lastError = undefined;
  }

  /**
   * Ends the process as the signal would have, unless another part of the program listens to it: then that decides. It
   * stops listening first. Nothing tells whether there are listeners of `Deno.addSignalListener`; if there are, they are
   * called once more, and the process goes on.
   */
  die(signal: NodeJS.Signals): void {
    this.unlisten();
    const isOwned = signalOwners().size > 0 || this.#process.listenerCount(signal) > 0;
    if (!isOwned) this.#process.kill(this.#process.pid, signal);
  }

  #on(name: string, listener: () => void): void {
    this.#process.on(name as "exit", listener);
    this.#cleanups.push(() => this.#process.off(name as "exit", listener));
  }

  #onEvent(type: string, listener: (event: Event) => void): void {
    const { addEventListener, removeEventListener } = globalThis as Partial<EventListening>;
    addEventListener?.call(globalThis, type, listener);
    this.#cleanups.push(() => removeEventListener?.call(globalThis, type, listener));
  }
}

/** The events of a runtime; some have none. */
interface EventListening {
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
}
