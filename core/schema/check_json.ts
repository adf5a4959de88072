import type { Path } from "../errors/format_path.ts";

/** The deepest nesting of arrays and objects that crosses the wire. */
export const MAX_JSON_DEPTH = 64;

/** A problem with a value, and where it is. */
export interface Problem {
  /** The path inside the value. */
  readonly path: Path;
  /** The rest of a sentence that begins with the path. */
  readonly message: string;
}

/**
 * Checks that a free-form value survives JSON unchanged; returns the first problem, or `undefined`.
 *
 * JSON silently turns NaN into null, drops `undefined`, and turns typed arrays, maps and dates into objects. Here each
 * of them is a problem. So is nesting deeper than {@linkcode MAX_JSON_DEPTH}, which also catches cycles.
 */
export function checkJson(value: unknown, depth = 0): Problem | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : { path: [], message: `is ${value}, which JSON cannot carry` };
    case "object":
      return value === null ? undefined : checkContainer(value, depth);
    default:
      return { path: [], message: `is ${nameOfValue(value)}, which JSON cannot carry` };
  }
}

function checkContainer(value: object, depth: number): Problem | undefined {
  if (depth >= MAX_JSON_DEPTH) return { path: [], message: `is nested deeper than ${MAX_JSON_DEPTH} levels` };
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const problem = checkJson(value[index], depth + 1);
      if (problem !== undefined) return within(index, problem);
    }
    return undefined;
  }
  if (!isPlainObject(value)) return { path: [], message: `is ${nameOfValue(value)}, which JSON cannot carry` };
  for (const key in value) {
    const problem = checkJson(value[key], depth + 1);
    if (problem !== undefined) return within(key, problem);
  }
  return undefined;
}

/** `true` for a plain object, one of no class, whose keys JSON writes as they are. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Prepends a key to a problem's path: the problem as seen one level further out. */
export function within(key: string | number, problem: Problem): Problem {
  problem.path.unshift(key);
  return problem;
}

/** Names the kind of a value for a message: `undefined`, `NaN`, `a function`, `Float32Array`, `an array`. */
export function nameOfValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name !== "string" || name === "Object" ? "an object" : name;
}
