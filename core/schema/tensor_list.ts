import { kindOfMismatch, nameOfValue, ValueProblem, within } from "./check_json.ts";
import type { Schema } from "./schema.ts";
import { describeSpec, RANGES, type TensorDtype, type TensorSpec } from "./tensor_spec.ts";

/** Lists that match a tensor, each with the key of its spec. */
export type CheckedLists = Map<unknown, string>;

let checkedLists: CheckedLists | undefined;

/**
 * Validates a value whose tensors have been checked. Schemas of tensors need not check these lists again, which
 * {@linkcode isChecked} tells them. The lists are only valid for this call, since an author may change them afterwards.
 */
export function validateWith(checked: CheckedLists, schema: Schema, value: unknown): ReturnType<Validate> {
  checkedLists = checked;
  try {
    return schema["~standard"].validate(value);
  } finally {
    checkedLists = undefined;
  }
}

type Validate = Schema["~standard"]["validate"];

/** `true` while a value is being validated in which this list was checked for this spec. */
export function isChecked(list: unknown, spec: TensorSpec): boolean {
  return checkedLists?.get(list) === spec.key;
}

/** A typed array of plain numbers. */
export type NumberArray =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * Converts a tensor's value to the plain list that JSON carries, and checks every number.
 *
 * A plain list that matches is returned itself; typed arrays, including rows, are copied to lists.
 */
export function toTensorList(spec: TensorSpec, value: unknown): readonly unknown[] | ValueProblem {
  if (spec.layout === "flat") return toFlatList(spec, value);
  if (kindOf(value) === undefined) return toRows(spec, value, 0, [...spec.shape]);
  const list = toFlatList(spec, value);
  return list instanceof ValueProblem ? list : nest(list, spec.shape.map((size) => size ?? list.length / spec.unit));
}

/** Converts a flat list to nested lists. It must have as many numbers as the shape. */
export function nest(values: ArrayLike<number>, shape: readonly number[]): unknown[] {
  let position = 0;
  const rowsAt = (level: number): unknown[] => {
    const rows = new Array<unknown>(shape[level]!);
    const isLast = level === shape.length - 1;
    for (let index = 0; index < rows.length; index++) rows[index] = isLast ? values[position++] : rowsAt(level + 1);
    return rows;
  };
  return rowsAt(0);
}

/** Returns the dtype of a typed array; `undefined` for everything else, including big integers. */
function kindOf(value: unknown): TensorDtype | undefined {
  return ArrayBuffer.isView(value) ? KINDS.get((value as NumberArray)[Symbol.toStringTag]) : undefined;
}

const KINDS: ReadonlyMap<string, TensorDtype> = new Map([
  ["Uint8Array", "uint8"],
  ["Uint8ClampedArray", "uint8"],
  ["Int8Array", "int8"],
  ["Uint16Array", "uint16"],
  ["Int16Array", "int16"],
  ["Uint32Array", "uint32"],
  ["Int32Array", "int32"],
  ["Float16Array", "float32"],
  ["Float32Array", "float32"],
  ["Float64Array", "float64"],
]);

function toFlatList(spec: TensorSpec, value: unknown): readonly number[] | ValueProblem {
  const kind = kindOf(value);
  if (kind === undefined && !Array.isArray(value)) return wrongKind(spec, value);
  const { length } = value as ArrayLike<unknown>;
  if (length === 0 && kind !== undefined && isDetached(value as NumberArray)) {
    return new ValueProblem(
      [],
      `is ${nameOfValue(value)} whose buffer was transferred, expected ${describeSpec(spec)}`,
    );
  }
  if (spec.varies ? length % spec.unit !== 0 : length !== spec.unit) {
    const count = spec.varies ? `a multiple of ${spec.unit}` : spec.unit;
    return new ValueProblem([], `has ${length} numbers, expected ${count} for ${describeSpec(spec)}`);
  }
  return kind === undefined ? checkList(spec, value as unknown[]) : copyNumbers(spec, value as NumberArray, kind);
}

/** `true` if the buffer was transferred to another thread: the array then looks empty. */
function isDetached({ buffer }: NumberArray): boolean {
  return "detached" in buffer && buffer.detached;
}

/** Checks the lists of one level and those below; fills in `sizes` where the shape leaves a dimension open. */
function toRows(
  spec: TensorSpec,
  value: unknown,
  level: number,
  sizes: (number | null)[],
): readonly unknown[] | ValueProblem {
  const isLast = level === sizes.length - 1;
  const kind = isLast ? kindOf(value) : undefined;
  if (kind === undefined && !Array.isArray(value)) return wrongKind(spec, value);
  const rows = value as readonly unknown[];
  const size = sizes[level] ??= rows.length;
  if (rows.length !== size) {
    return new ValueProblem([], `has ${rows.length} items, expected ${size} for ${describeSpec(spec)}`);
  }
  if (isLast) return kind === undefined ? checkList(spec, rows) : copyNumbers(spec, value as NumberArray, kind);
  let made = rows;
  for (let index = 0; index < rows.length; index++) {
    const row = toRows(spec, rows[index], level + 1, sizes);
    if (row instanceof ValueProblem) return within(index, row);
    if (row === rows[index]) continue;
    if (made === rows) made = rows.slice();
    (made as unknown[])[index] = row;
  }
  return made;
}

