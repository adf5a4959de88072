import { InvalidOptionError } from "../../errors/error_classes.ts";
import { messageOf } from "../../errors/errors.ts";
import { isRecord } from "../../schema/json_schema.ts";
import { pathOf, type Schema } from "../../schema/schema.ts";
import { splitNotFound } from "../check_task.ts";
import {
  checkPrivate,
  invalidRow,
  type PrivateRow,
  type PublicRow,
  type RowOptions,
  type RowTask,
  toSplits,
  toTask,
} from "../row.ts";
import type { Task, TaskPlace, TaskProvider } from "../task.ts";
import { toByteSource } from "./byte_source.ts";
import { JsonlSplit } from "./jsonl_split.ts";

/** Options for {@linkcode tasksFromJsonl}. */
export interface JsonlOptions<Row, K extends string = string> extends RowOptions<K & keyof Row> {
  /**
   * The schema of each line. It types the tasks. Undeclared keys are dropped if the schema drops them, as zod's objects
   * do. Default: any object.
   */
  readonly row?: Schema<unknown, Row>;
}

/**
 * Creates tasks from files with one JSON object on each line.
 *
 * A file is read completely once, on first use, to find where its lines begin (8 bytes for each are kept). After that,
 * each call opens it and reads only the requested lines, so that its size does not matter. Blank lines and a byte order
 * mark are skipped. Deno needs permission to read the file.
 *
 * @param splits The file of each split, by its name: a path, or a URL such as
 * `new URL("./train.jsonl", import.meta.url)`. Any URL but a `file:` URL, as in a package loaded from a registry, is
 * fetched once and kept in memory.
 * @param options The private keys, and the schema of each line.
 * @returns The provider, for the contract's `tasks`; it is asynchronous.
 * @throws `InvalidOptionError` for invalid options. The provider's methods throw `InvalidTasksError` for a file that
 * cannot be read or has changed since, for a broken line, whose number is in `data.line`, and for an id that two tasks
 * have, when it is requested. None of these errors quotes private values.
 *
 * @example
 * ```ts
 * import { tasksFromJsonl } from "@openenv/core/tasks/jsonl";
 * import { mkdtemp, rm, writeFile } from "node:fs/promises";
 * import assert from "node:assert/strict";
 *
 * const folder = await mkdtemp("/tmp/tasks-");
 * await writeFile(`${folder}/train.jsonl`, '{"question":"1 + 1","answer":2}\n{"question":"2 + 2","answer":4}\n');
 * const tasks = tasksFromJsonl({ train: `${folder}/train.jsonl` }, { private: ["answer"] });
 * const task = { id: "train-1", public: { question: "2 + 2" }, private: { answer: 4 } };
 * assert.deepEqual(await tasks.getTask("train", 1), task);
 * await rm(folder, { recursive: true });
 * ```
 */
export function tasksFromJsonl<Row extends object = Record<string, unknown>, K extends string = never>(
  splits: Readonly<Record<string, string | URL>>,
  options: JsonlOptions<Row, K> = {},
): TaskProvider<PublicRow<Row, K>, PrivateRow<Row, K>> {
  const keys = checkPrivate(options.private);
  const list = toSplits(Object.keys(splits), options.types);
  const { row: schema } = options;
  const read = (row: unknown, place: TaskPlace) =>
    toTask<Row, K>((schema === undefined ? row : parseRow(schema, row, keys)) as Row, place, keys);
  const files = new Map(
    Object.entries(splits).map(([name, location]) => {
      if (typeof location !== "string" && !(location instanceof URL)) {
        const message = `Cannot use file of split "${name}": it is neither a path nor a URL`;
        throw new InvalidOptionError(message, { option: "splits" });
      }
      return [name, new JsonlSplit<RowTask<Row, K>>(name, toByteSource(location), read)];
    }),
  );
  const fileOf = (split: string) => {
    const file = files.get(split);
    if (file === undefined) throw splitNotFound(split, list);
    return file;
  };
  return {
    splits: () => list,
    numTasks: (split) => fileOf(split).count(),
    async getTask(split, index) {
      const [task] = await fileOf(split).range(index, index + 1);
      return task!;
    },
    getTaskRange: (split, start, stop) => fileOf(split).range(start, stop),
    findTask: (id) => findPlace([...files.values()], id),
  };
}

/** Finds the task with an id: at the index that the id names, or else in any of the files, all of which are read. */
async function findPlace(files: readonly JsonlSplit<Task>[], id: string): Promise<TaskPlace | undefined> {
  for (const file of files) {
    const place = await file.findDefault(id);
    if (place !== undefined) return place;
  }
  const found: TaskPlace[] = [];
  for (const file of files) found.push(...await file.find(id));
  const [first, second] = found;
  if (first === undefined || second === undefined) return first;
  throw invalidRow(second, `task ${first.index} of split "${first.split}" has the same id "${id}"`);
}

/** Returns the schema's output for a line; the id need not be declared. */
function parseRow<Row>(schema: Schema<unknown, Row>, row: unknown, keys: readonly string[]): unknown {
  const result = validate(schema, row, keys);
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw new InvalidOptionError("Cannot use option row: the schema answers with a promise", { option: "row" });
  }
  if (result.issues === undefined) {
    return isRecord(row) && row.id !== undefined ? { id: row.id, ...result.value } : result.value;
  }
  const [issue] = result.issues;
  const path = issue === undefined ? [] : pathOf(issue).map(String);
  const place = path.length === 0 ? "" : `${path.join(".")}: `;
  // Some libraries quote the refused value in a message, and a message about the row as a whole may quote all of it.
  const isTold = keys.length === 0 || (path.length > 0 && !keys.includes(path[0]!));
  throw refusal(`${place}${isTold ? issue?.message : "the schema refuses it, maybe for what is private"}`);
}

function validate<Row>(schema: Schema<unknown, Row>, row: unknown, keys: readonly string[]) {
  try {
    return schema["~standard"].validate(row);
  } catch (thrown) {
    throw refusal(keys.length === 0 ? messageOf(thrown) : "the schema throws, maybe for what is private");
  }
}

function refusal(state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot take row: ${state}`, { option: "row" });
}
