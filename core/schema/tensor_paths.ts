import { DefinitionError } from "../errors/error_classes.ts";
import { isPlainObject, kindOfMismatch, nameOfValue, ValueProblem, within } from "./check_json.ts";
import { compileNodeCheck, type ValueCheck } from "./check_value.ts";
import { isRecord, type JsonSchema, resolveReference } from "./json_schema.ts";
import { type CheckedLists, toTensorList } from "./tensor_list.ts";
import { isTensor, readTensorSpec } from "./tensor_spec.ts";

/**
 * Converts a value to what JSON carries: each tensor becomes a plain list, which is checked and added to `checked`. The
 * given value is not changed, and is returned itself if it contains no typed array. Returns a {@linkcode ValueProblem}
 * for the first tensor that does not match.
 */
export type TensorConverter = (value: unknown, checked: CheckedLists) => unknown;

/** Options for {@linkcode compileTensors}. */
export interface TensorPathOptions {
  /** The name of the described value in errors. */
  readonly part: string;
  /** How strictly the members of a union are distinguished, as in `compileValueCheck`. */
  readonly strict: boolean;
}

/**
 * Finds the tensors of a schema and compiles their conversion; `undefined` if there are none.
 *
 * @throws `DefinitionError` for a tensor in a position where its values can't be found.
 */
export function compileTensors(root: JsonSchema, { part, strict }: TensorPathOptions): TensorConverter | undefined {
  const reached = reach(root, root);
  const lost = findLostTensor(root, reached, "#");
  if (lost !== undefined) {
    const state = `there is a tensor at ${lost}, where its values cannot be found`;
    throw new DefinitionError(`Cannot define ${part}: ${state}`, { part });
  }
  return compileNodeTensors(root, { root, strict });
}

/** Compiles the same conversion for one node of a schema document. */
export function compileNodeTensors(
  node: JsonSchema,
  context: Omit<Compilation, "slots">,
): TensorConverter | undefined {
  return compile(node, { ...context, slots: new Map() });
}

/** Returns the keys of an object whose values are flat tensors. Conversion checks every item of such a list. */
export function keysOfTensors(root: JsonSchema): ReadonlySet<string> {
  const { properties = {} } = resolveReference(root, root);
  const keys = Object.keys(properties).filter((key) => {
    return readTensorSpec(resolveReference(properties[key]!, root))?.layout === "flat";
  });
  return new Set(keys);
}

interface Compilation {
  readonly root: JsonSchema;
  readonly strict: boolean;
  /** The nodes that were visited, so that recursive schemas end. */
  readonly slots: Map<JsonSchema, { convert: TensorConverter }>;
}

function compile(node: JsonSchema, context: Compilation): TensorConverter | undefined {
  const schema = resolveReference(node, context.root);
  const known = context.slots.get(schema);
  if (known !== undefined) return (value, checked) => known.convert(value, checked);
  if (![...reach(schema, context.root)].some(isTensor)) return undefined;
  const slot: { convert: TensorConverter } = { convert: unchanged };
  context.slots.set(schema, slot);
  slot.convert = compileNode(schema, context);
  return slot.convert;
}

function compileNode(schema: JsonSchema, context: Compilation): TensorConverter {
  const spec = readTensorSpec(schema);
  if (spec !== undefined) {
    return (value, checked) => {
      const list = toTensorList(spec, value);
      if (!(list instanceof ValueProblem)) checked.set(list, spec.key);
      return list;
    };
  }
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return compileUnion(union, context);
  if (schema.allOf !== undefined) return compileIntersection(schema.allOf, context);
  return isArraySchema(schema) ? compileArray(schema, context) : compileObject(schema, context);
}

/**
 * Collects the nodes in which a value's parts are looked up: those that {@linkcode compileNode} follows, and no others.
 */
function reach(node: JsonSchema, root: JsonSchema, reached = new Set<JsonSchema>()): Set<JsonSchema> {
  const schema = resolveReference(node, root);
  if (reached.has(schema)) return reached;
  reached.add(schema);
  if (!isTensor(schema)) partsOf(schema).forEach((part) => reach(part, root, reached));
  return reached;
}

function partsOf(schema: JsonSchema): readonly JsonSchema[] {
  const members = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (members !== undefined) return members;
  const { items, prefixItems, properties, additionalProperties } = schema;
  const [named, others] = isArraySchema(schema)
    ? [prefixItems ?? [], items]
    : [Object.values(properties ?? {}), additionalProperties];
  return isRecord(others) ? [...named, others as JsonSchema] : named;
}

