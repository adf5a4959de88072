import { nearestName } from "@openenv/core";
import { z } from "zod";
import { manifestSchema } from "./manifest_schema.ts";
import type { FieldPath, Finding } from "./manifest_text.ts";

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list of two numbers",
  object: "a mapping",
  record: "a mapping",
};

/**
 * Describes an issue of the manifest's schema for authors.
 *
 * @param issue The issue.
 * @param root The value that was checked.
 * @param sourceOf Returns how a scalar is written in the text.
 * @returns A finding for each unknown key; where a value may have several forms, one for each issue of the intended form.
 */
export function describeIssue(
  issue: z.core.$ZodIssue,
  root: unknown,
  sourceOf: (path: FieldPath) => string | undefined,
): readonly Finding[] {
  const path = issue.path as FieldPath;
  const intended = issue.code === "invalid_union" ? intendedForm(issue) : undefined;
  if (intended !== undefined) {
    return intended.flatMap((inner) =>
      describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, root, sourceOf)
    );
  }
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => describeUnknownKey(key, path));
  const value = valueAt(root, path);
  if (value === undefined && issue.code !== "custom") return [{ path, message: "is missing" }];
  const message = describeRule(issue);
  return [{ path, message: showsValue(issue) ? `${message}, but is ${show(value, issue, sourceOf(path))}` : message }];
}

/** Returns the issues of the one form that has the value's type. */
function intendedForm({ errors }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  return errors.find((issues) => issues.every(({ code, path }) => path.length > 0 || code !== "invalid_type"));
}

function describeUnknownKey(key: string, path: FieldPath): Finding {
  const known = path.reduce((schema: unknown, part) => shapeOf(schema)?.[part], manifestSchema);
  const nearest = nearestName(key, Object.keys(shapeOf(known) ?? {}));
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return { path: [...path, key], message: `is not a known key${hint}`, atKey: true };
}

/** Returns the keys of a schema for mappings, without the schemas around it. */
function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodUnion) return schema.options.map(shapeOf).find((shape) => shape !== undefined);
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapped ? shapeOf(schema.unwrap()) : undefined;
}

function describeRule(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith("must ")) return issue.message; // worded beside the schema
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${listOf(issue.values)}`;
    case "too_small":
      if (issue.origin === "string") return "must not be empty";
      if (issue.origin === "array") return `must have at least ${entries(issue.minimum)}`;
      return `must be ${issue.inclusive ? "at least" : "above"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "array") return `must have at most ${entries(issue.maximum)}`;
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** Checks whether the message goes on with the value: where the rule names the kind of value that it wants. */
function showsValue(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "too_small" || issue.code === "too_big") {
    return issue.origin !== "string" && issue.origin !== "array";
  }
  return issue.code !== "custom";
}

function show(value: unknown, issue: z.core.$ZodIssue, source: string | undefined): string {
  if (value === null) return "empty";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a mapping";
  if (typeof value !== "string") {
    const shown = source ?? String(value);
    const kind = typeof value === "number" ? "the number " : "";
    return `${kind}${shown}${wantsText(issue) ? `; put it in quotes: "${shown}"` : ""}`;
  }
  const nearest = issue.code === "invalid_value" ? nearestName(value, issue.values.map(String)) : undefined;
  const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  return nearest === undefined ? shown : `${shown}; did you mean ${nearest}?`;
}

function wantsText(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "invalid_union") return /\ba text\b/.test(issue.message);
  return issue.code === "invalid_type" && issue.expected === "string";
}

function listOf(values: readonly unknown[]): string {
  const names = values.map(String);
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${names.at(-1)}` : names.join();
}

function entries(count: number | bigint): string {
  return count === 1 ? "one entry" : `${count} entries`;
}

function valueAt(root: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], root);
}
