import type { ErrorRow } from "./error_row.ts";
import * as classes from "./task_errors.ts";

/** The rows of the error table for tasks. */
export const TASK_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  TASKS_UNSUPPORTED: {
    class: classes.TasksUnsupportedError,
    httpStatus: 501,
    jsonRpcCode: -32601,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The environment has no tasks, or its tasks do not offer this call.",
  },
  TASK_NOT_FOUND: {
    class: classes.TaskNotFoundError,
    httpStatus: 400,
    jsonRpcCode: -32602,
    sessionSurvives: true,
    retrySafe: true,
    summary: "There is no split with that name, or no task with that index or id.",
  },
  INVALID_TASKS: {
    class: classes.InvalidTasksError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: true,
    summary:
      "The environment's tasks can't be used: a row is not a task, two tasks have the same id, or a file has a broken line.",
  },
};
