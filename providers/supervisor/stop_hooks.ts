import { signalOwners } from "@openenv/core/async";
import { readFileSync } from "node:fs";
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
/** The numbers that the system has for them. */
const NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;
/** Signals closer than this are one: `deno task` sends again the Ctrl-C that the terminal has sent already. */
const ONE_SIGNAL_MS = 200;

/** Listens to everything by which a process can end, except SIGKILL. */
export class StopHooks {
  readonly #process: Process;
  readonly #isCaught: (signal: number) => boolean;
  #cleanups: (() => void)[] = [];
  /** The signals that the program handled before this first listened: the runtime keeps its handlers for ever. */
  #handled: ReadonlySet<string> | undefined;
  /** The last error that nothing had caught when it was reported; a listener may have prevented the end. */
  #lastError: Event | undefined;

  /** Creates hooks that do not listen yet. `isCaught` tells whether the program handles a signal by its number. */
  constructor(process: Process, isCaught: (signal: number) => boolean = isCaughtHere) {
    this.#process = process;
    this.#isCaught = isCaught;
  }

  /** Begins to listen. */
  listen({ signal, exit }: StopListeners): void {
    this.#handled ??= new Set(SIGNALS.filter((name) => this.#isCaught(NUMBERS[name])));
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
   * stops listening first.
   */
  die(signal: NodeJS.Signals): void {
    this.unlisten();
    const isOwned = signalOwners().size > 0 || this.#handled?.has(signal) === true ||
      this.#process.listenerCount(signal) > 0;
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

/** `true` if this process has a handler for the signal, as Linux knows it; `false` where nothing tells. */
function isCaughtHere(signal: number): boolean {
  try {
    const [, caught] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))!;
    return (BigInt(`0x${caught}`) >> BigInt(signal - 1) & 1n) === 1n;
  } catch {
    return false;
  }
}
