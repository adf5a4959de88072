import { isRecord, type JsonSchema, type Problem } from "@openenv/core/schema";

/** Judges a part of the value by a part of the schema. */
export type Judge = (value: unknown, schema: unknown) => Problem | undefined;

/** What one keyword of JSON Schema asks for; it sees the whole node, since some keywords belong together. */
export type Rule = (value: unknown, argument: unknown, node: JsonSchema, judge: Judge) => Problem | undefined;

/** A problem of the value itself. */
export function problem(message: string): Problem {
  return { path: [], message };
}

/** The first problem that anything of a list has. */
export function firstProblem<T>(items: Iterable<T>, find: (item: T) => Problem | undefined): Problem | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Writes a value as JSON, cut if it is long. */
export function show(value: unknown, most = 60): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** `true` if two JSON values are the same; the order of keys does not matter, and 0 is -0. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, at) => isSameJson(item, other[at]));
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSameJson(one[key], other[key]));
}

/** Compiles a pattern as JSON Schema means it, with Unicode; `undefined` for one of another dialect. */
export function toRegExp(pattern: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // The other flags take escapes that these don't.
    }
  }
  return undefined;
}
