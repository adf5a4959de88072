/**
 * The errors of tasks. `error_table.ts` has the table of what their codes mean on every surface.
 *
 * The functions of `task_calls.ts` throw all three, whatever the provider does. A provider throws `TaskNotFoundError`,
 * and the helpers that create providers from rows throw `InvalidTasksError`. The runner turns a task that is not found
 * into a `ValidationError` of the reset.
 *
 * @module
 */
import { OpenEnvError } from "./error_classes.ts";

/** A call of the task API, as the wire names it. */
export type TaskMethod = "list_splits" | "list_tasks" | "num_tasks" | "get_task" | "get_task_range";

/** The data of a call that an environment's tasks do not support. */
export interface TasksUnsupportedData {
  /** The call. */
  readonly method: TaskMethod;
}

/** The data of a missing task. */
export interface TaskNotFoundData {
  /** Which one is missing: a split with that name, a task at that index, or a task with that id. */
  readonly missing: "split" | "index" | "task_id";
  /** The requested split. */
  readonly split?: string;
  /** The requested index. */
  readonly index?: number;
  /** The requested id. */
  readonly task_id?: string;
  /** The nearest known name, if one is near. */
  readonly nearest?: string;
  /** The first known names of splits, or ids of tasks; absent where they are not known. */
  readonly known?: readonly string[];
}

/** The data of unusable tasks. */
export interface InvalidTasksData {
  /** The split that has the problem, if it is in one. */
  readonly split?: string;
  /** The index of the task that has the problem, if it is in one. */
  readonly index?: number;
  /** The file that the task was read from. */
  readonly file?: string;
  /** The line in the file, from 1. */
  readonly line?: number;
}

/** The environment has no tasks, or its tasks do not support this call. Code `TASKS_UNSUPPORTED`. */
export class TasksUnsupportedError extends OpenEnvError<TasksUnsupportedData> {
  /** Creates the error with the code `TASKS_UNSUPPORTED`. */
  constructor(message: string, data: TasksUnsupportedData, options?: ErrorOptions) {
    super("TASKS_UNSUPPORTED", message, data, options);
  }
}

/** There is no such split, or no task with that index or id. Code `TASK_NOT_FOUND`. */
export class TaskNotFoundError extends OpenEnvError<TaskNotFoundData> {
  /** Creates the error with the code `TASK_NOT_FOUND`. */
  constructor(message: string, data: TaskNotFoundData, options?: ErrorOptions) {
    super("TASK_NOT_FOUND", message, data, options);
  }
}

/**
 * Tasks cannot be used: a row is not a task, two tasks have the same id, a file has a broken line. Code
 * `INVALID_TASKS`.
 */
export class InvalidTasksError extends OpenEnvError<InvalidTasksData> {
  /** Creates the error with the code `INVALID_TASKS`. */
  constructor(message: string, data: InvalidTasksData, options?: ErrorOptions) {
    super("INVALID_TASKS", message, data, options);
  }
}
