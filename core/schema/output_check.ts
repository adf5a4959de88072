import { OpenEnvError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { type Problem, ValueProblem } from "./check_json.ts";
import type { ValueCheck } from "./check_value.ts";
import { pathOf, type Schema } from "./schema.ts";
import { type SnapshotNotes, takeSnapshot, writeObjects } from "./snapshot.ts";
import { type CheckedLists, validateWith } from "./tensor_list.ts";
import type { TensorConverter } from "./tensor_paths.ts";

/** Prepares a value for sending: its tensors become lists, and it is checked. */
export interface OutputCheck {
  /** The author's schema; `undefined` if it is not consulted. */
  readonly schema: Schema | undefined;
  /** Checks types, required and undeclared fields, and free-form parts. */
  readonly check: ValueCheck;
  /** Converts tensors to lists; `undefined` if there are none. */
  readonly convert: TensorConverter | undefined;
  /** The keys whose values are flat tensors; `undefined` if there are none. */
  readonly tensors?: ReadonlySet<string>;
}

/** A value as it is sent, and the first problem that prevents that. */
export interface Output {
  /** The value: a copy if the options ask for one, or if it has tensors in typed arrays, which become lists. */
  readonly value: unknown;
  /** The reason why it can't be sent; `undefined` if it can. */
  readonly problem: Problem | undefined;
}

/** Options for {@linkcode toOutput}. */
export interface OutputOptions {
  /** `false` checks tensors only. Default: `true`. */
  readonly isChecked?: boolean;
  /**
   * `true` reads the value once and returns a copy. Objects that are not plain data fail the check; without the check they
   * become what JSON makes of them. Default: `false`.
   */
  readonly copies?: boolean;
}

/**
 * Converts a value to what is sent. Tensors are always converted and checked; the rest is checked unless the options say
 * otherwise. Never throws anything but an `OpenEnvError`.
 */
export function toOutput(output: OutputCheck, value: unknown, options: OutputOptions = {}): Output {
  const { isChecked = true, copies = false } = options;
  const notes: SnapshotNotes = { tensors: output.tensors, hasObjects: false };
  let made = copies ? takeSnapshot(value, notes) : value;
  if (made instanceof ValueProblem) return { value, problem: made };
  const checked: CheckedLists | undefined = output.convert && new Map();
  if (checked !== undefined) made = convert(output.convert!, made, checked);
  if (made instanceof ValueProblem) return { value, problem: made };
  if (isChecked) return { value: made, problem: findProblem(output, made, checked) };
  return { value: made, problem: notes.hasObjects ? writeObjects(made, checked ?? NO_LISTS) : undefined };
}

const NO_LISTS: CheckedLists = new Map();

/** Catches errors, since the value may be an author's object with getters that throw. */
function convert(convertTensors: TensorConverter, value: unknown, checked: CheckedLists): unknown {
  try {
    return convertTensors(value, checked);
  } catch (thrown) {
    return new ValueProblem([], `cannot be read: ${messageOf(thrown)}`);
  }
}

function findProblem({ schema, check }: OutputCheck, value: unknown, checked?: CheckedLists): Problem | undefined {
  try {
    const problem = check(value);
    if (problem !== undefined) return problem;
    if (schema === undefined) return undefined;
    const result = checked === undefined ? schema["~standard"].validate(value) : validateWith(checked, schema, value);
    if (result instanceof Promise) {
      // As in `InputParser`: a check that throws returns a rejected promise, which would end the process.
      result.catch(() => undefined);
      return { path: [], message: "has a schema that answers with a promise, or a check that throws" };
    }
    if (result.issues === undefined) return undefined;
    const [issue] = result.issues;
    return { path: issue === undefined ? [] : pathOf(issue), message: `fails its schema: ${issue?.message}` };
  } catch (thrown) {
    if (thrown instanceof OpenEnvError) throw thrown;
    return { path: [], message: `cannot be checked: ${messageOf(thrown)}` };
  }
}
