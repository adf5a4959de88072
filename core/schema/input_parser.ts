import { DefinitionError, ValidationError } from "../error_classes.ts";
import { formatPath, type Path } from "./check_json.ts";
import { compileKeyCheck, type KeyCheck } from "./check_keys.ts";
import { coerceInput } from "./coerce.ts";
import { type JsonSchema, toJsonSchema } from "./json_schema.ts";
import type { Schema, SchemaResult } from "./schema.ts";
import { extraForbidden, notADictionary, toValidationItems, type ValidationItem } from "./validation_items.ts";

/**
 * Parses what comes from outside with a schema: strictly first, after a failure once more with the values coerced as
 * Pydantic would, and never with a key that the schema does not declare.
 */
export class InputParser<Out> {
  /** What the schema says of its input. */
  readonly jsonSchema: JsonSchema;
  readonly #schema: Schema<unknown, Out>;
  readonly #what: string;
  readonly #checkKeys: KeyCheck | undefined;
  readonly #outputIsComparable: boolean;

  /** Compiles the parser; `what` names the input in messages, as in `action`. Throws `DefinitionError`. */
  constructor(schema: Schema<unknown, Out>, what: string) {
    this.#schema = schema;
    this.#what = what;
    this.jsonSchema = toJsonSchema(schema, "input", what);
    this.#checkKeys = compileKeyCheck(this.jsonSchema);
    this.#outputIsComparable = hasOutputSchema(schema, what);
  }

  /** Returns the schema's output for a value, or throws `ValidationError` with one item for each failure. */
  parse(value: unknown): Out {
    const result = this.#validate(value);
    if (result.issues === undefined) return this.#withoutUnknownKeys(value, result.value);
    const coerced = coerceInput(this.jsonSchema, value, this.jsonSchema);
    const second = this.#validate(coerced);
    if (second.issues === undefined) return this.#withoutUnknownKeys(coerced, second.value);
    const items = typeof value === "object" && value !== null && !Array.isArray(value)
      ? toValidationItems(second.issues, value)
      : [notADictionary([], value)];
    throw this.#error([...items, ...this.#unknownKeys(value, undefined)]);
  }

  #validate(value: unknown): SchemaResult<Out> {
    const result = this.#schema["~standard"].validate(value);
    if (result instanceof Promise) {
      throw new DefinitionError(`Cannot parse ${this.#what}: its schema answers with a promise`, { part: this.#what });
    }
    return result;
  }

  #withoutUnknownKeys(value: unknown, output: Out): Out {
    if (this.#checkKeys === undefined) return output;
    const items = this.#unknownKeys(value, this.#outputIsComparable ? output : undefined);
    if (items.length > 0) throw this.#error(items);
    return output;
  }

  #unknownKeys(value: unknown, output: unknown): ValidationItem[] {
    const unknown: Path[] = [];
    this.#checkKeys?.(value, output, [], unknown);
    if (unknown.length === 0) return NO_ITEMS;
    return unknown.map((path) => extraForbidden(path, valueAt(value, path)));
  }

  #error(errors: readonly ValidationItem[]): ValidationError {
    const [first] = errors;
    const place = first === undefined ? this.#what : formatPath([...first.loc], this.#what);
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    return new ValidationError(`Cannot parse ${this.#what}: ${place}: ${first?.msg}${more}`, { errors });
  }
}

const NO_ITEMS: ValidationItem[] = [];

function hasOutputSchema(schema: Schema, what: string): boolean {
  try {
    toJsonSchema(schema, "output", what);
    return true;
  } catch {
    // A transform has no JSON Schema of its output; its keys can't be compared with the input's.
    return false;
  }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, key) => (found as Record<string | number, unknown>)[key], value);
}
