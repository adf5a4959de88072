import type { Path } from "@openenv/core/errors";
import type { JsonSchema, Problem } from "@openenv/core/schema";
import { Ajv2020, type DefinedError, type ValidateFunction } from "ajv/dist/2020.js";
import { showJson } from "./json_values.ts";

/** The most characters of a value that a message shows. */
const MAX_SHOWN = 60;

/** The keywords of which one branch has to fit: its problem says more than theirs. */
const BRANCHING: readonly string[] = ["anyOf", "oneOf", "if"];

/** The schemas that were used, compiled. */
const validators = new WeakMap<JsonSchema, ValidateFunction>();

/** The reason why a schema can't be used: a reference that leads nowhere, or a keyword with a wrong value. */
export interface SchemaFault {
  /** The reason, in the words of the library. */
  readonly message: string;
  /** The reference that leads nowhere; absent if something else is wrong. */
  readonly missingRef?: string;
}

/**
 * Finds the first place where a value does not fit a JSON Schema of draft 2020-12. Formats are not asserted, as the draft
 * says.
 *
 * @param value The value, as JSON has it.
 * @param schema The schema, and the document that its references point into.
 * @returns The problem; `undefined` if the value fits.
 * @throws The fault of a schema that can't be used, see {@linkcode findSchemaFault}.
 */
export function findSchemaProblem(value: unknown, schema: JsonSchema): Problem | undefined {
  const validate = validatorOf(schema);
  return validate(value) ? undefined : chooseProblem(validate.errors as DefinedError[], value);
}

/** Finds the reason why a schema can't be used; `undefined` if it can. */
export function findSchemaFault(schema: JsonSchema): SchemaFault | undefined {
  try {
    validatorOf(schema);
  } catch (thrown) {
    return thrown as SchemaFault;
  }
}

function validatorOf(schema: JsonSchema): ValidateFunction {
  let validate = validators.get(schema);
  if (validate === undefined) validators.set(schema, validate = compile(schema));
  return validate;
}

/** Compiles a pattern as JSON Schema means it, with Unicode; `undefined` for one of another dialect. */
export function toRegExp(pattern: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // The other flags allow escapes that these don't.
    }
  }
}

/** Checks whether a number is a multiple of a step; decimal steps such as 0.01 are off by a rounding error. */
export function isMultipleOf(value: number, step: number): boolean {
  const ratio = value / step;
  return Math.abs(ratio - Math.round(ratio)) <= Number.EPSILON * Math.max(1, Math.abs(ratio)) * 4;
}

/** Keywords that the library knows and draft 2020-12 doesn't: they mean nothing. */
const FOREIGN_KEYWORDS: readonly string[] = ["$async", "$recursiveAnchor", "$recursiveRef", "dependencies", "id"];

/** Compiles a schema, each with an instance of its own: two servers may publish different schemas under one `$id`. */
function compile(schema: JsonSchema): ValidateFunction {
  const ajv = new Ajv2020({
    code: { regExp: Object.assign((pattern: string) => toRegExp(pattern) ?? /(?!)/, { code: "toRegExp" }) },
    logger: false,
    meta: false,
    ownProperties: true,
    strict: false,
    strictNumbers: false, // `runtime.finite_numbers` finds NaN
    validateFormats: false,
    validateSchema: false,
    verbose: true,
  });
  for (const keyword of [...FOREIGN_KEYWORDS, "multipleOf", "pattern"]) ajv.removeKeyword(keyword);
  ajv.addKeyword({
    keyword: "multipleOf",
    type: "number",
    compile: (step: number) => (value: number) => isMultipleOf(value, step),
    error: { message: ({ schema }) => `must be multiple of ${schema}` },
  });
  ajv.addKeyword({
    keyword: "pattern",
    type: "string",
    compile(pattern: string) {
      const expression = toRegExp(pattern);
      return (value: string) => expression?.test(value) ?? true; // a pattern of another dialect can't be judged
    },
    error: { message: ({ schema }) => `must match pattern ${schema}` },
  });
  // `nullable` is a keyword of OpenAPI 3.0, which the library takes for one of JSON Schema.
  const isNullable = (key: string, part: unknown) => key === "nullable" && typeof part === "boolean";
  const text = JSON.stringify(schema, (key, part) => isNullable(key, part) ? undefined : part);
  // The library's record of what was evaluated breaks some schemas; only these keywords need it.
  ajv.opts.unevaluated = text.includes('"unevaluated');
  return ajv.compile(JSON.parse(text));
}

/** Chooses the outermost error; of several branches, that of the branch that got furthest. */
function chooseProblem(errors: readonly DefinedError[], value: unknown): Problem {
  const last = errors.at(-1)!;
  const isBranching = BRANCHING.includes(last.keyword) && !(last.keyword === "oneOf" && last.params.passingSchemas);
  const candidates = isBranching && errors.length > 1 ? errors.slice(0, -1) : [last];
  return candidates.map((error) => toProblem(error, value))
    .reduce((best, one) => one.path.length > best.path.length ? one : best);
}

function toProblem(error: DefinedError, value: unknown): Problem {
  const path = toPath(error.instancePath, value);
  const expected = (what: string): Problem => ({ path, message: `is ${shown}, expected ${what}` });
  const shown = showJson(error.data, MAX_SHOWN);
  switch (error.keyword) {
    case "required":
      return { path: [...path, error.params.missingProperty], message: "is missing" };
    case "dependentRequired": {
      const { missingProperty, property } = error.params;
      return { path: [...path, missingProperty], message: `is missing, though ${property} is there` };
    }
    case "additionalProperties":
      return { path: [...path, error.params.additionalProperty], message: "is not declared by the schema" };
    case "unevaluatedProperties":
      return { path: [...path, error.params.unevaluatedProperty], message: "is not declared by the schema" };
    case "propertyNames":
      return { path: [...path, error.params.propertyName], message: "has a name that does not fit" };
    case "false schema":
      return { path, message: "is not allowed" };
    case "type":
      return expected([error.params.type].flat().join(" or "));
    case "const":
      return expected(showJson(error.params.allowedValue, MAX_SHOWN));
    case "enum":
      return expected(`one of ${showJson(error.params.allowedValues, MAX_SHOWN)}`);
    default:
      return { path, message: `is ${shown}, but ${error.message}` };
  }
}

/** Reads a JSON pointer; whether a part is a position in a list is known by the value. */
function toPath(pointer: string, value: unknown): Path {
  let part = value as Record<string | number, unknown>;
  return pointer.split("/").slice(1).map((text) => {
    const key = Array.isArray(part) ? Number(text) : text.replaceAll("~1", "/").replaceAll("~0", "~");
    part = part[key] as typeof part;
    return key;
  });
}
