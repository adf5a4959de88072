import { DefinitionError, ValidationError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { formatPath, type Path } from "../errors/format_path.ts";
import { compileKeyCheck, type KeyCheck, type UnknownKeys } from "../schema/check_keys.ts";
import { coerceInput } from "./coerce.ts";
import { compileValueCheck, type ValueCheck } from "../schema/check_value.ts";
import { isLarge } from "../schema/is_large.ts";
import { isRecord, type JsonSchema, toJsonSchema } from "../schema/json_schema.ts";
import type { Schema, SchemaResult } from "../schema/schema.ts";
import type { ValidationItem } from "../errors/validation_item.ts";
import { type Fault, findFault, isZod } from "./find_fault.ts";
import { extraForbidden, MAX_ITEMS, notADictionary, toValidationItems } from "./validation_items.ts";

/**
 * Parses input with a schema: strictly first; if that fails, once more with the values coerced as Pydantic does. Keys
 * that the schema does not declare are always refused.
 */
export class InputParser<Out> {
  /** The JSON Schema of the input. */
  readonly jsonSchema: JsonSchema;
  readonly #schema: Schema<unknown, Out>;
  readonly #what: string;
  readonly #checkKeys: KeyCheck | undefined;
  readonly #outputIsComparable: boolean;
  #checkTypes: ValueCheck | undefined;

  /** Compiles the parser; `what` names the input in messages, as in `action`. Throws `DefinitionError`. */
  constructor(schema: Schema<unknown, Out>, what: string) {
    this.#schema = schema;
    this.#what = what;
    this.jsonSchema = toJsonSchema(schema, "input", what);
    this.#checkKeys = compileKeyCheck(this.jsonSchema);
    this.#outputIsComparable = hasOutputSchema(schema, what);
  }

  /**
   * Returns the schema's output for a value, or throws `ValidationError` with one item for each failure, at most a hundred.
   * For a large value the error describes only the first part that is refused.
   */
  parse(value: unknown): Out {
    const isPartial = isLarge(value);
    const result = this.#validate(value, isPartial);
    if (result.issues === undefined) return this.#withoutUnknownKeys(value, result.value);
    const coerced = coerceInput(this.jsonSchema, value, this.jsonSchema);
    const second = this.#validate(coerced, isPartial);
    if (second.issues === undefined) return this.#withoutUnknownKeys(coerced, second.value);
    if (!isRecord(value)) throw this.#error([notADictionary([], value)]);
    const items = toValidationItems(second.issues, value, this.jsonSchema);
    throw this.#error(
      isPartial
        ? items
        : [...items, ...withoutRepeated(this.#unknownKeys(value, undefined), items)].slice(0, MAX_ITEMS),
    );
  }

  /** Validates a value; `isPartial` looks for one faulty part first, because the schema would collect all of them. */
  #validate(value: unknown, isPartial: boolean): SchemaResult<Out> {
    const fault = isPartial ? this.#findFault(value) : undefined;
    if (fault !== undefined) return { issues: fault };
    const result = this.#callValidator(value);
    if (result instanceof Promise) {
      // If a check throws, Zod returns a rejected promise, which would end the process if left unhandled.
      result.catch(() => undefined);
      const why = "its schema answers with a promise, or one of its checks throws";
      throw new DefinitionError(`Cannot parse ${this.#what}: ${why}`, { part: this.#what });
    }
    return result;
  }

  #findFault(value: unknown): Fault | undefined {
    if (!isZod(this.#schema)) {
      // Other libraries can't be asked about a part, but their JSON Schema tells the types.
      const problem = (this.#checkTypes ??= compileValueCheck(this.jsonSchema, { strict: true }))(value);
      return problem && [{ path: problem.path, message: `Input ${problem.message}` }];
    }
    try {
      return findFault(this.#schema, value);
    } catch {
      // A refinement threw. The schema throws as well, and the error then says so.
      return undefined;
    }
  }

  /** Calls the validator. If it throws, as an author's refinement may, the value counts as refused. */
  #callValidator(value: unknown): SchemaResult<Out> | Promise<SchemaResult<Out>> {
    try {
      return this.#schema["~standard"].validate(value);
    } catch (thrown) {
      return { issues: [{ message: messageOf(thrown), path: [] }] };
    }
  }

  #withoutUnknownKeys(value: unknown, output: Out): Out {
    if (this.#checkKeys === undefined) return output;
    const items = this.#unknownKeys(value, this.#outputIsComparable ? output : undefined);
    if (items.length > 0) throw this.#error(items);
    return output;
  }

  #unknownKeys(value: unknown, output: unknown): ValidationItem[] {
    if (this.#checkKeys === undefined) return NO_ITEMS;
    const unknown: UnknownKeys = { paths: [], most: MAX_ITEMS };
    this.#checkKeys(value, output, [], unknown);
    return unknown.paths.length === 0
      ? NO_ITEMS
      : unknown.paths.map((path) => extraForbidden(path, valueAt(value, path)));
  }

  #error(errors: readonly ValidationItem[]): ValidationError {
    const [first] = errors;
    const place = first === undefined ? this.#what : formatPath([...first.loc], this.#what);
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    return new ValidationError(`Cannot parse ${this.#what}: ${place}: ${first?.msg}${more}`, { errors });
  }
}

const NO_ITEMS: ValidationItem[] = [];

/** Removes undeclared keys that a strict schema has already reported. */
function withoutRepeated(unknown: readonly ValidationItem[], items: readonly ValidationItem[]): ValidationItem[] {
  const named = new Set(items.filter(({ type }) => type === "extra_forbidden").map(({ loc }) => JSON.stringify(loc)));
  return unknown.filter(({ loc }) => !named.has(JSON.stringify(loc)));
}

function hasOutputSchema(schema: Schema, what: string): boolean {
  try {
    toJsonSchema(schema, "output", what);
    return true;
  } catch {
    // A transform has no JSON Schema for its output, so its keys can't be compared with the input's.
    return false;
  }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, key) => (found as Record<string | number, unknown>)[key], value);
}