function isArraySchema({ items, prefixItems, properties, additionalProperties }: JsonSchema): boolean {
  if (isRecord(additionalProperties) || properties !== undefined) return false;
  return isRecord(items) || prefixItems !== undefined;
}

/** Searches the whole document for a tensor that was not reached, except in the values that it quotes. */
function findLostTensor(node: unknown, reached: ReadonlySet<unknown>, place: string): string | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if (isTensor(node)) return reached.has(node) ? undefined : place;
  for (const [key, part] of Object.entries(node)) {
    if (VALUE_KEYWORDS.has(key)) continue;
    const lost = findLostTensor(part, reached, `${place}/${key}`);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

const VALUE_KEYWORDS: ReadonlySet<string> = new Set(["const", "default", "enum", "examples"]);

function unchanged(value: unknown): unknown {
  return value;
}

/** Picks a union's member by its constants, and then by checking the value, with its tensors converted, against it. */
function compileUnion(branches: readonly JsonSchema[], context: Compilation): TensorConverter {
  const members = branches.map((node) => ({
    constants: constantsOf(resolveReference(node, context.root)),
    convert: compile(node, context) ?? unchanged,
    check: checkOf(node, context),
  }));
  return (value, checked) => {
    let closest: ValueProblem | undefined;
    for (const { constants, convert, check } of members) {
      if (constants.some(([key, allowed]) => isPlainObject(value) && !allowed.includes(value[key]))) continue;
      const converted = convert(value, checked);
      const problem = converted instanceof ValueProblem ? converted : check?.(converted);
      if (problem === undefined) return converted;
      if (closest !== undefined && problem.path.length <= closest.path.length) continue;
      closest = new ValueProblem(problem.path, problem.message, problem.kind);
    }
    return closest ?? new ValueProblem([], "is of none of the declared kinds");
  };
}

/** Returns the keys with constants, by which a union's member is identified. */
function constantsOf({ properties = {}, required = [] }: JsonSchema): [key: string, allowed: readonly unknown[]][] {
  return required.flatMap((key) => {
    const { const: only, enum: some } = properties[key] ?? {};
    const allowed = some ?? (only === undefined ? undefined : [only]);
    return allowed === undefined ? [] : [[key, allowed]];
  });
}

/** Compiles the check of a union's member; tensors were checked when they were converted. */
function checkOf(node: JsonSchema, { root, strict }: Compilation): ValueCheck | undefined {
  return isTensor(resolveReference(node, root)) ? undefined : compileNodeCheck(node, { root, strict });
}

function compileIntersection(parts: readonly JsonSchema[], context: Compilation): TensorConverter {
  const converters = parts.map((part) => compile(part, context) ?? unchanged);
  return (value, checked) => {
    let made = value;
    for (const convert of converters) {
      made = convert(made, checked);
      if (made instanceof ValueProblem) return made;
    }
    return made;
  };
}

function compileArray(schema: JsonSchema, context: Compilation): TensorConverter {
  const first = (schema.prefixItems ?? []).map((part) => compile(part, context));
  const rest = isRecord(schema.items) ? compile(schema.items as JsonSchema, context) : undefined;
  return (value, checked) => {
    if (!Array.isArray(value)) return wrongKind(value, "array");
    let made: unknown[] = value;
    for (let index = 0; index < value.length; index++) {
      const convert = index < first.length ? first[index] : rest;
      const item = convert === undefined ? value[index] : convert(value[index], checked);
      if (item instanceof ValueProblem) return within(index, item);
      if (item === value[index]) continue;
      if (made === value) made = value.slice();
      made[index] = item;
    }
    return made;
  };
}

function compileObject(schema: JsonSchema, context: Compilation): TensorConverter {
  const declared = new Map<string, TensorConverter | undefined>();
  for (const [key, part] of Object.entries(schema.properties ?? {})) declared.set(key, compile(part, context));
  const { additionalProperties: others } = schema;
  const rest = isRecord(others) ? compile(others as JsonSchema, context) : undefined;
  return (value, checked) => {
    if (!isPlainObject(value)) return wrongKind(value, "object");
    let made = value;
    for (const key in value) {
      const convert = declared.get(key) ?? (declared.has(key) ? undefined : rest);
      const part = value[key];
      if (convert === undefined || part === undefined) continue;
      const converted = convert(part, checked);
      if (converted instanceof ValueProblem) return within(key, converted);
      if (converted === part) continue;
      if (made === value) made = { ...value };
      made[key] = converted;
    }
    return made;
  };
}

function wrongKind(value: unknown, expected: string): ValueProblem {
  return new ValueProblem([], `is ${nameOfValue(value)}, expected ${expected}`, kindOfMismatch(value));
}
