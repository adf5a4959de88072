import { OpenEnvError } from "@openenv/core";
import type { TaskRequest, TaskVerb } from "@openenv/core/protocol";
import type { TaskTransport } from "@openenv/client/transport";
import { isRecord } from "@openenv/core/schema";
import type { SubjectTasks } from "./subject.ts";

/** How long to wait for an answer about tasks, in milliseconds. */
export const TASK_TIMEOUT_MS = 60_000;

/** The tasks of a subject, whatever carries the questions. */
export function toSubjectTasks(transport: TaskTransport): SubjectTasks {
  const ask = (verb: TaskVerb, request: TaskRequest) => transport.ask(verb, request, { timeoutMs: TASK_TIMEOUT_MS });
  return {
    splits: async () => await ask("splits", {}) as { name: string; type: string }[],
    numTasks: async (split) => read(await ask("num_tasks", { split }), "num_tasks") as number,
    getTask: async (split, index) => read(await ask("task", { split, index }), "task"),
  };
}

/** The same; `undefined` if nobody there has any. */
export async function findSubjectTasks(transport: TaskTransport): Promise<SubjectTasks | undefined> {
  const tasks = toSubjectTasks(transport);
  try {
    await tasks.splits();
  } catch (thrown) {
    if (thrown instanceof OpenEnvError && thrown.code === "TASKS_UNSUPPORTED") return undefined;
    // What else is wrong comes out in the check that is about tasks.
  }
  return tasks;
}

function read(answer: unknown, key: string): unknown {
  return isRecord(answer) ? answer[key] : undefined;
}
