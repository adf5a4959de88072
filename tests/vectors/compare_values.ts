/**
 * Compares JSON values with recorded ones.
 *
 * @module
 */

import { matchesText } from "./placeholders.ts";

/** Options of {@linkcode compareValues}. */
export interface CompareValuesOptions {
  /** Whether objects may have their keys in any order. Default: `false`. */
  readonly anyOrder?: boolean;
}

/**
 * Compares a value with a recorded one. Texts of the recorded one may name what varies; `"<any>"` stands for anything.
 *
 * @param wanted The recorded value.
 * @param actual The value.
 * @param path Where the two stand, for the texts.
 * @returns One text for each difference.
 */
export function compareValues(
  wanted: unknown,
  actual: unknown,
  path: string,
  options: CompareValuesOptions = {},
): string[] {
  if (wanted === "<any>") return [];
  if (typeof wanted === "string" && typeof actual === "string") {
    return matchesText(wanted, actual) ? [] : [unequal(path, wanted, actual)];
  }
  if (Array.isArray(wanted) && Array.isArray(actual)) return compareArrays(wanted, actual, path, options);
  if (isRecord(wanted) && isRecord(actual)) return compareRecords(wanted, actual, path, options);
  return Object.is(wanted, actual) ? [] : [unequal(path, wanted, actual)];
}

function compareArrays(wanted: unknown[], actual: unknown[], path: string, options: CompareValuesOptions): string[] {
  if (wanted.length !== actual.length) return [unequal(path, wanted, actual)];
  return wanted.flatMap((value, index) => compareValues(value, actual[index], `${path}[${index}]`, options));
}

function compareRecords(
  wanted: Record<string, unknown>,
  actual: Record<string, unknown>,
  path: string,
  options: CompareValuesOptions,
): string[] {
  const at = (key: string) => path === "" ? key : `${path}.${key}`;
  const missing = Object.keys(wanted).filter((key) => !Object.hasOwn(actual, key));
  const added = Object.keys(actual).filter((key) => !Object.hasOwn(wanted, key));
  const shared = Object.keys(wanted).filter((key) => Object.hasOwn(actual, key));
  const differences = [
    ...missing.map((key) => `${at(key)}: missing, expected ${JSON.stringify(wanted[key])}`),
    ...added.map((key) => `${at(key)}: unexpected ${JSON.stringify(actual[key])}`),
    ...shared.flatMap((key) => compareValues(wanted[key], actual[key], at(key), options)),
  ];
  const order = Object.keys(actual).filter((key) => Object.hasOwn(wanted, key));
  if (!options.anyOrder && order.join() !== shared.join()) {
    differences.push(`${path || "frame"}: keys in the order ${order}, not ${shared}`);
  }
  return differences;
}

function unequal(path: string, wanted: unknown, actual: unknown): string {
  return `${path || "frame"}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
