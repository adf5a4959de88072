import { OpenEnvError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import type { Problem } from "./check_json.ts";
import type { ValueCheck } from "./check_value.ts";
import { pathOf, type Schema } from "./schema.ts";
import { type CheckedLists, TensorProblem, validateWith } from "./tensor_list.ts";
import type { TensorConverter } from "./tensor_paths.ts";

/** What happens to a value before it is sent: its tensors become lists, and it is checked. */
export interface OutputCheck {
  /** The author's schema; `undefined` if it has no say. */
  readonly schema: Schema | undefined;
  /** Types, required and undeclared fields, free-form parts. */
  readonly check: ValueCheck;
  /** Makes lists of the tensors; `undefined` if there are none. */
  readonly convert: TensorConverter | undefined;
}

/** A value as it is sent, and the first thing that forbids that. */
export interface Output {
  /** The value; where it has tensors in typed arrays a copy, with lists in their place. */
  readonly value: unknown;
  /** Why it can't be sent; `undefined` if it can. */
  readonly problem: Problem | undefined;
}

/**
 * Makes of a value what is sent. Tensors are converted, and checked while that is done, in any case; `isChecked` says
 * whether the rest is checked, too. Never throws anything but an `OpenEnvError`.
 */
export function toOutput(output: OutputCheck, value: unknown, isChecked = true): Output {
  if (output.convert === undefined) return { value, problem: isChecked ? findProblem(output, value) : undefined };
  const checked: CheckedLists = new Map();
  const converted = convert(output.convert, value, checked);
  if (converted instanceof TensorProblem) return { value, problem: converted };
  return { value: converted, problem: isChecked ? findProblem(output, converted, checked) : undefined };
}

/** The value may be an author's object with getters that throw. */
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
      // As in `InputParser`: a check that throws is a rejected promise, which would end the process.
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
