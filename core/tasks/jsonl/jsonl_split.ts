import { OpenEnvError } from "../../errors/error_classes.ts";
import { messageOf } from "../../errors/errors.ts";
import { deriveSeed } from "../derive_seed.ts";
import { indexNotFound } from "../check_task.ts";
import type { Task, TaskPlace } from "../task.ts";
import { InvalidTasksError } from "../../errors/task_errors.ts";
import type { ByteSource, OpenBytes } from "./byte_source.ts";
import { LineIndex } from "./line_index.ts";

/** How many lines are read together when ids are collected. */
const BATCH_LINES = 256;
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Creates a task from a parsed line. Its errors are public, so they must quote nothing private. */
export type LineReader<T> = (row: unknown, place: TaskPlace) => T;

/**
 * The tasks of one file. It keeps the offset of each line and, once a task was requested by id, a hash for each id. The
 * file is opened for each call, and only the requested lines are read.
 */
export class JsonlSplit<T extends Task> {
  readonly #name: string;
  readonly #source: ByteSource;
  readonly #toTask: LineReader<T>;
  #index: Promise<LineIndex> | undefined;
  #ids: Promise<Uint32Array> | undefined;

  /** Creates a split with a name. */
  constructor(name: string, source: ByteSource, toTask: LineReader<T>) {
    this.#name = name;
    this.#source = source;
    this.#toTask = toTask;
  }

  /** Returns the number of tasks. */
  count(): Promise<number> {
    return this.#reading((_bytes, { count }) => Promise.resolve(count));
  }

  /** Reads the tasks from `start` up to but not including `stop`; throws `TaskNotFoundError` if there are fewer. */
  range(start: number, stop: number): Promise<T[]> {
    return this.#reading((bytes, index) => {
      const outside = start < 0 ? start : stop > index.count ? Math.max(start, index.count) : undefined;
      if (outside !== undefined) throw indexNotFound({ split: this.#name, index: outside });
      return this.#readLines(bytes, index, [start, stop]);
    });
  }

  /** Finds the task of an id of the form `<split>-<index>`, if the task at that index has no other id. */
  async findDefault(id: string): Promise<TaskPlace | undefined> {
    const index = Number(id.slice(this.#name.length + 1));
    if (id !== `${this.#name}-${index}` || !Number.isSafeInteger(index) || index < 0) return undefined;
    if (index >= await this.count()) return undefined;
    const [task] = await this.range(index, index + 1);
    return task?.id === id ? { split: this.#name, index } : undefined;
  }

  /** Finds the tasks with an id; all ids are collected on the first call. */
  async find(id: string): Promise<TaskPlace[]> {
    const hashes = await (this.#ids ??= this.#forgetOnFailure(this.#collectIds(), () => this.#ids = undefined));
    const hash = hashOf(id);
    const found: TaskPlace[] = [];
    for (let index = hashes.indexOf(hash); index !== -1; index = hashes.indexOf(hash, index + 1)) {
      const [task] = await this.range(index, index + 1);
      if (task?.id === id) found.push({ split: this.#name, index });
    }
    return found;
  }

  async #collectIds(): Promise<Uint32Array> {
    const hashes = new Uint32Array(await this.count());
    for (let start = 0; start < hashes.length; start += BATCH_LINES) {
      const tasks = await this.range(start, Math.min(start + BATCH_LINES, hashes.length));
      for (const [place, { id }] of tasks.entries()) hashes[start + place] = hashOf(id);
    }
    return hashes;
  }

  /** Opens the file for one call. The first call reads all of it, to build the index. */
  async #reading<R>(read: (bytes: OpenBytes, index: LineIndex) => Promise<R>): Promise<R> {
    const bytes = await this.#open();
    try {
      this.#index ??= this.#forgetOnFailure(LineIndex.build(bytes), () => this.#index = undefined);
      const index = await this.#index;
      if (index.stamp !== bytes.stamp) throw this.#failure("it has changed since it was first read");
      return await read(bytes, index);
    } catch (thrown) {
      throw thrown instanceof OpenEnvError ? thrown : this.#failure(messageOf(thrown), thrown);
    } finally {
      await bytes.close();
    }
  }

  async #open(): Promise<OpenBytes> {
    try {
      return await this.#source.open();
    } catch (cause) {
      throw this.#failure(messageOf(cause), cause);
    }
  }

  async #readLines(bytes: OpenBytes, index: LineIndex, [start, stop]: readonly [number, number]): Promise<T[]> {
    const first = index.offset(start);
    const text = await bytes.read(first, index.offset(stop));
    const tasks: T[] = [];
    for (let line = start; line < stop; line++) {
      const own = text.subarray(index.offset(line) - first, index.offset(line + 1) - first);
      try {
        tasks.push(this.#toTask(parseJson(DECODER.decode(own)), { split: this.#name, index: line }));
      } catch (thrown) {
        const number = await index.lineNumber(bytes, line);
        const message = `Cannot read line ${number} of ${this.#source.name}: ${messageOf(thrown)}`;
        throw new InvalidTasksError(message, this.#data({ index: line, line: number }), { cause: thrown });
      }
    }
    return tasks;
  }

  #failure(state: string, cause?: unknown): InvalidTasksError {
    return new InvalidTasksError(`Cannot read ${this.#source.name}: ${state}`, this.#data({}), { cause });
  }

  #data(more: { readonly index?: number; readonly line?: number }) {
    return { split: this.#name, ...more, file: this.#source.name };
  }

  /** Makes the next call try again if this one fails. */
  #forgetOnFailure<R>(promise: Promise<R>, forget: () => void): Promise<R> {
    promise.catch(forget);
    return promise;
  }
}

/** Parses a line. Runtimes quote text that they can't parse in their errors, and it may be private. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const [place = ""] = / at position \d+/.exec(messageOf(thrown)) ?? [];
    throw new SyntaxError(`it is no JSON${place}`);
  }
}

function hashOf(id: string): number {
  return deriveSeed(id) >>> 0;
}
