import { ExecutionError, OpenEnvError, TooLargeError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { numTasksOf, splitsOf, taskAt } from "../tasks/task_calls.ts";
import { taskPieces, taskRangePieces } from "../tasks/task_range.ts";
import { toPublicTask } from "../tasks/check_task.ts";
import type { AnyTaskProvider, Task } from "../tasks/task.ts";
import { sizeOverLimit } from "./json_text.ts";
import { TASK_CALLS, type TaskRequest, type TaskVerb } from "./task_requests.ts";
import { withinTime } from "../async/within_time.ts";

/** The tasks to answer about, and the limits of an answer. */
export interface TaskService {
  /** The tasks; `undefined` for an environment without any. */
  readonly tasks: AnyTaskProvider | undefined;
  /** The environment's name, which is sent with a list of all tasks. */
  readonly name: string;
  /** The maximum size of an answer, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** How long the provider may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts the request. */
  readonly signal?: AbortSignal;
}

/**
 * Answers a task request with the text to send. It contains only the public part of a task.
 *
 * @param verb The call.
 * @param request The parsed body.
 * @param service The tasks, and the limits.
 * @returns The answer as JSON.
 * @throws What the calls of `@openenv/core/tasks` throw; `ExecutionError` for anything else that the provider throws,
 * `DeadlineError` if it takes too long, `TooLargeError` above `maxBytes`.
 */
export function answerTaskRequest(verb: TaskVerb, request: TaskRequest, service: TaskService): Promise<string> {
  const { timeoutMs, signal } = service;
  const { action } = TASK_CALLS[verb];
  return withinTime((signal) => answer(verb, request, { ...service, signal }), { action, timeoutMs, signal });
}

async function answer(verb: TaskVerb, request: TaskRequest, service: TaskService): Promise<string> {
  try {
    return await ANSWERS[verb](request, service);
  } catch (thrown) {
    throw thrown instanceof OpenEnvError ? thrown : new ExecutionError(messageOf(thrown), {}, { cause: thrown });
  }
}

const ANSWERS: Readonly<Record<TaskVerb, (request: TaskRequest, service: TaskService) => Promise<string>>> = {
  splits: async (_, { tasks, maxBytes }) => fitting(JSON.stringify(await splitsOf(tasks)), "list splits", maxBytes),
  tasks: ({ split = "" }, service) =>
    writeAll(taskPieces(service.tasks, split), `],"env_name":${JSON.stringify(service.name)}}`, service),
  num_tasks: async ({ split = "" }, { tasks }) => `{"num_tasks":${await numTasksOf(tasks, split)}}`,
  task: async ({ split = "", index = 0 }, { tasks, maxBytes }) =>
    fitting(`{"task":${write(await taskAt(tasks, split, index))}}`, "get task", maxBytes),
  task_range: ({ split = "", start, stop }, service) =>
    writeAll(taskRangePieces(service.tasks, split, start, stop), "]}", service),
};

function write(task: Task): string {
  return JSON.stringify(toPublicTask(task));
}

/** After this time, the loop yields: the deadline and everything else in this process get their turn. */
const TURN_MS = 20;

/** Writes tasks one by one, so that an answer that is too large or was aborted is abandoned early. */
async function writeAll(pieces: AsyncIterable<readonly Task[]>, end: string, service: TaskService): Promise<string> {
  const { maxBytes, signal } = service;
  const action = "list tasks";
  let [text, separator] = ['{"tasks":[', ""];
  let pause = performance.now() + TURN_MS;
  for await (const piece of pieces) {
    if (performance.now() > pause) {
      await new Promise((resolve) => setTimeout(resolve));
      pause = performance.now() + TURN_MS;
    }
    signal?.throwIfAborted();
    for (const task of piece) {
      text += separator + write(task);
      separator = ",";
      if (text.length > maxBytes) throw tooLarge(action, text.length, maxBytes);
    }
  }
  return fitting(text + end, action, maxBytes);
}

function fitting(text: string, action: string, maxBytes: number): string {
  const size = sizeOverLimit(text, maxBytes);
  if (size !== undefined) throw tooLarge(action, size, maxBytes);
  return text;
}

function tooLarge(action: string, size: number, limit: number): TooLargeError {
  const hint = action === "list tasks" ? "; ask for a range of fewer" : "";
  return new TooLargeError(`Cannot ${action}: the answer has more than ${limit} bytes${hint}`, { size, limit });
}
