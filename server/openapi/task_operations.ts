import { SPLIT_TYPES, TASK_CALLS, type TaskVerb } from "@openenv/core/protocol";
import type { JsonSchema } from "@openenv/core/schema";
import { objectOf, refer } from "./components.ts";
import type { Examples, Operation } from "./operations.ts";

/** The names of the component schemas of request bodies. */
const REQUEST_NAMES: Readonly<Partial<Record<TaskVerb, string>>> = {
  tasks: "ListTasksRequest",
  num_tasks: "NumTasksRequest",
  task: "GetTaskRequest",
  task_range: "GetTaskRangeRequest",
};

/** The component schemas of requests about tasks, by name. */
export const TASK_SCHEMAS: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries(REQUEST_NAMES).map(([verb, name]) => [name, TASK_CALLS[verb as TaskVerb].body!]),
);

/** The part of an operation about tasks that the others don't share. */
interface TaskOperation extends Pick<Operation, "operationId" | "summary" | "answer"> {
  readonly example?: Examples[string];
}

const TASK: JsonSchema = {
  ...objectOf({ id: { type: "string", description: "Of its own among all splits; `reset` takes it as `task_id`." } }),
  additionalProperties: true,
};
const TASKS: JsonSchema = { type: "array", items: TASK };
const SPLIT_TYPE: JsonSchema = { type: "string", enum: SPLIT_TYPES };
const SPLITS: JsonSchema = {
  type: "array",
  items: { ...objectOf({ name: { type: "string" }, type: SPLIT_TYPE }), additionalProperties: true },
};
const EXAMPLE_TASK = { id: "train-0", question: "1 + 1" };
const SPLIT = { split: "train" };

const OPERATIONS: Readonly<Record<TaskVerb, TaskOperation>> = {
  splits: {
    operationId: "listSplits",
    summary: "The splits of the tasks",
    answer: { schema: SPLITS, description: "The splits.", example: [{ name: "train", type: "train" }] },
  },
  tasks: {
    operationId: "listTasks",
    summary: "All tasks of a split",
    example: { summary: "A whole split", value: SPLIT },
    answer: {
      schema: objectOf({ tasks: TASKS, env_name: { type: "string" } }),
      description: "The tasks, in order.",
      example: { tasks: [EXAMPLE_TASK], env_name: "sums" },
    },
  },
  num_tasks: {
    operationId: "numTasks",
    summary: "The number of tasks in a split",
    example: { summary: "A split", value: SPLIT },
    answer: {
      schema: objectOf({ num_tasks: { type: "integer", minimum: 0 } }),
      description: "The number.",
      example: { num_tasks: 3 },
    },
  },
  task: {
    operationId: "getTask",
    summary: "One task",
    example: { summary: "The first task", value: { ...SPLIT, index: 0 } },
    answer: { schema: objectOf({ task: TASK }), description: "The task.", example: { task: EXAMPLE_TASK } },
  },
  task_range: {
    operationId: "getTaskRange",
    summary: "A range of tasks",
    example: { summary: "The first ten tasks", value: { ...SPLIT, start: 0, stop: 10 } },
    answer: {
      schema: objectOf({ tasks: TASKS }),
      description: "The tasks, in order; what reaches beyond an end of the split is cut off.",
      example: { tasks: [EXAMPLE_TASK] },
    },
  },
};

const DESCRIPTION = "Takes no session and no slot. The environment's name is compared without regard to case, and a " +
  "task is what everybody may know of it.";
/** The errors of all of them; they include those of the environment's own code. */
const ERRORS = [
  ...["UNKNOWN_ENVIRONMENT", "TASKS_UNSUPPORTED", "SESSION_ERROR"],
  ...["TOO_LARGE", "TIMEOUT", "EXECUTION_ERROR", "INVALID_TASKS"],
] as const;

/** Describes the operations about tasks; the key is method and path, as in the table of routes. */
export function describeTaskOperations(name: string): Record<string, Operation> {
  const list: Operation = {
    operationId: "listEnvironments",
    tag: "Task API",
    summary: "The names of the environments",
    description: "There is one; its name goes into the paths of the other operations.",
    answer: {
      schema: { type: "array", items: { type: "string" }, minItems: 1 },
      description: "The names.",
      example: [name],
    },
    errors: [],
  };
  const verbs = Object.entries(OPERATIONS).map(([verb, operation]) => [
    `${TASK_CALLS[verb as TaskVerb].method} /:env_name/${verb}`,
    describeOperation(verb as TaskVerb, operation, name),
  ]);
  return { "GET /list_environments": list, ...Object.fromEntries(verbs) };
}

function describeOperation(verb: TaskVerb, { example, ...own }: TaskOperation, name: string): Operation {
  const schema = REQUEST_NAMES[verb];
  return {
    ...own,
    tag: "Task API",
    description: DESCRIPTION,
    path: { env_name: { schema: { type: "string", enum: [name] }, description: "The environment's name." } },
    ...(schema === undefined || example === undefined
      ? {}
      : { request: { schema: refer(schema), required: true, examples: { example } } }),
    errors: schema === undefined ? ERRORS : [...ERRORS, "VALIDATION_ERROR", "TASK_NOT_FOUND"],
  };
}
