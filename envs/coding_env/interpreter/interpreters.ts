import { type Child, ChildPool, type ChildPoolOptions } from "@openenv/sandbox";
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
  #reader: Promise<Interpreter> | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(options: ChildPoolOptions) {
    this.#pool = new ChildPool(options);
  }

  async take(): Promise<Interpreter> {
    return toInterpreter(this.#pool.take());
  }

  /** One program at a time, so that the limit is of that program alone. */
  inspect(code: string): Promise<Inspected> {
    const turn = this.#reading.then(() => this.#inspect(code));
    this.#reading = turn.catch(() => {});
    return turn;
  }

  async close(): Promise<void> {
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

async function toInterpreter(child: Child): Promise<Interpreter> {
  await child.ready;
  return new Interpreter(child);
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
    await Promise.all(opened.map(async (workshop) => (await workshop).close()));
  }
}

function open(kind: InterpreterKind): Promise<Workshop> {
  const opened = workshops.get(kind);
  if (opened !== undefined) return opened;
  const created = OPTIONS[kind]().then((options) =>
    new Workshop({ ...options, ...INTERPRETER_LIMITS, size: POOL_SIZE })
  );
  workshops.set(kind, created);
  return created;
}

const OPTIONS: Readonly<Record<InterpreterKind, () => Promise<Omit<ChildPoolOptions, "size">>>> = {
  async python() {
    const snapshot = await findSnapshot();
    const files = snapshot === undefined ? [] : [snapshot];
    return {
      entry: import.meta.resolve("./python_child.ts"),
      permissions: { read: [PYODIDE_FOLDER, ...files], env: ["PYTHON_SNAPSHOT"] },
      env: Object.fromEntries(files.map((path) => ["PYTHON_SNAPSHOT", path])),
      memoryBytes: 768 * MIB,
    };
  },
  script: () =>
    Promise.resolve({
      entry: import.meta.resolve("./script_child.ts"),
      permissions: { sys: true },
      heapBytes: 256 * MIB,
      memoryBytes: 512 * MIB,
    }),
};
