import { OpenEnvError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import type { Problem } from "./check_json.ts";
import type { ValueCheck } from "./check_value.ts";
import { pathOf, type Schema } from "./schema.ts";
import { type CheckedLists, TensorProblem, validateWith } from "./tensor_list.ts";
import type { TensorConverter } from "./tensor_paths.ts";

/** Prepares a value for sending: its tensors become lists, and it is checked. */
export interface OutputCheck {
  /** The author's schema; `undefined` if it is not consulted. */
  readonly schema: Schema | undefined;
  /** Checks types, required and undeclared fields, and free-form parts. */
  readonly check: ValueCheck;
  /** Converts tensors to lists; `undefined` if there are none. */
  readonly convert: TensorConverter | undefined;
}

/** A value as it is sent, and the first problem that prevents that. */
export interface Output {
  /** The value; if it has tensors in typed arrays, a copy with lists in their place. */
  readonly value: unknown;
  /** The reason why it can't be sent; `undefined` if it can. */
  readonly problem: Problem | undefined;
}

/**
 * Converts a value to what is sent. Tensors are always converted and checked; `isChecked` decides whether the rest is
 * checked too. Never throws anything but an `OpenEnvError`.
 */
export function toOutput(output: OutputCheck, value: unknown, isChecked = true): Output {
  if (output.convert === undefined) return { value, problem: isChecked ? findProblem(output, value) : undefined };
  const checked: CheckedLists = new Map();
  const converted = convert(output.convert, value, checked);
  if (converted instanceof TensorProblem) return { value, problem: converted };
  return { value: converted, problem: isChecked ? findProblem(output, converted, checked) : undefined };
}

/** Catches errors, since the value may be an author's object with getters that throw. */
function convert(convertTensors: TensorConverter, value: unknown, checked: CheckedLists): unknown {
  try {
    return convertTensors(value, checked);
  } catch (thrown) {
    return new TensorProblem([], `cannot be read: ${messageOf(thrown)}`);
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
