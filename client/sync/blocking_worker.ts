import type { WireError } from "@openenv/core/errors";
import { PUMP } from "./pump.ts";
import { loadThreads, type Port, type Threads } from "./threads.ts";

/** What happens to the connection in the worker. */
export type ConnectionEvent =
  | { readonly type: "open" }
  | { readonly type: "refused"; readonly why?: string; readonly error?: WireError }
  | { readonly type: "message"; readonly text: string | undefined }
  | { readonly type: "end"; readonly code: number; readonly reason: string };

/** The answer to one question. */
export interface WorkerAnswer {
  /** The question's id. */
  readonly id: number;
  /** The status of an HTTP answer. */
  readonly status?: number;
  /** The headers of an HTTP answer. */
  readonly headers?: [string, string][];
  /** The text of an answer. */
  readonly text?: string;
  /** Why there is no HTTP answer. */
  readonly failure?: { readonly message: string; readonly cause?: string; readonly size?: number };
  /** Why an environment's module gave no answer. */
  readonly error?: WireError;
  /** Why the module could not be asked. */
  readonly why?: string;
}

type WorkerEvent = ConnectionEvent | { readonly type: "log"; readonly text: string } | { readonly type: "exit" };

const EXITED = "the worker has exited, as the environment told it to";

/** What the worker is asked to do; `pump.ts` lists the actions. */
export interface WorkerAction {
  /** The action's name. */
  readonly do: string;
  /** Its arguments. */
  readonly [argument: string]: unknown;
}

/** Options of {@linkcode BlockingWorker}. */
export interface BlockingWorkerOptions {
  /** What the side of an environment's module needs; absent for a server. */
  readonly module?: unknown;
  /** Called with what the worker logs. */
  readonly log: (text: string) => void;
}

/** A worker that does I/O while this thread waits for it. */
export class BlockingWorker {
  readonly #threads: Threads;
  readonly #thread: InstanceType<Threads["Worker"]>;
  readonly #port: Port;
  /** Counts what the worker has sent. */
  readonly #signal: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4));
  readonly #log: (text: string) => void;
  /** Receives the events of the connection. */
  #listener: ((event: ConnectionEvent) => void) | undefined;
  /** The open questions, and the answers that have come; an answer to a question that was given up is dropped. */
  readonly #answers = new Map<number, WorkerAnswer | undefined>();
  #asked = 0;
  #hasExited = false;

  /** Starts the worker. Throws `SyncUnavailableError` where that is not possible. */
  constructor({ module, log }: BlockingWorkerOptions) {
    this.#threads = loadThreads();
    this.#log = log;
    const { port1, port2 } = new this.#threads.MessageChannel();
    this.#port = port1;
    const workerData = { port: port2, signal: this.#signal, module };
    const url = new URL(`data:text/javascript,${encodeURIComponent(PUMP)}`);
    this.#thread = new this.#threads.Worker(url, { workerData, transferList: [port2] });
    // An error that ends the worker must not end the program; calls report that nothing comes any more.
    this.#thread.on("error", () => {});
    this.#thread.unref();
    this.#port.unref();
  }

  /** `true` if the worker has ended by itself. */
  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Hands the events of the connection to a listener, instead of to the last one. */
  listen(listener: (event: ConnectionEvent) => void): void {
    this.#listener = listener;
  }

  /** Tells the worker to do something. */
  post(action: WorkerAction): void {
    this.#port.postMessage(action);
  }

  /** Asks the worker, and waits for the answer; `undefined` after `timeoutMs`. */
  ask(action: WorkerAction, timeoutMs: number): WorkerAnswer | undefined {
    return this.finish(this.start(action), timeoutMs);
  }

  /** Asks the worker; {@linkcode BlockingWorker.finish} waits for the answer to the returned id. */
  start(action: WorkerAction): number {
    const id = ++this.#asked;
    this.#answers.set(id, undefined);
    this.post({ ...action, id });
    return id;
  }

  /** Waits for an answer; after `timeoutMs` gives the question up and returns `undefined`. */
  finish(id: number, timeoutMs: number): WorkerAnswer | undefined {
    const endAt = performance.now() + timeoutMs;
    let answer = this.#answers.get(id);
    for (let leftMs = timeoutMs; answer === undefined && leftMs > 0; leftMs = endAt - performance.now()) {
      this.wait(leftMs);
      answer = this.#hasExited ? { id, why: EXITED } : this.#answers.get(id);
    }
    this.#answers.delete(id);
    if (answer === undefined) this.post({ do: "abort", id });
    return answer;
  }

  /** Hands on what has come; if nothing has, waits for something, for at most `timeoutMs`. */
  wait(timeoutMs: number): void {
    const seen = Atomics.load(this.#signal, 0);
    if (this.drain()) return;
    Atomics.wait(this.#signal, 0, seen, timeoutMs);
    this.drain();
  }

  /** Hands on what has come; `false` if nothing has. */
  drain(): boolean {
    let next = this.#threads.receiveMessageOnPort(this.#port);
    if (next === undefined) return false;
    for (; next !== undefined; next = this.#threads.receiveMessageOnPort(this.#port)) {
      this.#receive(next.message as WorkerEvent | (WorkerAnswer & { readonly type: "answer" }));
    }
    return true;
  }

  /** Ends the worker, and drops its connection. */
  terminate(): void {
    this.#thread.terminate();
    this.#port.close();
  }

  #receive(event: WorkerEvent | (WorkerAnswer & { readonly type: "answer" })): void {
    if (event.type === "log") return this.#log(event.text);
    if (event.type === "exit") {
      this.#hasExited = true;
      return this.#listener?.({ type: "end", code: 1006, reason: EXITED });
    }
    if ("id" in event && event.id !== undefined) this.#keep(event);
    else this.#listener?.(event as ConnectionEvent);
  }

  #keep(answer: WorkerAnswer): void {
    if (this.#answers.has(answer.id)) this.#answers.set(answer.id, answer);
  }
}
