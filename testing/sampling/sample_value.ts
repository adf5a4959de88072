import { isRecord, type JsonSchema, typesOf } from "@openenv/core/schema";
import { isSameJson } from "../json/json_values.ts";
import { flattenSchema, mergeSchemas } from "./flatten_schema.ts";
import { sampleNumber } from "./sample_number.ts";
import { sampleMatch, sampleText } from "./sample_text.ts";
import { inside, isSmall, type Sampling, SMALL_DEPTH, undrawable, UndrawableSchemaError } from "./sampling.ts";

/** The depth at which sampling gives up: the schema leads to itself without a way out. */
const MAX_DEPTH = 4 * SMALL_DEPTH;
/** How often to sample an item again because the list has it already. */
const TRIES = 20;
/** The most optional items and keys to add. */
const EXTRA = 3;

/** The schema of a node without a type. */
const ANY: JsonSchema = { type: ["null", "boolean", "integer", "string"] };

const SAMPLERS: Readonly<Record<string, (schema: JsonSchema, sampling: Sampling) => unknown>> = {
  array: sampleArray,
  boolean: (_schema, sampling) => !isSmall(sampling) && sampling.random.bool(),
  integer: (schema, sampling) => sampleNumber(schema, true, sampling),
  null: () => null,
  number: (schema, sampling) => sampleNumber(schema, false, sampling),
  object: sampleObject,
  string: sampleText,
};

/**
 * Samples a value that fits a JSON Schema, or nearly: where a schema combines keywords in unusual ways, the value has to
 * be checked and sampled again.
 *
 * @throws `UndrawableSchemaError` if no attempt can succeed.
 */
export function sampleValue(node: unknown, sampling: Sampling): unknown {
  if (node === false) throw undrawable(sampling, "its schema allows nothing");
  if (sampling.depth > MAX_DEPTH) throw undrawable(sampling, "its schema contains itself without an end");
  const schema = flattenSchema(isRecord(node) ? node as JsonSchema : {}, sampling.root);
  if ("const" in schema) return schema.const;
  if ("default" in schema && isSmall(sampling)) return schema.default;
  if (schema.enum !== undefined) return sampleChoice(schema.enum, sampling);
  const { anyOf, oneOf, ...rest } = schema;
  const branches = anyOf ?? oneOf;
  if (branches !== undefined) return sampleBranch(branches, rest, sampling);
  const types = typesOf(schema);
  const type = types.length > 0 ? chooseType(types, sampling) : guessType(schema);
  if (type === undefined) return sampleValue(ANY, sampling);
  const sample = SAMPLERS[type];
  if (sample === undefined) throw undrawable(sampling, `its type ${type} is none of JSON`);
  return sample(schema, sampling);
}

function sampleChoice(values: readonly unknown[], sampling: Sampling): unknown {
  if (values.length === 0) throw undrawable(sampling, "its schema allows nothing");
  return isSmall(sampling) ? values[0] : sampling.random.choice(values);
}

/** Samples a value of one branch; where a branch can't be sampled, another one is. */
function sampleBranch(branches: readonly JsonSchema[], rest: JsonSchema, sampling: Sampling): unknown {
  let failure: UndrawableSchemaError | undefined;
  const deeper = { ...sampling, depth: sampling.depth + 1 };
  for (const branch of isSmall(sampling) ? branches.toSorted(byWeight) : sampling.random.shuffle(branches)) {
    try {
      return sampleValue(mergeSchemas(rest, flattenSchema(branch, sampling.root)), deeper);
    } catch (thrown) {
      if (!(thrown instanceof UndrawableSchemaError)) throw thrown;
      failure = thrown;
    }
  }
  throw failure ?? undrawable(sampling, "its schema allows nothing");
}

/** Sorts scalars before containers, and those before references, which may lead back. */
function byWeight(one: JsonSchema, other: JsonSchema): number {
  const weigh = (branch: JsonSchema) =>
    branch.$ref !== undefined ? 2 : /object|array/.test(String(branch.type)) ? 1 : 0;
  return weigh(one) - weigh(other);
}

function chooseType(types: readonly string[], sampling: Sampling): string {
  return isSmall(sampling) ? types.find((type) => type === "null") ?? types[0]! : sampling.random.choice(types);
}

