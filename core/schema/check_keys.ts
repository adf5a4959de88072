import { isRecord, type JsonSchema, resolveReference } from "./json_schema.ts";
import { matchesShape } from "./matches_shape.ts";
import type { Path } from "../errors/format_path.ts";

/**
 * Collects the keys of a value that its schema does not declare, at every depth.
 *
 * `output` is the schema's output for the value. Inside a union it shows whether a declared key was dropped because the
 * schema took another branch. `undefined` skips that comparison.
 */
export type KeyCheck = (value: unknown, output: unknown, path: Path, unknown: UnknownKeys) => void;

/** The undeclared keys that were found. */
export interface UnknownKeys {
  /** Their paths. */
  readonly paths: Path[];
  /** The number of paths after which the check stops. */
  readonly most: number;
}

/**
 * Compiles the check for undeclared keys from the JSON Schema of an input; `undefined` if every key is allowed.
 *
 * An object that declares properties allows only those, unless it describes additional properties. (zod would silently
 * drop other keys.)
 */
export function compileKeyCheck(root: JsonSchema): KeyCheck | undefined {
  return compile(root, { root, seen: new Map() });
}

interface Compilation {
  readonly root: JsonSchema;
  /** Nodes that are compiled or being compiled, so that recursive schemas end. */
  readonly seen: Map<JsonSchema, { check: KeyCheck | undefined }>;
}

function compile(node: JsonSchema, context: Compilation): KeyCheck | undefined {
  const schema = resolveReference(node, context.root);
  const known = context.seen.get(schema);
  if (known !== undefined) return (value, output, path, unknown) => known.check?.(value, output, path, unknown);
  const slot: { check: KeyCheck | undefined } = { check: undefined };
  context.seen.set(schema, slot);
  slot.check = compileNode(schema, context);
  return slot.check;
}

function compileNode(schema: JsonSchema, context: Compilation): KeyCheck | undefined {
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return compileUnion(union, context);
  if (schema.allOf !== undefined) return compileIntersection(schema.allOf, context);
  if (schema.properties !== undefined || schema.additionalProperties !== undefined) {
    return compileObject(schema, context);
  }
  return compileArray(schema, context);
}

/** A key is undeclared if every part says so, about the key itself or about something that contains it. */
function compileIntersection(parts: readonly JsonSchema[], context: Compilation): KeyCheck | undefined {
  const checks = parts.map((part) => compile(part, context));
  if (checks.includes(undefined)) return undefined;
  return (value, output, path, unknown) => {
    const found = checks.map((check) => {
      const paths: Path[] = [];
      // One part alone may not declare thousands of keys, so that each has to report all of them.
      check!(value, output, path, { paths, most: Infinity });
      return paths;
    });
    if (found.some((paths) => paths.length === 0)) return;
    const places = found.map((paths) => new Set(paths.map((place) => JSON.stringify(place))));
    const isIn = (place: Path, index: number) =>
      place.some((_, end) => places[index]!.has(JSON.stringify(place.slice(0, end + 1))));
    const reported = new Set<string>();
    for (const place of found.flat()) {
      const text = JSON.stringify(place);
      if (reported.has(text) || !places.every((_, index) => isIn(place, index))) continue;
      reported.add(text);
      if (unknown.paths.length < unknown.most) unknown.paths.push(place);
    }
  };
}

function compileObject(schema: JsonSchema, context: Compilation): KeyCheck {
  const declared = new Map<string, KeyCheck | undefined>();
  for (const [key, part] of Object.entries(schema.properties ?? {})) declared.set(key, compile(part, context));
  const patterns = Object.entries(schema.patternProperties ?? {}).map(([pattern, part]) => ({
    pattern: new RegExp(pattern, "u"),
    check: compile(part, context),
  }));
  const rest = schema.additionalProperties;
  const open = rest === true || isRecord(rest);
  const restCheck = isRecord(rest) ? compile(rest as JsonSchema, context) : undefined;
  return (value, output, path, unknown) => {
    if (!isRecord(value)) return;
    for (const key in value) {
      if (unknown.paths.length >= unknown.most) return;
      let check = declared.get(key);
      if (check === undefined && !declared.has(key)) {
        const pattern = patterns.find((candidate) => candidate.pattern.test(key));
        // Zod silently drops this key from records.
        if (pattern === undefined && (!open || key === "__proto__")) unknown.paths.push([...path, key]);
        check = pattern === undefined ? restCheck : pattern.check;
      }
      if (check !== undefined) check(value[key], isRecord(output) ? output[key] : undefined, [...path, key], unknown);
    }
  };
}

function compileArray(schema: JsonSchema, context: Compilation): KeyCheck | undefined {
  const first = (schema.prefixItems ?? []).map((part) => compile(part, context));
  const rest = isRecord(schema.items) ? compile(schema.items as JsonSchema, context) : undefined;
  if (rest === undefined && !first.some((check) => check !== undefined)) return undefined;
  return (value, output, path, unknown) => {
    if (!Array.isArray(value)) return;
    for (let index = 0; index < value.length && unknown.paths.length < unknown.most; index++) {
      const check = index < first.length ? first[index] : rest;
      check?.(value[index], Array.isArray(output) ? output[index] : undefined, [...path, index], unknown);
    }
  };
}

function compileUnion(branches: readonly JsonSchema[], context: Compilation): KeyCheck | undefined {
  const compiled = branches.map((node) => ({ node, check: compile(node, context) }));
  if (compiled.every(({ check }) => check === undefined)) return undefined;
  return (value, output, path, unknown) => {
    if (typeof value !== "object" || value === null) return;
    const fitting = compiled.filter(({ node }) => matchesShape(node, value, context.root));
    const { most } = unknown;
    let fewest: Path[] | undefined;
    for (const { check } of fitting.length > 0 ? fitting : compiled) {
      const paths: Path[] = [];
      check?.(value, output, path, { paths, most });
      if (fewest === undefined || paths.length < fewest.length) fewest = paths;
      if (paths.length === 0) break;
    }
    if (fewest?.length === 0 && fitting.length > 1) addDroppedKeys(value, output, path, { paths: fewest, most });
    for (const place of fewest ?? []) if (unknown.paths.length < most) unknown.paths.push(place);
  };
}

/** Adds the keys of a value, at every depth, that are missing in the schema's output. */
function addDroppedKeys(value: unknown, output: unknown, path: Path, dropped: UnknownKeys): void {
  if (Array.isArray(value) && Array.isArray(output)) {
    value.forEach((item, index) => {
      if (typeof item === "object") addDroppedKeys(item, output[index], [...path, index], dropped);
    });
  }
  if (!isRecord(value) || !isRecord(output)) return;
  for (const key of Object.keys(value)) {
    if (dropped.paths.length >= dropped.most) return;
    if (Object.hasOwn(output, key)) addDroppedKeys(value[key], output[key], [...path, key], dropped);
    else if (value[key] !== undefined) dropped.paths.push([...path, key]);
  }
}
