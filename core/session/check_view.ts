import { InvalidRenderingError } from "../errors/rendering_errors.ts";
import { messageOf } from "../errors/errors.ts";
import { formatPath } from "../errors/format_path.ts";
import type { Rendering, RenderingTable, WebAction } from "../rendering.ts";
import { checkJson, mismatch, type Problem, ValueProblem, within } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import { takeSnapshot } from "../schema/snapshot.ts";

/** The largest drawing: the text, the pictures and the table together, in characters and bytes. */
export const MAX_RENDERING_SIZE: number = 8 * 1024 * 1024;
/** The most one-click actions. */
const MAX_ACTIONS = 256;
/** The longest label of one. */
const MAX_LABEL = 200;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** A value, or the first problem with it. */
type Read<T> = T | ValueProblem;

/** Reads one form of a drawing; returns a copy. */
const FORMS: Readonly<Record<keyof Rendering, (value: unknown) => Read<unknown>>> = {
  text: (value) => typeof value === "string" ? value : problem(mismatch(value, "a string")),
  svg: readSvg,
  png: readPng,
  table: readTable,
};

/**
 * Checks what `render` returned and copies it, so that later changes have no effect.
 *
 * @throws `InvalidRenderingError` for unknown keys, wrong types, and a drawing that is too large.
 */
export function readRendering(value: unknown): Rendering {
  return assertRead(readForms(value), "rendering");
}

/** Checks what `webActions` returned and copies it; `parse` throws for an action that the contract refuses. */
export function readWebActions(value: unknown, parse: (action: unknown) => unknown): readonly WebAction[] {
  return assertRead(readActions(value, parse), "webActions");
}

function assertRead<T>(read: Read<T>, part: string): T {
  if (!(read instanceof ValueProblem)) return read;
  const { path, message, kind } = read;
  const text = `Cannot show ${part}: ${formatPath(path, part)} ${message}`;
  throw new InvalidRenderingError(text, { path: [part, ...path], problem: kind });
}

function readForms(value: unknown): Read<Rendering> {
  if (!isRecord(value)) return problem(mismatch(value, "{ text?, svg?, png?, table? }"));
  try {
    const given = { ...value };
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(FORMS, key));
    if (unknown !== undefined) return new ValueProblem([unknown], "is unknown; a drawing has text, svg, png and table");
    const read: Record<string, unknown> = {};
    for (const [form, readForm] of Object.entries(FORMS)) {
      if (given[form] === undefined) continue;
      const part = readForm(given[form]);
      if (part instanceof ValueProblem) return within(form, part);
      read[form] = part;
    }
    const size = sizeOf(read);
    if (size <= MAX_RENDERING_SIZE) return read;
    return new ValueProblem([], `has a size of ${size}, and the limit is ${MAX_RENDERING_SIZE}`);
  } catch (thrown) {
    return new ValueProblem([], `cannot be read: ${messageOf(thrown)}`);
  }
}

/** An image without its namespace is no picture to a browser, which shows nothing and says nothing. */
function readSvg(value: unknown): Read<string> {
  if (typeof value !== "string") return problem(mismatch(value, "a string"));
  const [element] = /<svg\b[^>]*>/.exec(value.slice(0, 10_000)) ?? [];
  if (element === undefined) return new ValueProblem([], "has no element <svg>");
  return element.includes(SVG_NAMESPACE) ? value : new ValueProblem([], `lacks xmlns="${SVG_NAMESPACE}" in its <svg>`);
}

function readPng(value: unknown): Read<Uint8Array> {
  if (!(value instanceof Uint8Array)) return problem(mismatch(value, "a Uint8Array"));
  const bytes = new Uint8Array(value);
  return PNG_SIGNATURE.every((byte, index) => bytes[index] === byte)
    ? bytes
    : new ValueProblem([], "is not a PNG file");
}

function readTable(value: unknown): Read<RenderingTable> {
  const table = takeSnapshot(value);
  if (table instanceof ValueProblem) return table;
  if (!isRecord(table)) return problem(mismatch(table, "{ columns?, rows }"));
  const { columns, rows, ...others } = table;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return new ValueProblem([unknown], "is unknown; a table has columns and rows");
  if (columns !== undefined && !isList(columns, isText)) return new ValueProblem(["columns"], "is no list of strings");
  if (!Array.isArray(rows)) return within("rows", problem(mismatch(rows, "an array")));
  for (const [index, row] of rows.entries()) {
    if (!isList(row, isCell)) {
      return new ValueProblem(["rows", index], "is no list of strings, finite numbers, booleans and null");
    }
    if (columns !== undefined && row.length !== columns.length) {
      const counts = `has ${row.length} cells, but there are ${columns.length} columns`;
      return new ValueProblem(["rows", index], counts);
    }
  }
  return columns === undefined ? { rows } : { columns, rows };
}

function readActions(value: unknown, parse: (action: unknown) => unknown): Read<readonly WebAction[]> {
  const actions = takeSnapshot(value);
  if (actions instanceof ValueProblem) return actions;
  if (!Array.isArray(actions)) return problem(mismatch(actions, "a list of { label, action }"));
  if (actions.length > MAX_ACTIONS) {
    return new ValueProblem([], `has ${actions.length} actions, at most ${MAX_ACTIONS}`);
  }
  for (const [index, action] of actions.entries()) {
    const found = findActionProblem(action, parse);
    if (found !== undefined) return within(index, problem(found));
  }
  return actions;
}

function findActionProblem(item: unknown, parse: (action: unknown) => unknown): Problem | undefined {
  if (!isRecord(item)) return mismatch(item, "{ label, action }");
  const { label, action, ...others } = item;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return { path: [unknown], message: "is unknown; an action has label and action" };
  if (!isText(label) || label === "") return { path: ["label"], message: "is no text" };
  if (label.length > MAX_LABEL) return { path: ["label"], message: `has more than ${MAX_LABEL} characters` };
  const unsent = checkJson(action);
  if (unsent !== undefined) return within("action", unsent);
  try {
    parse(action);
  } catch (thrown) {
    return { path: ["action"], message: `is no valid action: ${messageOf(thrown)}` };
  }
}

function sizeOf({ text = "", svg = "", png, table }: Rendering): number {
  let size = text.length + svg.length + (png?.byteLength ?? 0);
  for (const row of [table?.columns ?? [], ...table?.rows ?? []]) {
    for (const cell of row) size += typeof cell === "string" ? cell.length + 3 : 6;
  }
  return size;
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCell(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}

function problem({ path, message, kind }: Problem): ValueProblem {
  return new ValueProblem(path, message, kind);
}
