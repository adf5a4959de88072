import { listNames } from "../errors/nearest_name.ts";
import { checkJson, isPlainObject, mismatch, type Problem, within } from "./check_json.ts";
import { isRecord, type JsonSchema, resolveReference, typesOf } from "./json_schema.ts";
import { isOfType } from "./matches_shape.ts";
import { readTensorSpec } from "./tensor_spec.ts";

/** Finds the first reason why a value can't be sent as it is. */
export type ValueCheck = (value: unknown) => Problem | undefined;

/** Options for {@linkcode compileValueCheck}. */
export interface ValueCheckOptions {
  /**
   * `true` checks a value that an environment returns: the declared types, every required field, no undeclared key.
   * `false` only checks that JSON carries the value unchanged; types and keys are checked elsewhere.
   */
  readonly strict: boolean;
}

/**
 * Compiles a check from a JSON Schema. The value is sent as it is, so it must already match the schema: no defaults to
 * fill in, nothing to coerce, and no NaN, `undefined` or typed array in its free-form parts.
 */
export function compileValueCheck(root: JsonSchema, options: ValueCheckOptions): ValueCheck {
  return compileNodeCheck(root, { root, strict: options.strict });
}

/** Compiles the same check for one node of a schema document. */
export function compileNodeCheck(
  node: JsonSchema,
  context: ValueCheckOptions & { readonly root: JsonSchema },
): ValueCheck {
  return compile(node, { ...context, seen: new Map() });
}

interface Compilation extends ValueCheckOptions {
  readonly root: JsonSchema;
  readonly seen: Map<JsonSchema, { check: ValueCheck }>;
}

function compile(node: JsonSchema, context: Compilation): ValueCheck {
  const schema = resolveReference(node, context.root);
  const known = context.seen.get(schema);
  if (known !== undefined) return (value) => known.check(value);
  const slot = { check: checkJson as ValueCheck };
  context.seen.set(schema, slot);
  slot.check = compileNode(schema, context);
  return slot.check;
}

function compileNode(schema: JsonSchema, context: Compilation): ValueCheck {
  if (readTensorSpec(schema) !== undefined) return checkTensor;
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return compileUnion(union.map((branch) => compile(branch, context)));
  if (schema.allOf !== undefined) return checkJson;
  const types = typesOf(schema);
  if (types.length === 1 && types[0] === "object" || schema.properties !== undefined) {
    return compileObject(schema, context);
  }
  if (types.length === 1 && types[0] === "array") return compileArray(schema, context);
  if (types.length === 0 || !context.strict) return checkJson;
  return compileScalar(schema, types);
}

/** The numbers of a tensor were checked when it was converted to a list; see `tensor_paths.ts`. */
function checkTensor(value: unknown): Problem | undefined {
  return Array.isArray(value) ? undefined : mismatch(value, "array");
}

function compileScalar(schema: JsonSchema, types: readonly string[]): ValueCheck {
  const [type] = types;
  const expected = types.join(" or ");
  const allowed = "const" in schema ? new Set([schema.const]) : schema.enum && new Set(schema.enum);
  if (allowed !== undefined) {
    return (value) => allowed.has(value) ? undefined : { path: [], message: "is not one of the declared values" };
  }
  const fits = types.length === 1
    ? (value: unknown) => isOfType(type!, value)
    : (value: unknown) => types.some((candidate) => isOfType(candidate, value));
  return (value) => {
    if (!fits(value)) return mismatch(value, expected);
    return typeof value === "object" || typeof value === "number" ? checkJson(value) : undefined;
  };
}

function compileObject(schema: JsonSchema, context: Compilation): ValueCheck {
  if (schema.properties === undefined && typeof schema.additionalProperties !== "object") {
    return schema.patternProperties === undefined ? checkRecord : checkJson;
  }
  const declared = new Map<string, ValueCheck>();
  for (const [key, part] of Object.entries(schema.properties ?? {})) declared.set(key, compile(part, context));
  const required = schema.required ?? [];
  const needed = new Set(required);
  const rest = schema.additionalProperties;
  const closed = context.strict && (rest === undefined || rest === false) && schema.patternProperties === undefined;
  // A misspelt key is missing by its right name, and unknown by the other.
  const unknownIn = (value: Readonly<Record<string, unknown>>) => {
    const unknown = closed ? Object.keys(value).filter((key) => !declared.has(key)) : [];
    return unknown.length === 0 ? "" : `; ${listNames(unknown, 5)} ${unknown.length === 1 ? "is" : "are"} unknown`;
  };
  const restCheck = isRecord(rest) ? compile(rest as JsonSchema, context) : checkJson;
  return (value) => {
    if (!isPlainObject(value)) return context.strict ? mismatch(value, "object") : checkJson(value);
    if (context.strict) {
      for (const key of required) {
        if (value[key] === undefined) return { path: [key], message: `is missing${unknownIn(value)}` };
      }
    }
    for (const key in value) {
      const part = value[key];
      const check = declared.get(key);
      if (check === undefined) {
        if (closed) return { path: [key], message: "is not declared by the schema" };
        const problem = restCheck(part);
        if (problem !== undefined) return within(key, problem);
      } else if (part !== undefined || needed.has(key)) {
        const problem = check(part);
        if (problem !== undefined) return within(key, problem);
      }
    }
    return undefined;
  };
}

function checkRecord(value: unknown): Problem | undefined {
  return isRecord(value) ? checkJson(value) : mismatch(value, "object");
}

function compileArray(schema: JsonSchema, context: Compilation): ValueCheck {
  const first = (schema.prefixItems ?? []).map((part) => compile(part, context));
  const rest = isRecord(schema.items) ? compile(schema.items as JsonSchema, context) : checkJson;
  const areNumbers = first.length === 0 && isPlainNumber(schema.items);
  return (value) => {
    if (!Array.isArray(value)) return context.strict ? mismatch(value, "array") : checkJson(value);
    if (areNumbers && areFinite(value)) return undefined;
    for (let index = 0; index < value.length; index++) {
      const problem = (index < first.length ? first[index]! : rest)(value[index]);
      if (problem !== undefined) return within(index, problem);
    }
    return undefined;
  };
}

/** `true` for a node whose only rule that is checked here is the type `number`. */
function isPlainNumber(node: JsonSchema["items"]): boolean {
  return isRecord(node) && node.type === "number" && !("const" in node) && node.enum === undefined;
}

/** Has a loop of its own, which is faster for lists of fractions. */
function areFinite(list: readonly unknown[]): boolean {
  for (let index = 0; index < list.length; index++) {
    if (!Number.isFinite(list[index])) return false;
  }
  return true;
}

function compileUnion(branches: readonly ValueCheck[]): ValueCheck {
  return (value) => {
    let closest: Problem | undefined;
    for (const check of branches) {
      const problem = check(value);
      if (problem === undefined) return undefined;
      if (closest === undefined || problem.path.length > closest.path.length) closest = problem;
    }
    return closest;
  };
}
