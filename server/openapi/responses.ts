import { ERROR_TABLE } from "@openenv/core";
import type { JsonSchema } from "@openenv/core/schema";
import { refer } from "./components.ts";

/** A header of an answer. */
export interface Header {
  /** What it says. */
  readonly description: string;
  /** `true` if it is always there. */
  readonly required?: boolean;
  /** What its value is. */
  readonly schema: JsonSchema;
}

/** A value that shows what a body looks like. */
export interface Example {
  /** What it is an example of. */
  readonly summary: string;
  /** The value. */
  readonly value: unknown;
}

/** One answer of an operation. */
export interface ResponseObject {
  /** When it is given. */
  readonly description: string;
  /** Its headers, by name. */
  readonly headers?: Readonly<Record<string, Header>>;
  /** Its body, by media type. */
  readonly content: Readonly<Record<string, { schema: JsonSchema; example?: unknown; examples?: Examples }>>;
  /** The operations that an answer leads to. */
  readonly links?: Readonly<Record<string, unknown>>;
}

/** Examples, by name. */
export type Examples = Readonly<Record<string, Example>>;

/** What is beside `detail` and `code` in the body of an error, and what `detail` is where it is not the message. */
const DATA_KEYS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CAPACITY_REACHED: { active_sessions: 512, max_sessions: 512 },
  FACTORY_ERROR: { factory_name: "grid_world_env", reason: "Error: no display" },
  INVALID_OBSERVATION: { path: ["cells", 3] },
  TASK_NOT_FOUND: {
    detail: "Invalid task index",
    message: 'Cannot get task 9 of split "train": there is no task at that index',
    ...{ missing: "index", split: "train", index: 9 },
  },
  TASKS_UNSUPPORTED: {
    detail: "get_task is not supported for this environment",
    message: "Cannot answer get_task: the environment has no tasks",
    method: "get_task",
  },
  TIMEOUT: { timeout_ms: 300_000 },
  TOO_LARGE: { size: 20_971_520, limit: 16_777_216 },
  UNKNOWN_ENVIRONMENT: {
    detail: "unknown environment 'other'",
    message: 'Cannot find environment "other": this server hosts grid_world_env',
    ...{ environment: "other", known: ["grid_world_env"] },
  },
};

const HEADERS: Readonly<Record<number, Readonly<Record<string, Header>>>> = {
  401: { "WWW-Authenticate": { description: "How to say who you are.", schema: { type: "string" } } },
  503: { "Retry-After": { description: "When to come back, in seconds.", schema: { type: "integer", minimum: 0 } } },
};

/** The status of errors that the environment's own code brings about, rubrics included; its codes are not all known. */
const OPEN_STATUS = 500;

/** Describes the answers that carry errors: one for each status, with an example for each code. */
export function describeErrors(codes: readonly string[]): Record<string, ResponseObject> {
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const status = ERROR_TABLE[code]?.httpStatus;
    if (status === undefined) continue;
    byStatus.set(status, [...byStatus.get(status) ?? [], code]);
  }
  const sorted = [...byStatus].sort(([one], [other]) => one - other);
  return Object.fromEntries(sorted.map(([status, own]) => [String(status), describeError(status, own)]));
}

function describeError(status: number, codes: readonly string[]): ResponseObject {
  const description = codes.map((code) => `\`${code}\`: ${ERROR_TABLE[code]!.summary}`).join("\n\n");
  const headers = HEADERS[status];
  const examples = Object.fromEntries(codes.map((code) => [code, { summary: code, value: exampleOf(code) }]));
  const content = { "application/json": { schema: schemaOf(status, codes), examples } };
  return headers === undefined ? { description, content } : { description, headers, content };
}

function schemaOf(status: number, codes: readonly string[]): JsonSchema {
  if (status === 422) return refer("HTTPValidationError");
  return {
    type: "object",
    required: ["detail", "code"],
    properties: {
      detail: { type: "string", description: "What happened, for people." },
      code: status === OPEN_STATUS ? { type: "string" } : { type: "string", enum: codes },
    },
    additionalProperties: true,
  };
}

function exampleOf(code: string): unknown {
  if (code === "VALIDATION_ERROR") {
    const items = [{ type: "missing", loc: ["body", "action"], msg: "Field required", input: {} }];
    return { detail: items, code };
  }
  return { detail: ERROR_TABLE[code]!.summary, code, ...DATA_KEYS[code] };
}

/** The component schemas of a failed validation. */
export const VALIDATION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  HTTPValidationError: {
    type: "object",
    required: ["detail", "code"],
    properties: {
      detail: { type: "array", items: refer("ValidationError") },
      code: { type: "string", const: "VALIDATION_ERROR" },
    },
  },
  ValidationError: {
    type: "object",
    required: ["type", "loc", "msg", "input"],
    properties: {
      type: { type: "string", description: "The kind of failure, such as `missing` or `int_type`." },
      loc: {
        type: "array",
        items: { anyOf: [{ type: "string" }, { type: "integer" }] },
        description: "The place: keys and indexes from the outside in.",
      },
      msg: { type: "string", description: "What is wrong, for people." },
      input: { description: "The value that failed; for `missing` the object that lacks the key." },
      ctx: { type: "object", additionalProperties: true, description: "The constraint that was broken." },
    },
  },
};
