import { compileNodeCheck } from "../schema/check_value.ts";
import { isRecord, type JsonSchema, resolveReference, typesOf } from "../schema/json_schema.ts";
import { matchesShape } from "../schema/matches_shape.ts";
import { ValueProblem } from "../schema/check_json.ts";
import { compileNodeTensors } from "../schema/tensor_paths.ts";
import { writeFloat, writeFloats } from "./write_floats.ts";
import { writePlain } from "./write_members.ts";

/** Writes the values of one place in a schema as JSON. */
export interface ValueWriter {
  /** Writes a value; `undefined` for one that JSON leaves out. */
  readonly write: (value: unknown) => string | undefined;
  /** `true` if all numbers here, also in lists of lists, are floats. */
  readonly isFloats: boolean;
}

/**
 * Compiles a writer from a JSON Schema: like `JSON.stringify`, but with a point in every number that the schema declares
 * as `number`, as in `1.0`. Integers, constants, and everything in free-form parts are written as `JSON.stringify` does.
 *
 * In a union, the first member that matches the value decides.
 *
 * @param root The schema, where references are looked up.
 * @param node The part of it to write. Default: all of it.
 * @returns The writer; `undefined` if the schema declares no such number.
 */
export function compileWriter(root: JsonSchema, node: JsonSchema = root): ValueWriter | undefined {
  return new WriterCompiler(root).compile([node]);
}

/**
 * Compiles the writer of a place from all nodes that describe it: there are several where a schema is an intersection.
 * A union is replaced by each of its members in turn.
 */
