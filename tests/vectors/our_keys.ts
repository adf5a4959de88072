/**
 * The keys that our server adds to answers, and what it leaves out of validation items, wherever they occur: the
 * differences in `differences.json` that hold for every vector.
 *
 * @module
 */

import { withoutLibraryKeys, withoutOtherStyle } from "./tool_keys.ts";

/** Ids of the differences that {@linkcode withoutOurKeys} applies. */
export const EVERYWHERE = { addedKeys: "D1", noUrl: "D2" } as const;

/** Both values, comparable. */
export interface Comparable {
  /** What was recorded, without what ours leaves out. */
  readonly wanted: unknown;
  /** What our server answered, without what it adds. */
  readonly actual: unknown;
  /** What is wrong with the added keys themselves. */
  readonly differences: readonly string[];
}

/** Takes the keys that ours adds out of its frame, and the ones it leaves out of the recorded frame. */
export function withoutOurKeys(wanted: unknown, actual: unknown): Comparable {
  const type = field(actual, "type");
  const data = field(actual, "data");
  const recorded = withoutTheirs(wanted);
  if (type === "observation") {
    const { terminated, truncated, ...rest } = { ...data as Record<string, unknown> };
    return {
      wanted: withoutLibraryKeys(recorded),
      actual: { ...actual as object, data: withoutLibraryKeys(rest) },
      differences: endOf(terminated, truncated, rest.done),
    };
  }
  if (type === "mcp") {
    const { value, differences } = withoutOtherStyle(data);
    const answer = { ...actual as object, data: withoutLibraryKeys(value) };
    return { wanted: withoutLibraryKeys(recorded), actual: answer, differences };
  }
  const added = type === "state" ? "seed" : type === "error" ? "reason" : undefined;
  if (added === undefined || Object.hasOwn(field(wanted, "data") as object ?? {}, added)) {
    return { wanted: recorded, actual, differences: [] };
  }
  const { [added]: _, ...rest } = { ...data as Record<string, unknown> };
  return { wanted: recorded, actual: { ...actual as object, data: rest }, differences: [] };
}

/** What is wrong with the two ends: both are always sent, and together they are `done`. */
export function endOf(terminated: unknown, truncated: unknown, done: unknown): string[] {
  if (typeof terminated !== "boolean" || typeof truncated !== "boolean") {
    return [`data: terminated is ${terminated} and truncated is ${truncated}, both must be booleans`];
  }
  return done === (terminated || truncated)
    ? []
    : [`data.done: ${done}, but terminated ${terminated}, truncated ${truncated}`];
}

/** Returns a recorded value without the parts that our server leaves out: links, and the point of whole floats. */
export function withoutTheirs(recorded: unknown): unknown {
  return withoutPoints(without(recorded, "url"), false);
}

function withoutPoints(value: unknown, isInItem: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutPoints(item, isInItem));
  if (typeof value === "string") return isInItem ? withoutPoint(value) : value;
  if (typeof value !== "object" || value === null) return value;
  const inItem = (key: string) => isInItem || key === "ctx" || key === "input";
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPoints(item, inItem(key))]));
}

function withoutPoint(text: string): unknown {
  const whole = /^<float (-?\d+)>$/.exec(text)?.[1];
  return whole === undefined ? text : Number(whole);
}

/** A value without a key, at every depth. */
export function without(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, key));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(kept.map(([name, item]) => [name, without(item, key)]));
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
