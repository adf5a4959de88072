import { isRecord, type JsonSchema, resolveReference, typesOf } from "@openenv/core/schema";
import { UndrawableSchemaError } from "../testing_errors.ts";
import { drawArray, drawObject } from "./draw_container.ts";
import { drawNumber } from "./draw_number.ts";
import { drawString } from "./draw_string.ts";
import { type Drawing, isSmall, SMALL_DEPTH, undrawable } from "./drawing.ts";
import { mergeSchemas } from "./merge_schemas.ts";

/** A schema that leads to itself without a way out is given up at this depth. */
const MAX_DEPTH = 4 * SMALL_DEPTH;

/** What the values of a node without a type are drawn from. */
const ANY: JsonSchema = { type: ["null", "boolean", "integer", "string"] };

/** Draws the values of one type. */
type Draw = (schema: JsonSchema, drawing: Drawing) => unknown;

const DRAWS: Readonly<Record<string, Draw>> = {
  array: (schema, drawing) => drawArray(schema, drawing, drawValue),
  boolean: (_schema, drawing) => !isSmall(drawing) && drawing.random.bool(),
  integer: (schema, drawing) => drawNumber(schema, true, drawing),
  null: () => null,
  number: (schema, drawing) => drawNumber(schema, false, drawing),
  object: (schema, drawing) => drawObject(schema, drawing, drawValue),
  string: drawString,
};

/**
 * Draws a value that fits a JSON Schema, or nearly: what combines keywords in unusual ways has to be checked, and drawn
 * again.
 *
 * @throws `UndrawableSchemaError` for what no attempt can draw.
 */
export function drawValue(node: unknown, drawing: Drawing): unknown {
  if (node === false) throw undrawable(drawing, "its schema allows nothing");
  if (drawing.depth > MAX_DEPTH) throw undrawable(drawing, "its schema contains itself without an end");
  const schema = flatten(isRecord(node) ? node as JsonSchema : {}, drawing.root);
  if ("const" in schema) return schema.const;
  if ("default" in schema && isSmall(drawing)) return schema.default;
  if (schema.enum !== undefined) return drawOneOf(schema.enum, drawing);
  const { anyOf, oneOf, ...rest } = schema;
  const branches = anyOf ?? oneOf;
  if (branches !== undefined) return drawBranch(branches, rest, drawing);
  const types = typesOf(schema);
  const type = types.length > 0 ? chooseType(types, drawing) : guessType(schema);
  if (type === undefined) return drawValue(ANY, drawing);
  const draw = DRAWS[type];
  if (draw === undefined) throw undrawable(drawing, `its type ${type} is none of JSON`);
  return draw(schema, drawing);
}

/** The node with its reference followed and what it must fit as well taken in; several patterns stay where they are. */
function flatten(node: JsonSchema, root: JsonSchema): JsonSchema {
  let schema = node;
  for (let hops = 0; schema.$ref !== undefined && hops < MAX_DEPTH; hops++) {
    const { $ref, ...beside } = schema;
    schema = mergeSchemas(resolveReference({ $ref }, root), beside);
  }
  const { allOf, ...own } = schema;
  if (allOf === undefined) return schema;
  if (allOf.every((part) => Object.keys(part).every((key) => key === "pattern"))) return schema;
  return allOf.reduce((merged, part) => mergeSchemas(merged, flatten(part, root)), own as JsonSchema);
}

function drawOneOf(values: readonly unknown[], drawing: Drawing): unknown {
  if (values.length === 0) throw undrawable(drawing, "its schema allows nothing");
  return isSmall(drawing) ? values[0] : drawing.random.choice(values);
}

/** A branch that cannot be drawn leaves the others. */
function drawBranch(branches: readonly JsonSchema[], rest: JsonSchema, drawing: Drawing): unknown {
  let failure: UndrawableSchemaError | undefined;
  const deeper = { ...drawing, depth: drawing.depth + 1 };
  for (const branch of isSmall(drawing) ? branches.toSorted(byWeight) : drawing.random.shuffle(branches)) {
    try {
      return drawValue(mergeSchemas(rest, flatten(branch, drawing.root)), deeper);
    } catch (thrown) {
      if (!(thrown instanceof UndrawableSchemaError)) throw thrown;
      failure = thrown;
    }
  }
  throw failure ?? undrawable(drawing, "its schema allows nothing");
}

/** Scalars come before containers, and those before references, which may lead back. */
function byWeight(one: JsonSchema, other: JsonSchema): number {
  const weigh = (branch: JsonSchema) =>
    branch.$ref !== undefined ? 2 : /object|array/.test(String(branch.type)) ? 1 : 0;
  return weigh(one) - weigh(other);
}

function chooseType(types: readonly string[], drawing: Drawing): string {
  return isSmall(drawing) ? types.find((type) => type === "null") ?? types[0]! : drawing.random.choice(types);
}

/** The type of a node that names none, by what it says of its parts. */
function guessType(schema: JsonSchema): string | undefined {
  if (schema.properties !== undefined || schema.required !== undefined) return "object";
  if (schema.items !== undefined || schema.prefixItems !== undefined) return "array";
  if (schema.pattern !== undefined || schema.minLength !== undefined || schema.maxLength !== undefined) return "string";
  return schema.minimum !== undefined || schema.maximum !== undefined ? "number" : undefined;
}
