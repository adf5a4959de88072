import { nearestName } from "../errors/nearest_name.ts";
import { InvalidOptionError } from "../errors/error_classes.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import { invalidSplits, isSplitType, toSplit } from "./check_task.ts";
import { type Split, SPLIT_TYPES, type SplitType, type Task, type TaskPlace } from "./task.ts";
import { InvalidTasksError } from "../errors/task_errors.ts";

/** The common options of the helpers that create tasks from rows. */
export interface RowOptions<K = string> {
  /**
   * The keys of a row that never leave the environment's process, such as the answer. Every row must have all of them,
   * so that a misspelled key cannot give an answer away. Default: none.
   */
  readonly private?: readonly K[];
  /** The types of the splits, by name. Default: the name if that is a type, or else `validation`. */
  readonly types?: Readonly<Record<string, SplitType>>;
}

/** The public part of a row: all keys except the private ones and the task's id. */
export type PublicRow<Row, K> = Omit<Row, (K & keyof Row) | "id">;

/** The private part of a row; `undefined` if no key is private. */
export type PrivateRow<Row, K> = [K] extends [never] ? undefined : Pick<Row, K & keyof Row>;

/** A task created from a row. */
export type RowTask<Row, K> = Task<PublicRow<Row, K>, PrivateRow<Row, K>>;

/**
 * Creates a task from a row: its `id`, or `<split>-<index>`; the private keys; the rest.
 *
 * @throws `InvalidTasksError` for a row that is not an object, has an invalid id, or lacks a private key.
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

/** Returns the id of a row: a string, or an integer as a string; without one, `<split>-<index>`. */
function toId(given: unknown, place: TaskPlace): string {
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

/** Creates splits from names, some with a given type; throws `InvalidOptionError` or `InvalidTasksError`. */
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

/** The error for a row that is not a task; `state` is the rest of a sentence about it. */
export function invalidRow({ split, index }: TaskPlace, state: string): InvalidTasksError {
  return new InvalidTasksError(`Cannot use row ${index} of split "${split}": ${state}`, { split, index });
}

/** Sets a key with any name, including `__proto__`. */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
