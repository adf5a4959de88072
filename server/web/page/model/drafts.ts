import { type Field, isConstant, isNull } from "./schema_fields.ts";

/**
 * What a form holds of a field while it is filled in: an object or a list of drafts, a branch of a union, a text for
 * numbers and JSON, a value for the rest. `undefined` leaves the field out.
 */
export type Draft = unknown;

/** A draft of a union. */
export interface BranchDraft {
  /** The index of the branch. */
  readonly branch: number;
  /** The draft of the branch. */
  readonly draft: Draft;
}

/** The reason why a field can't be sent, and its path. */
export interface FieldProblem {
  /** The path from the form's root. */
  readonly path: readonly (string | number)[];
  /** The reason. */
  readonly message: string;
}

/** A schema that requires itself has no finite value; beyond this depth its draft is empty. */
const MAX_DEPTH = 12;

/** Makes the draft that a form begins with. A field that must be there begins with its default, or with a first value. */
export function toDraft(field: Field, required = true, depth = 0): Draft {
  if (field.initial !== undefined) return fromValue(field, field.initial, depth);
  if (isConstant(field) && field.kind === "choice") return required ? field.values[0] : undefined;
  if (!required || depth > MAX_DEPTH) return undefined;
  switch (field.kind) {
    case "object":
      return Object.fromEntries(
        field.properties.map(({ name, field, required }) => [name, toDraft(field, required, depth + 1)]),
      );
    case "array":
      return Array.from({ length: Math.min(field.min, 100) }, () => toDraft(field.item, true, depth + 1));
    case "union":
      return { branch: 0, draft: toDraft(field.options[0]!, true, depth + 1) } satisfies BranchDraft;
    case "boolean":
      return false;
    case "choice":
    case "number":
      return undefined;
    case "text":
    case "json":
      return "";
  }
}

/** Makes the draft of a value, such as a default or the action of a recorded step. */
export function fromValue(field: Field, value: unknown, depth = 0): Draft {
  if (value === undefined || depth > MAX_DEPTH * 4) return undefined;
  switch (field.kind) {
    case "object": {
      const given = isObject(value) ? value : {};
      return Object.fromEntries(
        field.properties.map(({ name, field }) => [name, fromValue(field, given[name], depth + 1)]),
      );
    }
    case "array":
      return Array.isArray(value) ? value.map((item) => fromValue(field.item, item, depth + 1)) : [];
    case "union": {
      const none = value === null ? field.options.findIndex(isNull) : -1; // free-form JSON may be null, too
      const branch = none !== -1 ? none : Math.max(0, field.options.findIndex((option) => fits(option, value)));
      return { branch, draft: fromValue(field.options[branch]!, value, depth + 1) } satisfies BranchDraft;
    }
    case "number":
      return String(value);
    case "text":
      return typeof value === "string" ? value : JSON.stringify(value);
    case "json":
      return JSON.stringify(value, null, 2);
    default:
      return value;
  }
}

/** `true` if a value can be one of this field, as far as its shape tells. */
export function fits(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case "object":
      return isObject(value) &&
        field.properties.every(({ name, field, required }) => name in value ? fits(field, value[name]) : !required) &&
        Object.keys(value).every((key) => field.properties.some(({ name }) => name === key));
    case "array":
      return Array.isArray(value) && value.every((item) => fits(field.item, item));
    case "union":
      return field.options.some((option) => fits(option, value));
    case "choice":
      return field.values.some((one) => JSON.stringify(one) === JSON.stringify(value));
    case "number":
      return typeof value === "number" && (!field.integer || Number.isInteger(value));
    case "text":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "json":
      return true;
  }
}

/** Makes the value to send, and lists what is wrong with the draft. A field that is empty and not required is left out. */
export function toValue(
  field: Field,
  draft: Draft,
): { readonly value: unknown; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  return { value: read(field, draft, true, [], problems), problems };
}

function read(
  field: Field,
  draft: Draft,
  required: boolean,
  path: FieldProblem["path"],
  problems: FieldProblem[],
): unknown {
  const refuse = (message: string): undefined => void problems.push({ path, message });
  if (draft === undefined) {
    return required && !isEmptyObject(field) ? refuse("This field is required.") : required ? {} : undefined;
  }
  switch (field.kind) {
    case "object": {
      const given = isObject(draft) ? draft : {};
      const entries = field.properties.map(({ name, field, required }) =>
        [name, read(field, given[name], required, [...path, name], problems)] as const
      );
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
    case "array":
      return (draft as Draft[]).map((item, index) => read(field.item, item, true, [...path, index], problems));
    case "union": {
      const { branch, draft: inner } = draft as BranchDraft;
      return read(field.options[branch]!, inner, true, path, problems);
    }
    case "number":
      return readNumber(field, String(draft).trim(), required, refuse);
    case "text":
      return draft === "" && !required ? undefined : draft;
    case "json":
      return readJson(String(draft), required, refuse);
    default:
      return draft;
  }
}

function readNumber(
  field: Field & { kind: "number" },
  text: string,
  required: boolean,
  refuse: (message: string) => undefined,
): number | undefined {
  if (text === "") return required ? refuse("This field is required.") : undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) return refuse("Enter a number.");
  if (field.integer && !Number.isInteger(number)) return refuse("Enter a whole number.");
  if (field.integer && !Number.isSafeInteger(number)) return refuse("This number is too large to be exact.");
  if (field.min !== undefined && number < field.min) return refuse(`Enter ${field.min} or more.`);
  if (field.max !== undefined && number > field.max) return refuse(`Enter ${field.max} or less.`);
  return number;
}

function readJson(text: string, required: boolean, refuse: (message: string) => undefined): unknown {
  if (text.trim() === "") return required ? refuse("This field is required.") : undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`This is not JSON: ${(error as Error).message}`);
  }
}

/** An object without fields has one value only, which needs no input. */
function isEmptyObject(field: Field): boolean {
  return field.kind === "object" && field.properties.length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
