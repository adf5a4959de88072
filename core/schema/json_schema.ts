import { DefinitionError } from "../errors/error_classes.ts";
import type { Schema } from "./schema.ts";

/** The part of JSON Schema (2020-12) that this project reads. */
export interface JsonSchema {
  /** The JSON type or types; absent means any. */
  readonly type?: string | readonly string[];
  /** The declared keys of an object. */
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** The required keys. */
  readonly required?: readonly string[];
  /** The schema of other keys; `false` forbids them. */
  readonly additionalProperties?: boolean | JsonSchema;
  /** The schemas of keys that match a pattern. */
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  /** The schema of an array's items. */
  readonly items?: boolean | JsonSchema;
  /** The schemas of an array's first items, by position. */
  readonly prefixItems?: readonly JsonSchema[];
  /** At least one of these must fit. */
  readonly anyOf?: readonly JsonSchema[];
  /** Exactly one of these must fit. */
  readonly oneOf?: readonly JsonSchema[];
  /** All of these must fit. */
  readonly allOf?: readonly JsonSchema[];
  /** The one value that is allowed. */
  readonly const?: unknown;
  /** The values that are allowed. */
  readonly enum?: readonly unknown[];
  /** A pointer to another node of the same document. */
  readonly $ref?: string;
  /** Named parts. */
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  /** Other keywords. */
  readonly [keyword: string]: unknown;
}

/**
 * Describes a schema's input or output as JSON Schema 2020-12; throws `DefinitionError` if it has none.
 *
 * @param schema The schema.
 * @param io The side to describe.
 * @param what The name of the schema in errors, as in `action`.
 */
export function toJsonSchema(schema: Schema, io: "input" | "output", what: string): JsonSchema {
  const standard = (schema as Partial<Schema> | null | undefined)?.["~standard"];
  if (typeof standard?.validate !== "function") {
    throw new DefinitionError(`Cannot define ${what}: it is not a Standard Schema`, { part: what });
  }
  if (typeof standard.jsonSchema?.[io] !== "function") {
    throw new DefinitionError(`Cannot define ${what}: the schema has no JSON Schema part`, { part: what });
  }
  try {
    return standard.jsonSchema[io]({ target: "draft-2020-12" }) as JsonSchema;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DefinitionError(`Cannot define ${what}: it has no JSON Schema (${reason})`, { part: what }, { cause });
  }
}

/** Follows a `$ref` inside its document; other nodes are returned as they are. */
export function resolveReference(node: JsonSchema, root: JsonSchema): JsonSchema {
  let current = node;
  for (let hops = 0; current.$ref !== undefined; hops++) {
    const target = lookUp(current.$ref, root);
    if (target === undefined || hops > 32) {
      throw new DefinitionError(`Cannot read JSON Schema: reference "${current.$ref}" leads nowhere`, {
        part: current.$ref,
      });
    }
    current = target;
  }
  return current;
}

function lookUp(pointer: string, root: JsonSchema): JsonSchema | undefined {
  if (!pointer.startsWith("#")) return undefined;
  let found: unknown = root;
  for (const part of pointer.slice(1).split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = (found as Record<string, unknown> | undefined)?.[key];
  }
  return found as JsonSchema | undefined;
}

/** Returns the schema nodes for the value at a path, including those of every member of the unions on the way. */
export function nodesAt(node: JsonSchema, path: readonly (string | number)[], root: JsonSchema): readonly JsonSchema[] {
  let nodes = withMembers(node, root, new Set());
  for (const key of path) {
    // A set, since members that contain the same schema would double the nodes at each level.
    const next = new Set<JsonSchema>();
    for (const { prefixItems, items, properties, additionalProperties } of nodes) {
      const part = typeof key === "number" ? prefixItems?.[key] ?? items : properties?.[key] ?? additionalProperties;
      if (isRecord(part)) withMembers(part, root, next);
    }
    nodes = next;
  }
  return [...nodes].filter((found) => membersOf(found) === undefined);
}

function withMembers(node: JsonSchema, root: JsonSchema, nodes: Set<JsonSchema>): Set<JsonSchema> {
  const schema = resolveReference(node, root);
  if (nodes.has(schema)) return nodes;
  nodes.add(schema);
  membersOf(schema)?.forEach((member) => withMembers(member, root, nodes));
  return nodes;
}

function membersOf({ anyOf, oneOf, allOf }: JsonSchema): readonly JsonSchema[] | undefined {
  return anyOf ?? oneOf ?? allOf;
}

/** Returns the JSON types that a node names; an empty list if it names none. */
export function typesOf(node: JsonSchema): readonly string[] {
  if (node.type === undefined) return [];
  return typeof node.type === "string" ? [node.type] : node.type;
}

/** `true` if the value is an object with keys: neither `null` nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Leaves out keywords that a schema library adds and Pydantic does not: safe-integer bounds, and that any text is a key. */
export function tidyJsonSchema(schema: JsonSchema): JsonSchema {
  return tidy(schema) as JsonSchema;
}

function tidy(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(tidy);
  if (!isRecord(node)) return node;
  const kept = Object.entries(node).filter(([key, value]) =>
    key !== "$schema" &&
    !(key === "propertyNames" && isAnyText(value)) &&
    !(key === "maximum" && value === Number.MAX_SAFE_INTEGER) &&
    !(key === "minimum" && value === Number.MIN_SAFE_INTEGER)
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, tidy(value)]));
}

function isAnyText(names: unknown): boolean {
  return isRecord(names) && Object.entries(names).every(([key, value]) => key === "type" && value === "string");
}

/** `true` if a tool's results are sent as `{ result: value }` where an object is asked for. */
export function isWrapped(outputSchema: JsonSchema): boolean {
  return outputSchema["x-fastmcp-wrap-result"] === true;
}