class WriterCompiler {
  readonly #root: JsonSchema;
  /** The writers of places that are compiled or being compiled, so that recursive schemas end. */
  readonly #writers: Map<string, ValueWriter> = new Map();
  readonly #ids: Map<JsonSchema, number> = new Map();

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  /** Compiles a place; `chosen` are the unions that already were replaced by a member. */
  compile(nodes: readonly JsonSchema[], chosen: readonly JsonSchema[] = []): ValueWriter | undefined {
    const all = [...this.#flatten(nodes)];
    if (!this.#mayHoldFloats(all, chosen)) return undefined;
    const key = `${this.#identify(all)} ${this.#identify(chosen)}`;
    const known = this.#writers.get(key);
    if (known !== undefined) return known;
    const writer: ValueWriter = { write: writePlain, isFloats: false };
    this.#writers.set(key, writer);
    const union = all.find((node) => membersOf(node, this.#root).length > 0 && !chosen.includes(node));
    const made = union === undefined ? this.#compileValue(all) : this.#compileUnion(union, all, chosen);
    return Object.assign(writer, made);
  }

  /** Follows references, and adds the parts of intersections. */
  #flatten(nodes: readonly JsonSchema[], found = new Set<JsonSchema>()): Set<JsonSchema> {
    for (const node of nodes) {
      const schema = resolveReference(node, this.#root);
      if (found.has(schema)) continue;
      found.add(schema);
      this.#flatten(schema.allOf ?? [], found);
    }
    return found;
  }

  #identify(nodes: readonly JsonSchema[]): string {
    return nodes.map((node) => {
      const id = this.#ids.get(node) ?? this.#ids.size;
      this.#ids.set(node, id);
      return id;
    }).sort().join();
  }

  #mayHoldFloats(nodes: readonly JsonSchema[], chosen: readonly JsonSchema[]): boolean {
    const seen = new Set<JsonSchema>();
    const visit = (node: JsonSchema): boolean => {
      const schema = resolveReference(node, this.#root);
      if (seen.has(schema)) return false;
      seen.add(schema);
      return isFloat(schema) || partsOf(schema).some(visit) || membersOf(schema, this.#root).some(visit);
    };
    return nodes.some((node) =>
      isFloat(node) || partsOf(node).some(visit) ||
      (!chosen.includes(node) && membersOf(node, this.#root).some(visit))
    );
  }

  #compileValue(nodes: readonly JsonSchema[]): ValueWriter {
    const allows = (type: string) => nodes.every((node) => allowsType(node, type));
    const isFloatPlace = nodes.some(isFloat) && allows("number") && !nodes.some(hasConstants);
    const list = this.#compileList(nodes);
    const writeObject = this.#compileObject(nodes);
    const write = (value: unknown) => {
      if (typeof value === "number") return isFloatPlace ? writeFloat(value) : JSON.stringify(value);
      if (typeof value !== "object" || value === null) return JSON.stringify(value);
      if (Array.isArray(value)) return list === undefined ? writePlain(value) : list.write(value);
      return writeObject === undefined ? JSON.stringify(value) : writeObject(value as Record<string, unknown>);
    };
    const numbersFit = isFloatPlace || !(allows("number") || allows("integer"));
    const listsFit = !allows("array") || list?.isFloats === true;
    return { write, isFloats: numbersFit && listsFit && (isFloatPlace || list !== undefined) };
  }

  #compileList(nodes: readonly JsonSchema[]): ListWriter | undefined {
    const length = Math.max(...nodes.map(({ prefixItems = [] }) => prefixItems.length));
    const first = Array.from(
      { length },
      (_, index) => this.compile(nodes.flatMap((node) => node.prefixItems?.[index] ?? schemaOf(node.items))),
    );
    const rest = this.compile(nodes.flatMap(({ items }) => schemaOf(items)));
    if (rest === undefined && first.every((writer) => writer === undefined)) return undefined;
    const isFloats = length === 0 && rest!.isFloats;
    const write = (list: readonly unknown[]): string => {
      const written = isFloats ? writeFloats(list) : undefined;
      if (written !== undefined) return written;
      if ("toJSON" in list) return JSON.stringify(list);
      let text = "";
      for (let index = 0; index < list.length; index++) {
        const writer = index < length ? first[index] : rest;
        const item = writer === undefined ? writePlain(list[index]) : writer.write(list[index]);
        text += `${index === 0 ? "" : ","}${item ?? "null"}`;
      }
      return `[${text}]`;
    };
    return { write, isFloats };
  }

  #compileObject(nodes: readonly JsonSchema[]): ObjectWriter | undefined {
    const keys = new Set(nodes.flatMap(({ properties = {} }) => Object.keys(properties)));
    const declared = new Map([...keys].map((key) => {
      const writer = this.compile(nodes.flatMap((node) => propertyOf(node, key)));
      return [key, { head: `${JSON.stringify(key)}:`, writer }];
    }));
    const patterns = nodes.flatMap(({ patternProperties = {} }) => Object.entries(patternProperties))
      .map(([pattern, node]) => ({ pattern: new RegExp(pattern, "u"), writer: this.compile([node]) }));
    const others = this.compile(nodes.flatMap(({ additionalProperties }) => schemaOf(additionalProperties)));
    const hasFloats = [...declared.values(), ...patterns].some(({ writer }) => writer !== undefined);
    if (!hasFloats && others === undefined) return undefined;
    const writerOf = (key: string): ValueWriter | undefined => {
      for (const { pattern, writer } of patterns) if (pattern.test(key)) return writer;
      return others;
    };
    return (value) => {
      if (typeof value.toJSON === "function") return JSON.stringify(value);
      let text = "";
      for (const key of Object.keys(value)) {
        const known = declared.get(key);
        const writer = known === undefined ? writerOf(key) : known.writer;
        const part = writer === undefined ? writePlain(value[key]) : writer.write(value[key]);
        // Values that JSON can't represent are left out.
        if (part !== undefined) text += `${text === "" ? "" : ","}${known?.head ?? `${JSON.stringify(key)}:`}${part}`;
      }
      return `{${text}}`;
    };
  }

  #compileUnion(union: JsonSchema, all: readonly JsonSchema[], chosen: readonly JsonSchema[]): ValueWriter {
    const members = membersOf(union, this.#root).map((node) => this.#compileMember(node, all, [...chosen, union]));
    const [numbers, lists, objects] = ["number", "array", "object"].map((type) =>
      members.filter(({ schema }) => allowsType(schema, type) || (type === "number" && allowsType(schema, "integer")))
    ) as [Member[], Member[], Member[]];
    const write = (value: unknown) => {
      if (typeof value !== "number" && (typeof value !== "object" || value === null)) return JSON.stringify(value);
      const possible = typeof value === "number" ? numbers : Array.isArray(value) ? lists : objects;
      const member = possible.length === 1 ? possible[0] : chooseMember(possible, value, this.#root);
      return member?.writer === undefined ? writePlain(value) : member.writer.write(value);
    };
    return { write, isFloats: members.every(({ schema, writer }) => writer?.isFloats ?? schema.type === "null") };
  }

  #compileMember(node: JsonSchema, all: readonly JsonSchema[], chosen: readonly JsonSchema[]): Member {
    const context = { root: this.#root, strict: true };
    const schema = resolveReference(node, this.#root);
    const check = compileNodeCheck(schema, context);
    const convert = compileNodeTensors(schema, context);
    const isWithinBounds = compileBounds(schema);
    const matches = (value: unknown) =>
      isWithinBounds(value) && check(value) === undefined &&
      !(convert?.(value, new Map()) instanceof ValueProblem);
    return { schema, writer: this.compile([...all, schema], chosen), matches };
  }
}

interface ListWriter {
  readonly write: (list: readonly unknown[]) => string;
  readonly isFloats: boolean;
}

type ObjectWriter = (value: Readonly<Record<string, unknown>>) => string | undefined;

/** One member of a union. */
interface Member {
  readonly schema: JsonSchema;
  /** Writes its values; `undefined` if it has no floats. */
  readonly writer: ValueWriter | undefined;
  /** `true` if a value is one of its values, with no undeclared key. */
  readonly matches: (value: unknown) => boolean;
}

/** Undeclared keys are possible too: those of a state, or of the other part of an intersection. */
function chooseMember(members: readonly Member[], value: unknown, root: JsonSchema): Member | undefined {
  for (const member of members) if (member.matches(value)) return member;
  for (const member of members) if (matchesShape(member.schema, value, root)) return member;
  return undefined;
}

function isFloat(schema: JsonSchema): boolean {
  return typesOf(schema).includes("number") && !hasConstants(schema);
}

/** As in Python, where a literal is written as it stands in the code, and no float can be one. */
function hasConstants(schema: JsonSchema): boolean {
  return "const" in schema || schema.enum !== undefined;
}

function allowsType(schema: JsonSchema, type: string): boolean {
  const types = typesOf(schema);
  return types.length === 0 || types.includes(type);
}

const JSON_TYPES = ["array", "boolean", "null", "number", "object", "string"];

/** Returns the members of a union; none for a union of all types, which describes nothing, as `z.json()` does. */
function membersOf({ anyOf, oneOf }: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const members = anyOf ?? oneOf ?? [];
  const types = new Set(members.flatMap((member) => typesOf(resolveReference(member, root))));
  return JSON_TYPES.every((type) => types.has(type)) ? [] : members;
}

/** Returns the nodes that describe a value's parts, or parts of an intersection. */
function partsOf(schema: JsonSchema): readonly JsonSchema[] {
  const { allOf = [], prefixItems = [], items, properties = {}, patternProperties = {} } = schema;
  return [
    ...allOf,
    ...prefixItems,
    ...schemaOf(items),
    ...Object.values(properties),
    ...Object.values(patternProperties),
    ...schemaOf(schema.additionalProperties),
  ];
}

function schemaOf(node: boolean | JsonSchema | undefined): readonly JsonSchema[] {
  return isRecord(node) ? [node as JsonSchema] : [];
}

function propertyOf({ properties = {}, additionalProperties }: JsonSchema, key: string): readonly JsonSchema[] {
  return Object.hasOwn(properties, key) ? [properties[key]!] : schemaOf(additionalProperties);
}

/** Compiles the check of a number's bounds and of a list's length. */
function compileBounds(schema: JsonSchema): (value: unknown) => boolean {
  const limit = (keyword: string, otherwise: number) => schema[keyword] as number | undefined ?? otherwise;
  const [least, most] = [limit("minimum", -Infinity), limit("maximum", Infinity)];
  const [above, below] = [limit("exclusiveMinimum", -Infinity), limit("exclusiveMaximum", Infinity)];
  const [fewest, longest] = [limit("minItems", 0), limit("maxItems", Infinity)];
  return (value) => {
    if (typeof value === "number") return value >= least && value <= most && value > above && value < below;
    return !Array.isArray(value) || (value.length >= fewest && value.length <= longest);
  };
}
