import type { EpisodeContext } from "../context.ts";
import { DefinitionError } from "../errors/error_classes.ts";
import type { AnyTaskProvider, EpisodeTask, TaskProvider } from "./task.ts";

/** The task of an episode as its environment has it: with the private part that its provider gives every task. */
export type OwnTask<P, V> = EpisodeTask<P, V> & {
  /** What only the environment may know. */
  readonly private: V;
};

/** Whose the task of an episode is. */
const owners = new WeakMap<object, AnyTaskProvider>();

/** Remembers whose a task is. */
export function claimTask(task: EpisodeTask, tasks: AnyTaskProvider): EpisodeTask {
  owners.set(task, tasks);
  return task;
}

/**
 * The task of the episode, typed by its provider: for the code of an environment.
 *
 * @param tasks The provider that the contract has as `tasks`.
 * @param context What `reset` and `step` get.
 * @returns The task, its private part included, and where it is.
 * @throws `DefinitionError` if the episode has no task, or if it is another provider's.
 *
 * @example
 * ```ts
 * import { connect } from "@openenv/client";
 * import { defineEnvironment } from "@openenv/core";
 * import { taskOf, tasksFromArrays } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const tasks = tasksFromArrays({ train: [{ question: "1 + 1", answer: 2 }] }, { private: ["answer"] });
 * const quiz = defineEnvironment({
 *   name: "quiz",
 *   action: z.object({ answer: z.int() }),
 *   observation: z.object({ question: z.string() }),
 *   tasks,
 * });
 * const environment = quiz.implement(() => ({
 *   reset: (_options, context) => ({ observation: taskOf(tasks, context).public }),
 *   step({ answer }, context) {
 *     const task = taskOf(tasks, context);
 *     return { observation: task.public, reward: answer === task.private.answer ? 1 : 0, terminated: true };
 *   },
 * }));
 * await using env = await connect(environment);
 * await env.reset();
 * assert.equal((await env.step({ answer: 2 })).reward, 1);
 * ```
 */
export function taskOf<P, V>(tasks: TaskProvider<P, V>, context: Pick<EpisodeContext, "task">): OwnTask<P, V> {
  const { task } = context;
  if (task === undefined) {
    const state = "the contract has no tasks, or the episode was opened by a step";
    throw new DefinitionError(`Cannot get task of the episode: ${state}`, { part: "tasks" });
  }
  // A context that a test has made by hand has a task that is nobody's.
  if ((owners.get(task) ?? tasks) !== tasks) {
    throw new DefinitionError("Cannot get task of the episode: it is not one of these tasks", { part: "tasks" });
  }
  return task as OwnTask<P, V>;
}