function checkList(spec: TensorSpec, list: readonly unknown[]): readonly number[] | ValueProblem {
  const misfit = spec.isInteger ? findNoInteger(spec, list) : findNoNumber(spec, list);
  return misfit < 0 ? list as readonly number[] : wrongNumber(spec, misfit, list[misfit]);
}

// Integers and fractions have their own functions, and all typed arrays are first copied to one of two kinds. A loop
// that has seen several kinds of lists or arrays stays slower, up to five times. And a `new Array` that once held a
// fraction keeps creating lists of fractions, which also take longer to write.

/** Does not use `Number.isInteger`, which takes four times as long. */
function findNoInteger({ min, max }: TensorSpec, list: readonly unknown[]): number {
  for (let index = 0; index < list.length; index++) {
    const value = list[index];
    if (typeof value !== "number" || !(value >= min && value <= max && Math.floor(value) === value)) return index;
  }
  return -1;
}

/** Refuses NaN too, since it is not between any two numbers. */
function findNoNumber({ min, max }: TensorSpec, list: readonly unknown[]): number {
  for (let index = 0; index < list.length; index++) {
    const value = list[index];
    if (typeof value !== "number" || !(value >= min && value <= max)) return index;
  }
  return -1;
}

/** How many numbers are copied at once, through an array that stays in the processor's cache. */
const CHUNK = 4096;
const integers = new Int32Array(CHUNK);
const doubles = new Float64Array(CHUNK);

/** Copies a typed array to a list. The runtime's own `set` converts every kind of array to one of two. */
function copyNumbers(spec: TensorSpec, numbers: NumberArray, kind: TensorDtype): readonly number[] | ValueProblem {
  const { min, max, isInteger } = RANGES[kind];
  if (!isInteger) return copyDoubles(spec, numbers);
  if (kind !== "uint32") return copyIntegers(spec, numbers, min >= spec.min && max <= spec.max);
  // Numbers too large for an `Int32Array` become negative in it.
  const list = copyIntegers({ ...spec, min: Math.max(spec.min, 0) }, numbers, false);
  return list instanceof ValueProblem ? copyDoubles(spec, numbers) : list;
}

function copyIntegers(spec: TensorSpec, numbers: NumberArray, isSafe: boolean): readonly number[] | ValueProblem {
  const list = new Array<number>(numbers.length);
  for (let start = 0; start < list.length; start += CHUNK) {
    const count = Math.min(CHUNK, list.length - start);
    integers.set(count === list.length ? numbers : numbers.subarray(start, start + count));
    const misfit = isSafe ? -1 : findBadInteger(spec, count);
    if (misfit >= 0) return wrongNumber(spec, start + misfit, integers[misfit]);
    takeIntegers(list, start, count);
  }
  return list;
}

/** Copies eight at a time, which takes half as long as one by one. */
function takeIntegers(list: number[], start: number, count: number): void {
  let index = 0;
  for (let next = start; index + 8 <= count; index += 8, next += 8) {
    list[next] = integers[index]!;
    list[next + 1] = integers[index + 1]!;
    list[next + 2] = integers[index + 2]!;
    list[next + 3] = integers[index + 3]!;
    list[next + 4] = integers[index + 4]!;
    list[next + 5] = integers[index + 5]!;
    list[next + 6] = integers[index + 6]!;
    list[next + 7] = integers[index + 7]!;
  }
  for (; index < count; index++) list[start + index] = integers[index]!;
}

function findBadInteger({ min, max }: TensorSpec, count: number): number {
  for (let index = 0; index < count; index++) {
    const value = integers[index]!;
    if (value < min || value > max) return index;
  }
  return -1;
}

function copyDoubles(spec: TensorSpec, numbers: NumberArray): readonly number[] | ValueProblem {
  const list = new Array<number>(numbers.length);
  for (let start = 0; start < list.length; start += CHUNK) {
    const count = Math.min(CHUNK, list.length - start);
    doubles.set(count === list.length ? numbers : numbers.subarray(start, start + count));
    const misfit = findBadDouble(spec, count);
    if (misfit >= 0) return wrongNumber(spec, start + misfit, doubles[misfit]);
    for (let index = 0; index < count; index++) list[start + index] = doubles[index]!;
  }
  return list;
}

function findBadDouble({ min, max, isInteger }: TensorSpec, count: number): number {
  for (let index = 0; index < count; index++) {
    const value = doubles[index]!;
    if (!(value >= min && value <= max) || (isInteger && Math.floor(value) !== value)) return index;
  }
  return -1;
}

function wrongKind(spec: TensorSpec, value: unknown): ValueProblem {
  return new ValueProblem([], `is ${nameOfValue(value)}, expected ${describeSpec(spec)}`, kindOfMismatch(value));
}

function wrongNumber({ dtype, min, max, isInteger }: TensorSpec, index: number, value: unknown): ValueProblem {
  const found = typeof value === "number" ? String(value) : nameOfValue(value);
  const expected = isInteger ? `an integer from ${min} to ${max} (${dtype})` : `a finite ${dtype}`;
  return new ValueProblem([index], `is ${found}, expected ${expected}`, kindOfMismatch(value));
}
