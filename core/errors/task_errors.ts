/**
 * The errors of tasks. The table in `core/error_table.ts` has what their codes mean on every surface.
 *
 * Who throws which: the functions of `task_calls.ts` throw all three, whatever the provider does; a provider throws
 * `TaskNotFoundError`, and the helpers that make providers of rows throw `InvalidTasksError`. The runner turns a task
 * that is not found into a `ValidationError` of the reset.
 *
 * @module
 */
import { OpenEnvError } from "./error_classes.ts";

/** A call of the task API, as the wire names it. */
export type TaskMethod = "list_splits" | "list_tasks" | "num_tasks" | "get_task" | "get_task_range";

/** The data of a call that an environment's tasks do not offer. */
export interface TasksUnsupportedData {
  /** The call. */
  readonly method: TaskMethod;
}

/** The data of a task that is not there. */
export interface TaskNotFoundData {
  /** What there is none of: a split of that name, a task at that index, a task of that id. */
  readonly missing: "split" | "index" | "task_id";
  /** The split that was asked for. */
  readonly split?: string;
  /** The index that was asked for. */
  readonly index?: number;
  /** The id that was asked for. */
  readonly task_id?: string;
  /** The known name that is nearest to the one asked for, if one is near. */
  readonly nearest?: string;
}

/** The data of tasks that cannot be used. */
export interface InvalidTasksData {
  /** The split that the trouble is in, if it is in one. */
  readonly split?: string;
  /** The index of the task, if it is about one. */
  readonly index?: number;
  /** The file that the task was read from. */
  readonly file?: string;
  /** The line in the file, from 1. */
  readonly line?: number;
}

/** The environment has no tasks, or its tasks do not offer this call. Code `TASKS_UNSUPPORTED`. */
export class TasksUnsupportedError extends OpenEnvError<TasksUnsupportedData> {
  /** Makes the error; its code is `TASKS_UNSUPPORTED`. */
  constructor(message: string, data: TasksUnsupportedData, options?: ErrorOptions) {
    super("TASKS_UNSUPPORTED", message, data, options);
  }
}

/** There is no such split, or no task of that index or id. Code `TASK_NOT_FOUND`. */
export class TaskNotFoundError extends OpenEnvError<TaskNotFoundData> {
  /** Makes the error; its code is `TASK_NOT_FOUND`. */
  constructor(message: string, data: TaskNotFoundData, options?: ErrorOptions) {
    super("TASK_NOT_FOUND", message, data, options);
  }
}

/** Tasks cannot be used: a row is no task, two have one id, a file has a broken line. Code `INVALID_TASKS`. */
export class InvalidTasksError extends OpenEnvError<InvalidTasksData> {
  /** Makes the error; its code is `INVALID_TASKS`. */
  constructor(message: string, data: InvalidTasksData, options?: ErrorOptions) {
    super("INVALID_TASKS", message, data, options);
  }
}
