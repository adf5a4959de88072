import { SyncUnavailableError } from "@openenv/core/errors";

/** One end of a channel, as far as it is used here. */
export interface Port {
  /** Sends a message. */
  postMessage(message: unknown): void;
  /** Ends the channel. */
  close(): void;
  /** Lets the program end though the channel is open. */
  unref(): void;
}

/** A worker, as far as it is used here. */
interface Thread {
  /** Ends the worker. */
  terminate(): unknown;
  /** Lets the program end though the worker runs. */
  unref(): void;
  /** Listens to an error that ended the worker. */
  on(event: "error", listener: () => void): void;
}

/** The part of `node:worker_threads` that is used here. Deno, Node and Bun have it. */
export interface Threads {
  /** Starts workers. */
  readonly Worker: new (
    url: URL,
    options: { readonly workerData: unknown; readonly transferList: readonly unknown[] },
  ) => Thread;
  /** Creates channels. */
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
  /** Takes the next message of a port, without the event loop. */
  receiveMessageOnPort(port: Port): { readonly message: unknown } | undefined;
}

/** The part of `node:crypto` that is used here. */
interface HashMaker {
  createHash(algorithm: "sha256"): { update(text: string): { digest(form: "hex"): string } };
}

/** Node's built-in modules, without an import that browsers could not resolve. */
interface WithBuiltins {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
}

/** Loads the runtime's threads. Throws `SyncUnavailableError` where a thread can't wait for another one. */
export function loadThreads(): Threads {
  const threads = loadBuiltin("node:worker_threads") as Threads | undefined;
  if (typeof threads?.receiveMessageOnPort !== "function") throw unavailable("it has no node:worker_threads");
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
  } catch (cause) {
    throw unavailable("this thread must not block", { cause });
  }
  return threads;
}

/** Returns the SHA-256 hash of a text, in hexadecimal. */
export function hashNow(text: string): string {
  const { createHash } = loadBuiltin("node:crypto") as HashMaker;
  return createHash("sha256").update(text).digest("hex");
}

function loadBuiltin(name: string): unknown {
  return (globalThis as WithBuiltins).process?.getBuiltinModule?.(name);
}

function unavailable(why: string, options?: ErrorOptions): SyncUnavailableError {
  const text = `Cannot make a synchronous client in this runtime: ${why}; await the asynchronous client instead`;
  return new SyncUnavailableError(text, { reason: "runtime" }, options);
}

/** Blocks the thread for a while. */
export function sleepNow(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
