import { messageOf } from "../errors/errors.ts";
import { isPlainObject, ValueProblem, within } from "./check_json.ts";
import type { CheckedLists } from "./tensor_list.ts";

/** The deepest nesting that is copied; a value that refers to itself has no end. */
const MAX_DEPTH = 256;
/** From this length on, a list of numbers gets a loop of its own. */
const LONG_LIST = 64;

/** Options for {@linkcode takeSnapshot}, and what it reports. */
export interface SnapshotNotes {
  /** Keys of the value whose lists are copied without inspecting the items, which are checked later. */
  readonly tensors?: ReadonlySet<string>;
  /** Set to `true` if the value contains an object that is not plain data, such as a typed array or a date. */
  hasObjects?: boolean;
}

/**
 * Reads a value once: copies plain objects and arrays at every depth, so that later changes, getters and proxies have no
 * effect. Other objects, such as typed arrays, are not copied.
 *
 * Returns a {@linkcode ValueProblem} if reading the value throws, if it refers to itself, or if it has a method `toJSON`,
 * which would replace it.
 */
export function takeSnapshot(value: unknown, notes: SnapshotNotes = {}): unknown {
  try {
    return typeof value === "object" && value !== null ? copy(value, 0, notes) : value;
  } catch (thrown) {
    return unreadable(thrown);
  }
}

function unreadable(thrown: unknown): ValueProblem {
  return new ValueProblem([], `cannot be read: ${messageOf(thrown)}`);
}

function copy(value: object, depth: number, notes: SnapshotNotes): unknown {
  const isList = Array.isArray(value);
  if (!isList && !isPlainObject(value)) {
    notes.hasObjects = true;
    return value;
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") {
    return new ValueProblem(["toJSON"], "is a function, which JSON cannot carry", "not_json");
  }
  if (depth >= MAX_DEPTH) return new ValueProblem([], `is nested deeper than ${MAX_DEPTH} levels`, "not_json");
  return isList ? copyItems(copyList(value), depth, notes) : copyMembers({ ...value }, depth, notes);
}

/** Copies a list with `toSpliced`, which is fast and, unlike `slice`, ignores the constructor of the list. */
function copyList(list: readonly unknown[]): unknown[] {
  return Array.prototype.toSpliced.call(list, 0, 0);
}

function copyMembers(made: Record<string, unknown>, depth: number, notes: SnapshotNotes): unknown {
  for (const key in made) {
    const part = made[key];
    if (typeof part !== "object" || part === null) continue;
    const isTensor = depth === 0 && notes.tensors?.has(key) === true && Array.isArray(part);
    const read = isTensor ? copyList(part) : copy(part, depth + 1, notes);
    if (read instanceof ValueProblem) return within(key, read);
    made[key] = read;
  }
  return made;
}

function copyItems(made: unknown[], depth: number, notes: SnapshotNotes): unknown {
  // With `made[0]`, the runtime would first convert each list of fractions to a list of objects.
  if (made.length >= LONG_LIST && typeof made.at(0) === "number" && isAllNumbers(made)) return made;
  for (let index = 0; index < made.length; index++) {
    const part = made[index];
    if (typeof part !== "object" || part === null) continue;
    const read = copy(part, depth + 1, notes);
    if (read instanceof ValueProblem) return within(index, read);
    made[index] = read;
  }
  return made;
}

/** Has a loop of its own: one that has seen other lists would create an object for each fraction. */
function isAllNumbers(list: readonly unknown[]): boolean {
  for (let index = 0; index < list.length; index++) {
    if (typeof list[index] !== "number") return false;
  }
  return true;
}

/**
 * Replaces the objects that a snapshot did not copy by what JSON makes of them, so that later changes have no effect.
 *
 * @param snapshot The snapshot, with its tensors converted; it is changed.
 * @param checked The lists of these tensors, which contain no objects.
 */
export function writeObjects(snapshot: unknown, checked: CheckedLists): ValueProblem | undefined {
  try {
    if (isPlainObject(snapshot)) writeParts(snapshot, checked);
    return undefined;
  } catch (thrown) {
    return unreadable(thrown);
  }
}

function writeParts(value: Record<string, unknown>, checked: CheckedLists): void {
  for (const key in value) {
    const part = value[key];
    if (typeof part !== "object" || part === null || checked.has(part)) continue;
    if (Array.isArray(part) || isPlainObject(part)) writeParts(part as Record<string, unknown>, checked);
    else value[key] = writeObject(part, checked);
  }
}

function writeObject(value: object, checked: CheckedLists): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  const written: unknown = typeof toJSON === "function" ? toJSON.call(value) : value;
  if (typeof written !== "object" || written === null) return written;
  if (written instanceof Number || written instanceof String || written instanceof Boolean) return written.valueOf();
  const made = (Array.isArray(written) ? copyList(written) : { ...written }) as Record<string, unknown>;
  if (typeof made.toJSON === "function") delete made.toJSON;
  writeParts(made, checked);
  return made;
}