/** Guesses the type of a node that names none by its other keywords. */
function guessType(schema: JsonSchema): string | undefined {
  if (schema.properties !== undefined || schema.required !== undefined) return "object";
  if (schema.items !== undefined || schema.prefixItems !== undefined) return "array";
  if (schema.pattern !== undefined || schema.minLength !== undefined || schema.maxLength !== undefined) return "string";
  return schema.minimum !== undefined || schema.maximum !== undefined ? "number" : undefined;
}

/** Samples a list: its first items by position, and some of those that may follow. */
function sampleArray(schema: JsonSchema, sampling: Sampling): unknown[] {
  const { prefixItems = [], items, contains, uniqueItems } = schema;
  const least = Math.max(Number(schema.minItems ?? 0), contains === undefined ? 0 : 1);
  const most = Math.min(Number(schema.maxItems ?? Infinity), items === false ? prefixItems.length : Infinity);
  if (least > most) throw undrawable(sampling, `it has at least ${least} and at most ${most} items`);
  const start = Math.min(Math.max(least, prefixItems.length), most);
  const length = isSmall(sampling) ? start : sampling.random.int(start, Math.min(most, start + EXTRA));
  const list: unknown[] = [];
  while (list.length < length) {
    const node = prefixItems[list.length] ?? (list.length === 0 ? contains : undefined) ?? items;
    const part = inside(sampling, list.length);
    const item = uniqueItems === true ? sampleUnique(node, list, part) : sampleValue(node, part);
    if (item === undefined) break;
    list.push(item);
  }
  if (list.length < least) throw undrawable(sampling, "it has not enough different items");
  return list;
}

/** Samples an item that differs from the others, so that it can't be the smallest one; `undefined` if none is found. */
function sampleUnique(node: unknown, others: readonly unknown[], sampling: Sampling): unknown {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const item = sampleValue(node, { ...sampling, depth: 0 });
    if (!others.some((other) => isSameJson(other, item))) return item;
  }
}

/** Samples an object: its required keys, some optional ones, and a few undeclared ones if they have a schema. */
function sampleObject(schema: JsonSchema, sampling: Sampling): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const object: Record<string, unknown> = {};
  const optional = Object.keys(properties).filter((key) => !required.includes(key));
  for (const key of required) object[key] = sampleValue(properties[key] ?? additionalProperties, inside(sampling, key));
  for (const key of optional) {
    if (isSmall(sampling) || sampling.random.bool()) continue;
    object[key] = sampleValue(properties[key], inside(sampling, key));
  }
  addUndeclaredKeys(schema, object, sampling);
  const missing = Number(schema.minProperties ?? 0) - Object.keys(object).length;
  for (const key of optional.filter((key) => !Object.hasOwn(object, key)).slice(0, Math.max(0, missing))) {
    object[key] = sampleValue(properties[key], inside(sampling, key));
  }
  return object;
}

/** Adds keys that the schema does not name, if it says what they hold. */
function addUndeclaredKeys(
  { minProperties = 0, maxProperties = Infinity, additionalProperties, patternProperties, propertyNames }: JsonSchema,
  object: Record<string, unknown>,
  sampling: Sampling,
): void {
  const patterns = Object.entries(isRecord(patternProperties) ? patternProperties : {});
  const isRecordOf = isRecord(additionalProperties) && Object.keys(additionalProperties).length > 0;
  const count = Object.keys(object).length;
  const least = Math.max(0, Number(minProperties) - count);
  const most = Math.min(Math.max(least, EXTRA), Number(maxProperties) - count);
  if (patterns.length === 0 && !isRecordOf && least === 0) return;
  const wanted = isSmall(sampling) || most < least ? least : sampling.random.int(least, most);
  for (let added = 0; added < wanted; added++) {
    const [pattern, part] = patterns.length > 0 ? sampling.random.choice(patterns) : [undefined, additionalProperties];
    const key = pattern === undefined
      ? sampleName(propertyNames, sampling)
      : sampleMatch(pattern, sampling, { name: "its keys' pattern" });
    if (!Object.hasOwn(object, key)) object[key] = sampleValue(part, inside(sampling, key));
  }
}

function sampleName(names: unknown, sampling: Sampling): string {
  const large = { ...sampling, depth: 0 };
  if (isRecord(names)) return String(sampleValue({ type: "string", minLength: 1, ...names }, large));
  return sampleText({ minLength: 1 }, large).replaceAll(" ", "_");
}
