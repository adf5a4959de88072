import { nearestName } from "../errors/nearest_name.ts";
import { InvalidOptionError } from "../errors/error_classes.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import { invalidSplits, isSplitType, toSplit } from "./check_task.ts";
import { type Split, SPLIT_TYPES, type SplitType, type Task, type TaskPlace } from "./task.ts";
import { InvalidTasksError } from "../errors/task_errors.ts";

/** What the helpers that make tasks of rows have in common. */
export interface RowOptions<K = string> {
  /**
   * The keys of a row that never leave the process that the environment runs in, such as the answer. Every row has all
   * of them, so that a misspelled key cannot give an answer away. Default: none.
   */
  readonly private?: readonly K[];
  /** What the splits are for, by their names. Default: the name, if that is a type, and else `validation`. */
  readonly types?: Readonly<Record<string, SplitType>>;
}

/** The public part of a row: what is neither private nor the task's id. */
export type PublicRow<Row, K> = Omit<Row, (K & keyof Row) | "id">;

/** The private part of a row; `undefined` if no key is private. */
export type PrivateRow<Row, K> = [K] extends [never] ? undefined : Pick<Row, K & keyof Row>;

/** A task made of a row. */
export type RowTask<Row, K> = Task<PublicRow<Row, K>, PrivateRow<Row, K>>;

/**
 * Makes a task of a row: its `id`, or `<split>-<index>`; the private keys; the rest.
 *
 * @throws `InvalidTasksError` for a row that is no object, has an id that is none, or lacks a private key.
 */
export function toTask<Row, K>(row: Row, place: TaskPlace, keys: readonly string[]): RowTask<Row, K> {
  if (!isRecord(row)) throw invalidRow(place, `it is ${nameOfValue(row)}, expected an object`);
  const open: Record<string, unknown> = {};
  const secret: Record<string, unknown> = {};
  for (const key of keys) {
    if (Object.hasOwn(row, key)) continue;
    const nearest = nearestName(key, Object.keys(row));
    const hint = nearest === undefined ? "" : ` (it has "${nearest}")`;
    throw invalidRow(place, `it lacks the private key "${key}"${hint}; null stands for one that a row does without`);
  }
  for (const [key, value] of Object.entries(row)) {
    if (key !== "id") define(keys.includes(key) ? secret : open, key, value);
  }
  const task = { id: toId(row.id, place), public: open as PublicRow<Row, K> };
  return keys.length === 0 ? task : { ...task, private: secret as PrivateRow<Row, K> };
}

/** The id of a row: a text, or an integer as a text; without one the place. */
export function toId(given: unknown, place: TaskPlace): string {
  if (given === undefined) return `${place.split}-${place.index}`;
  if (typeof given === "string" && given !== "") return given;
  if (Number.isSafeInteger(given)) return String(given);
  throw invalidRow(place, `its id is ${given === "" ? "empty" : nameOfValue(given)}, expected a text or an integer`);
}

/** Checks the list of private keys; throws `InvalidOptionError`. */
export function checkPrivate(keys: readonly unknown[] = []): readonly string[] {
  if (!Array.isArray(keys) || keys.some((key) => typeof key !== "string")) {
    throw new InvalidOptionError("Cannot use option private: it is not a list of keys", { option: "private" });
  }
  if (keys.includes("id")) {
    throw new InvalidOptionError("Cannot use option private: the id of a task is public", { option: "private" });
  }
  return [...keys] as string[];
}

/** Makes splits of names, with types that are given for some; throws `InvalidOptionError` or `InvalidTasksError`. */
export function toSplits(names: readonly string[], types: Readonly<Record<string, unknown>> = {}): Split[] {
  if (names.length === 0) throw invalidSplits("there is none");
  if (names.includes("")) throw invalidSplits("one has an empty name");
  for (const [name, type] of Object.entries(types)) {
    if (!names.includes(name)) {
      const nearest = nearestName(name, names);
      const hint = nearest === undefined ? "" : `, the nearest is "${nearest}"`;
      throw new InvalidOptionError(`Cannot use option types: there is no split "${name}"${hint}`, { option: "types" });
    }
    if (isSplitType(type)) continue;
    const state = `the type of "${name}" is none of ${SPLIT_TYPES.join(", ")}`;
    throw new InvalidOptionError(`Cannot use option types: ${state}`, { option: "types" });
  }
  return names.map((name) => Object.hasOwn(types, name) ? { name, type: types[name] as SplitType } : toSplit(name));
}

/** The error of a row that makes no task; `state` is the rest of a sentence about it. */
export function invalidRow({ split, index }: TaskPlace, state: string): InvalidTasksError {
  return new InvalidTasksError(`Cannot use row ${index} of split "${split}": ${state}`, { split, index });
}

/** Sets a key of any name, `__proto__` included. */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
