import { describeKnown, nearestName } from "../errors/nearest_name.ts";
import { formatPath } from "../errors/format_path.ts";
import { checkJson, nameOfValue } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import { type EpisodeTask, type Split, SPLIT_TYPES, type SplitType, type Task, type TaskPlace } from "./task.ts";
import { InvalidTasksError, TaskNotFoundError } from "../errors/task_errors.ts";

/** How many names of splits and how many ids an error lists. */
const [MOST_SPLITS, MOST_IDS] = [20, 5];

/** `true` for the name of a split type. */
export function isSplitType(name: unknown): name is SplitType {
  return (SPLIT_TYPES as readonly unknown[]).includes(name);
}

/** Creates a split from a name. Its type is the name if that is one of the three, or else validation. */
export function toSplit(name: string): Split {
  return { name, type: isSplitType(name) ? name : "validation" };
}

/** Creates splits from a provider's return value; an object is passed on with all of its keys. */
export function parseSplits(returned: unknown): Split[] {
  if (!Array.isArray(returned)) throw invalidSplits(`they are ${nameOfValue(returned)}, expected a list`);
  if (returned.length === 0) throw invalidSplits("there is none");
  const splits = returned.map(parseSplit);
  const names = new Set<string>();
  for (const { name } of splits) {
    if (names.has(name)) throw invalidSplits(`two have the name "${name}"`);
    names.add(name);
  }
  return splits;
}

function parseSplit(given: unknown, place: number): Split {
  if (typeof given === "string" && given !== "") return toSplit(given);
  if (!isRecord(given)) throw invalidSplits(`number ${place} is ${describe(given)}, expected a name or { name, type }`);
  const { name, type } = given;
  if (typeof name !== "string" || name === "") throw invalidSplits(`number ${place} has no name`);
  if (!isSplitType(type)) throw invalidSplits(`"${name}" has a type that is none of ${SPLIT_TYPES.join(", ")}`);
  const problem = checkJson(given);
  if (problem !== undefined) throw invalidSplits(`${formatPath(problem.path, name)} ${problem.message}`);
  return given as unknown as Split;
}

/** Checks the length of a split that a provider returned; `Infinity` means no end. */
export function parseCount(returned: unknown, split: string): number {
  if (returned === Infinity || (Number.isSafeInteger(returned) && (returned as number) >= 0)) return returned as number;
  const found = typeof returned === "number" ? String(returned) : nameOfValue(returned);
  throw new InvalidTasksError(`Cannot use tasks of split "${split}": their number is ${found}`, { split });
}

/** Checks the task that a provider returned; `undefined` means that the index is outside the split. */
export function parseTask<P, V>(returned: Task<P, V> | undefined, place: TaskPlace): EpisodeTask<P, V> {
  if (returned === undefined || returned === null) throw indexNotFound(place);
  const { split, index } = place;
  if (!isRecord(returned)) throw invalidTask(place, `it is ${nameOfValue(returned)}, expected { id, public }`);
  const { id, public: open } = returned;
  if (typeof id !== "string" || id === "") throw invalidTask(place, "it has no id that is a text");
  if (!isRecord(open)) throw invalidTask(place, `its public part is ${nameOfValue(open)}, expected an object`);
  const task = { id, public: open as P, split, index };
  return returned.private === undefined ? task : { ...task, private: returned.private };
}

/**
 * Returns the public view of a task: the public part, with the id in front.
 *
 * @param task The task.
 * @returns A new object that JSON carries unchanged.
 * @throws `InvalidTasksError` if JSON cannot carry the public part, or if it has another id than the task.
 *
 * @example
 * ```ts
 * import { toPublicTask } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * const task = { id: "train-0", public: { question: "1 + 1" }, private: { answer: 2 } };
 * assert.deepEqual(toPublicTask(task), { id: "train-0", question: "1 + 1" });
 * ```
 */
export function toPublicTask(task: Task<object>): Record<string, unknown> {
  const { id, public: open } = task;
  if (Object.hasOwn(open, "id") && (open as { id: unknown }).id !== id) {
    throw new InvalidTasksError(`Cannot send task "${id}": its public part has a key id that differs`, {});
  }
  const problem = checkJson(open);
  if (problem === undefined) return { id, ...open };
  const place = formatPath(problem.path, "public");
  throw new InvalidTasksError(`Cannot send task "${id}": ${place} ${problem.message}`, {});
}

/** The error for an unusable task; `state` is the rest of a sentence about it. */
function invalidTask({ split, index }: TaskPlace, state: string): InvalidTasksError {
  return new InvalidTasksError(`Cannot use task ${index} of split "${split}": ${state}`, { split, index });
}

/** The error for an index outside its split. */
export function indexNotFound({ split, index }: TaskPlace): TaskNotFoundError {
  const message = `Cannot get task ${index} of split "${split}": there is no task at that index`;
  return new TaskNotFoundError(message, { missing: "index", split, index });
}

/** The error for a missing split. */
export function splitNotFound(split: string, known: readonly { readonly name: string }[]): TaskNotFoundError {
  const names = known.map(({ name }) => name);
  const message = `Cannot find split "${split}": there are ${describeKnown(split, names, MOST_SPLITS)}`;
  return new TaskNotFoundError(message, { missing: "split", split, ...choices(split, names, MOST_SPLITS) });
}

/** The error for an unknown id; `known` are the ids among which to look for a near one. */
export function taskIdNotFound(task_id: string, known: Iterable<string> = []): TaskNotFoundError {
  const ids = [...known];
  const there = describeKnown(task_id, ids, MOST_IDS);
  const message = `Cannot find task "${task_id}": ${
    there === undefined ? "no task has that id" : `there are ${there}`
  }`;
  return new TaskNotFoundError(message, { missing: "task_id", task_id, ...choices(task_id, ids, MOST_IDS) });
}

function choices(name: string, known: readonly string[], most: number) {
  const nearest = nearestName(name, known);
  return {
    ...(nearest === undefined ? {} : { nearest }),
    ...(known.length === 0 ? {} : { known: known.slice(0, most) }),
  };
}

/** The error for unusable splits; `state` is the rest of a sentence about them. */
export function invalidSplits(state: string): InvalidTasksError {
  return new InvalidTasksError(`Cannot use splits: ${state}`, {});
}

function describe(value: unknown): string {
  return value === "" ? "an empty text" : nameOfValue(value);
}
