import { ValidationError } from "../errors/error_classes.ts";
import { formatPath } from "../errors/format_path.ts";
import { coerceInput } from "../pydantic/coerce.ts";
import { isRecord, type JsonSchema, typesOf } from "../schema/json_schema.ts";
import { isOfType } from "../schema/matches_shape.ts";
import type { SchemaIssue } from "../schema/schema.ts";
import type { ValidationItem } from "../errors/validation_item.ts";
import { missing, toValidationItems } from "../pydantic/validation_items.ts";
import type { TaskMethod } from "../errors/task_errors.ts";

/** The calls about the tasks of an environment, named by the last words of their paths. */
export type TaskVerb = "splits" | "tasks" | "num_tasks" | "task" | "task_range";

/** The properties of one {@linkcode TaskVerb}. */
export interface TaskCall {
  /** The HTTP method of its route. */
  readonly method: "GET" | "POST";
  /** The environment's method that answers it, as errors name it. */
  readonly name: TaskMethod;
  /** The action, as messages name it. */
  readonly action: string;
  /** The schema of its body; absent if it has none. */
  readonly body?: JsonSchema;
}

/** The body of a task request, checked and coerced. Its keys depend on the verb. */
export interface TaskRequest {
  /** The name of the split. */
  readonly split?: string;
  /** The task's index in the split; a negative index counts from the end. */
  readonly index?: number;
  /** The first index of a range; a negative index counts from the end. Default: the start of the split. */
  readonly start?: number;
  /** The index after the last one of a range; a negative index counts from the end. Default: the end of the split. */
  readonly stop?: number;
}

const SPLIT: JsonSchema = { type: "string", description: "The name of a split." };
const OPTIONAL_PLACE: readonly string[] = ["integer", "null"];

/** All calls about tasks. */
export const TASK_CALLS: Readonly<Record<TaskVerb, TaskCall>> = {
  splits: { method: "GET", name: "list_splits", action: "list splits" },
  tasks: { method: "POST", name: "list_tasks", action: "list tasks", body: describeBody({ split: SPLIT }) },
  num_tasks: { method: "POST", name: "num_tasks", action: "count tasks", body: describeBody({ split: SPLIT }) },
  task: {
    method: "POST",
    name: "get_task",
    action: "get task",
    body: describeBody({
      split: SPLIT,
      index: { type: "integer", description: "The place of the task; a negative one counts from the end." },
    }),
  },
  task_range: {
    method: "POST",
    name: "get_task_range",
    action: "get tasks",
    body: describeBody({
      split: SPLIT,
      start: describePlace("The first place; a negative one counts from the end. Default: the first of all."),
      stop: describePlace("The place after the last one, likewise. Default: the end of the split."),
    }),
  },
};

/**
 * Checks the body of a task request, and coerces its integers as Pydantic does.
 *
 * @throws `ValidationError` with paths relative to the body.
 */
export function parseTaskRequest(verb: TaskVerb, body: unknown): TaskRequest {
  const { action, body: schema } = TASK_CALLS[verb];
  const input = schema === undefined ? {} : body;
  if (!isRecord(input)) throw refusal(action, [noObject(input)]);
  if (schema === undefined) return {};
  const coerced = coerceInput(schema, input, schema) as Record<string, unknown>;
  const issues = findIssues(schema, coerced);
  if (issues.length > 0) throw refusal(action, toValidationItems(issues, input, schema));
  return Object.fromEntries(Object.entries(coerced).filter(([, value]) => value !== null)) as TaskRequest;
}

/** Returns one issue for each declared key that is missing or of another type, and one for all undeclared keys. */
function findIssues(schema: JsonSchema, value: Readonly<Record<string, unknown>>): SchemaIssue[] {
  const { properties = {}, required = [] } = schema;
  const issues: DetailedIssue[] = [];
  for (const [key, node] of Object.entries(properties)) {
    const isThere = value[key] !== undefined;
    const types = typesOf(node);
    if (isThere ? types.some((type) => isOfType(type, value[key])) : !required.includes(key)) continue;
    const expected = types[0] === "integer" ? "int" : types[0]!;
    issues.push({ code: "invalid_type", expected, path: [key], message: `expected ${expected}` });
  }
  const keys = Object.keys(value).filter((key) => value[key] !== undefined && !Object.hasOwn(properties, key));
  if (keys.length > 0) {
    issues.push({ code: "unrecognized_keys", keys, path: [], message: "unrecognized keys" });
  }
  return issues;
}

/** An issue in the form that a schema library would report. */
interface DetailedIssue extends SchemaIssue {
  readonly code: string;
  readonly expected?: string;
  readonly keys?: readonly string[];
}

function noObject(input: unknown): ValidationItem {
  if (input === undefined) return missing([], input);
  const msg = "Input should be a valid dictionary or object to extract fields from";
  return { type: "model_attributes_type", loc: [], msg, input };
}

function refusal(action: string, errors: readonly ValidationItem[]): ValidationError {
  const [{ loc, msg }] = errors as [ValidationItem];
  return new ValidationError(`Cannot ${action}: ${formatPath([...loc], "request")}: ${msg}`, { errors });
}

function describePlace(description: string): JsonSchema {
  return { type: OPTIONAL_PLACE, description };
}

function describeBody(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const required = Object.keys(properties).filter((key) => properties[key]!.type !== OPTIONAL_PLACE);
  return { type: "object", required, properties, additionalProperties: false };
}
