import type { Path } from "../errors/format_path.ts";

/** The deepest nesting of arrays and objects that crosses the wire. */
export const MAX_JSON_DEPTH = 64;

/** The kind of a problem: a number that is not finite, another value that JSON cannot carry, or a breach of the schema. */
export type ProblemKind = "not_finite" | "not_json" | "schema";

/** A problem with a value, and where it is. */
export interface Problem {
  /** The path inside the value. */
  readonly path: Path;
  /** The rest of a sentence that begins with the path. */
  readonly message: string;
  /** The kind of the problem. Default: `"schema"`. */
  readonly kind?: ProblemKind;
}

/** A problem that is returned in place of a value. It is a class so that it differs from one. */
export class ValueProblem implements Problem {
  /** The path inside the value. */
  readonly path: Path;
  /** The rest of a sentence that begins with the path. */
  readonly message: string;
  /** The kind of the problem. */
  readonly kind: ProblemKind;

  /** Creates a problem from a path, a message and a kind. */
  constructor(path: Path, message: string, kind: ProblemKind = "schema") {
    this.path = path;
    this.message = message;
    this.kind = kind;
  }
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
      return Number.isFinite(value) ? undefined : cannotCarry(value);
    case "object":
      return value === null ? undefined : checkContainer(value, depth);
    default:
      return cannotCarry(value);
  }
}

function cannotCarry(value: unknown): Problem {
  const kind = typeof value === "number" ? "not_finite" : "not_json";
  return { path: [], message: `is ${nameOfValue(value)}, which JSON cannot carry`, kind };
}

/** The problem of a value that is of another kind than expected. */
export function mismatch(value: unknown, expected: string): Problem {
  return { path: [], message: `is ${nameOfValue(value)}, expected ${expected}`, kind: kindOfMismatch(value) };
}

/** The kind of problem that a value of an unexpected kind is. */
export function kindOfMismatch(value: unknown): ProblemKind {
  if (typeof value === "number") return Number.isFinite(value) ? "schema" : "not_finite";
  if (typeof value === "object") {
    return value === null || Array.isArray(value) || isPlainObject(value) ? "schema" : "not_json";
  }
  return ["function", "symbol", "bigint"].includes(typeof value) ? "not_json" : "schema";
}

function checkContainer(value: object, depth: number): Problem | undefined {
  if (depth >= MAX_JSON_DEPTH) {
    return { path: [], message: `is nested deeper than ${MAX_JSON_DEPTH} levels`, kind: "not_json" };
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const problem = checkJson(value[index], depth + 1);
      if (problem !== undefined) return within(index, problem);
    }
    return undefined;
  }
  if (!isPlainObject(value)) return cannotCarry(value);
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
export function within<P extends Problem>(key: string | number, problem: P): P {
  problem.path.unshift(key);
  return problem;
}

/** Names the kind of a value for a message: `undefined`, `NaN`, `a function`, `Float32Array`, `an array`. */
export function nameOfValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  try {
    if (Array.isArray(value)) return "an array";
    const name = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name !== "string" || name === "Object" ? "an object" : name;
  } catch {
    return "an object";
  }
}
