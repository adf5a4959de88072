import { Child, type ChildOptions, ChildPool, type ChildPoolOptions, SandboxError } from "@openenv/sandbox";
import { type Inspected, Interpreter, INTERPRETER_LIMITS } from "./interpreter.ts";
import type { InterpreterKind } from "./messages.ts";
import { PYODIDE_FOLDER } from "./pyodide_folder.ts";
import { findSnapshot } from "./snapshot.ts";

const MIB = 1024 * 1024;
/** How many children of a kind wait, started: each one of Python takes 150 MB. */
const POOL_SIZE = 1;
/** How long reading the syntax of a program may take. */
const INSPECT_MS = 5000;

/** The children of one kind: those that wait, and one that reads syntax and never runs a program. */
class Workshop {
  readonly #pool: ChildPool;
  #first: Child | undefined;
  #reader: Promise<Interpreter> | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  private constructor(options: ChildPoolOptions, first: Child | undefined) {
    this.#pool = new ChildPool(options);
    this.#first = first;
  }

  /**
   * Starts the first child, to find out whether there is a complete lock file. It must be frozen: a program that imports
   * a package would write it, whatever its permissions are. Without one there is nothing to write.
   */
  static async open(options: ChildOptions): Promise<Workshop> {
    const frozen = { ...options, flags: ["--frozen"], size: POOL_SIZE };
    const first = Child.start(frozen);
    try {
      await first.ready;
      return new Workshop(frozen, first);
    } catch (error) {
      if (!(error instanceof SandboxError) || !/lockfile is out of date/.test(error.data.output ?? "")) throw error;
      return new Workshop({ ...frozen, flags: ["--no-lock"] }, undefined);
    }
  }

  async take(): Promise<Interpreter> {
    const child = this.#first ?? this.#pool.take();
    this.#first = undefined;
    await child.ready;
    return new Interpreter(child);
  }

  /** One program at a time, so that the limit is of that program alone. */
  inspect(code: string): Promise<Inspected> {
    const turn = this.#reading.then(() => this.#inspect(code));
    this.#reading = turn.catch(() => {});
    return turn;
  }

  async close(): Promise<void> {
    await this.#first?.close(0);
    await this.#pool[Symbol.asyncDispose]();
    await this.#reading;
    await (await this.#reader)?.close();
  }

  /** Starts what reads syntax, so that no step has to wait for it. */
  prepare(): Promise<Interpreter> {
    return this.#reader ??= this.take();
  }

  async #inspect(code: string): Promise<Inspected> {
    const reader = await this.prepare();
    const inspected = await reader.inspect(code, INSPECT_MS);
    if (reader.readEnd() !== undefined) this.#reader = undefined;
    return inspected;
  }
}

/** The interpreters of this process. They are started at the first reset of any session, and end with the last one. */
const workshops = new Map<InterpreterKind, Promise<Workshop>>();
let users = 0;

/** One session's share of the interpreters of this process. */
export class Interpreters {
  #isOpen = true;

  /** Begins to use them. */
  constructor() {
    users++;
  }

  /** Takes a fresh interpreter, which is the caller's to close. */
  async take(kind: InterpreterKind): Promise<Interpreter> {
    return await (await open(kind)).take();
  }

  /** Gets ready to read syntax. */
  async prepare(kind: InterpreterKind): Promise<void> {
    await (await open(kind)).prepare();
  }

  /** Reads the syntax of a program, in a process that no program has run in. */
  async inspect(kind: InterpreterKind, code: string): Promise<Inspected> {
    return await (await open(kind)).inspect(code);
  }

  /** Stops using them. The last user closes all that wait. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (--users > 0) return;
    const opened = [...workshops.values()];
    workshops.clear();
    await Promise.all(opened.map((workshop) => workshop.then((started) => started.close(), () => {})));
  }
}

function open(kind: InterpreterKind): Promise<Workshop> {
  const opened = workshops.get(kind);
  if (opened !== undefined) return opened;
  const created = OPTIONS[kind]().then((options) => Workshop.open({ ...options, ...INTERPRETER_LIMITS }));
  workshops.set(kind, created);
  // The next session tries again.
  created.catch(() => workshops.delete(kind));
  return created;
}

const OPTIONS: Readonly<Record<InterpreterKind, () => Promise<ChildOptions>>> = {
  async python() {
    await import("pyodide"); // children load nothing from the network, so it must be here
    const snapshot = await findSnapshot();
    const files = snapshot === undefined ? [] : [snapshot];
    return {
      entry: import.meta.resolve("./python_child.ts"),
      permissions: { read: [PYODIDE_FOLDER, ...files], env: ["PYTHON_SNAPSHOT"] },
      env: Object.fromEntries(files.map((path) => ["PYTHON_SNAPSHOT", path])),
      memoryBytes: 768 * MIB,
    };
  },
  async script() {
    await import("amaro"); // as above
    return {
      entry: import.meta.resolve("./script_child.ts"),
      permissions: { sys: true },
      heapBytes: 256 * MIB,
      memoryBytes: 512 * MIB,
    };
  },
};
