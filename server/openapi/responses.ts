import { ERROR_TABLE } from "@openenv/core";
import type { JsonSchema } from "@openenv/core/schema";
import { objectOf, refer } from "./components.ts";

/** The keys of an error's body besides `detail` and `code`, and `detail` itself where it is not the message. */
const ERROR_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CAPACITY_REACHED: { active_sessions: 512, max_sessions: 512 },
  FACTORY_ERROR: { factory_name: "grid_world_env", reason: "Error: no display" },
  INVALID_OBSERVATION: { path: ["cells", 3], problem: "schema" },
  OPTION_REFUSED: { option: "seed" },
  INVALID_RENDERING: { path: ["rendering", "svg"], problem: "schema" },
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
  VALIDATION_ERROR: {
    detail: [{ type: "missing", loc: ["body", "action"], msg: "Field required", input: {} }],
  },
};

const HEADERS: Readonly<Record<number, Readonly<Record<string, unknown>>>> = {
  401: { "WWW-Authenticate": { description: "How to say who you are.", schema: { type: "string" } } },
  503: { "Retry-After": { description: "When to come back, in seconds.", schema: { type: "integer", minimum: 0 } } },
};

/** The status of errors from the environment's own code, rubrics included; their codes are not all known. */
const OPEN_STATUS = 500;

/** Describes the answers that carry errors: one per status, with an example for each code. */
export function describeErrors(codes: readonly string[]): Record<string, unknown> {
  const known = [...new Set(codes)].filter((code) => ERROR_TABLE[code]?.httpStatus !== undefined);
  const byStatus = Map.groupBy(known, (code) => ERROR_TABLE[code]!.httpStatus!);
  return Object.fromEntries([...byStatus].map(([status, own]) => [String(status), describeError(status, own)]));
}

function describeError(status: number, codes: readonly string[]): Record<string, unknown> {
  const examples = codes.map((code) => {
    return [code, { summary: code, value: { detail: ERROR_TABLE[code]!.summary, code, ...ERROR_EXAMPLES[code] } }];
  });
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_TABLE[code]!.summary}`).join("\n\n"),
    ...(HEADERS[status] === undefined ? {} : { headers: HEADERS[status] }),
    content: { "application/json": { schema: schemaOf(status, codes), examples: Object.fromEntries(examples) } },
  };
}

function schemaOf(status: number, codes: readonly string[]): JsonSchema {
  if (status === 422) return refer("HTTPValidationError");
  return {
    ...objectOf({
      detail: { type: "string", description: "What happened, for people." },
      code: status === OPEN_STATUS ? { type: "string" } : { type: "string", enum: codes },
    }),
    additionalProperties: true,
  };
}

/** The component schemas of a failed validation. */
export const VALIDATION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  HTTPValidationError: objectOf({
    detail: { type: "array", items: refer("ValidationError") },
    code: { type: "string", const: "VALIDATION_ERROR" },
  }),
  ValidationError: objectOf({
    type: { type: "string", description: "The kind of failure, such as `missing` or `int_type`." },
    loc: {
      type: "array",
      items: { anyOf: [{ type: "string" }, { type: "integer" }] },
      description: "The place: keys and indexes from the outside in.",
    },
    msg: { type: "string", description: "What is wrong, for people." },
    input: { description: "The value that failed; for `missing` the object that lacks the key." },
  }, {
    ctx: { type: "object", additionalProperties: true, description: "The constraint that was broken." },
  }),
};
