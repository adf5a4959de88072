/**
 * Compares JSON texts with recorded ones.
 *
 * @module
 */

import type { Comparable } from "./our_keys.ts";
import { compareValues, type CompareValuesOptions } from "./compare_values.ts";
import { parseWithKinds } from "./number_kinds.ts";
import { anchored } from "./placeholders.ts";

/** Which server answered: the reference (`theirs`), or the one of this project (`ours`). */
export type ServerKind = "theirs" | "ours";

/** Options of {@linkcode compareJsonText}. */
export interface CompareJsonTextOptions extends CompareValuesOptions {
  /** Which server answered. */
  readonly server: ServerKind;
  /** Takes our additional keys out of our answers. */
  readonly strip: (wanted: unknown, actual: unknown) => Comparable;
}

/**
 * Compares a JSON text with its record: byte for byte for the reference; for our server by value, kind of number and key
 * order, after our documented additional keys were taken out.
 *
 * @returns One text for each difference.
 */
export function compareJsonText(expected: string, text: string, options: CompareJsonTextOptions): string[] {
  if (options.server === "theirs" && anchored(expected).test(text)) return [];
  let actual: unknown;
  try {
    actual = parseWithKinds(text);
  } catch {
    return [`not JSON: ${text}`];
  }
  const wanted = parseWithKinds(expected);
  if (options.server === "theirs") {
    const differences = compareValues(wanted, actual, "");
    return differences.length > 0 ? differences : [`other bytes: expected ${expected}, got ${text}`];
  }
  const stripped = options.strip(wanted, actual);
  return [...stripped.differences, ...compareValues(stripped.wanted, stripped.actual, "", options)];
}
