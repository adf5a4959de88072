import type { EpisodeContext } from "../context.ts";
import { DefinitionError } from "../errors/error_classes.ts";
import type { AnyTaskProvider, EpisodeTask, TaskProvider } from "./task.ts";

/**
 * The task of an episode as its environment sees it: including the private part, which its provider gives every task.
 */
export type OwnTask<P, V> = EpisodeTask<P, V> & {
  /** The private part, which only the environment may see. */
  readonly private: V;
};

/** The provider of each episode's task. */
const owners = new WeakMap<object, AnyTaskProvider>();

/** Remembers a task's provider. */
export function claimTask(task: EpisodeTask, tasks: AnyTaskProvider): EpisodeTask {
  owners.set(task, tasks);
  return task;
}

/**
 * Returns the episode's task, typed by its provider, for use in an environment's code.
 *
 * @param tasks The provider in the contract's field `tasks`.
 * @param context The context of `reset` or `step`.
 * @returns The task, including its private part, and its position.
 * @throws `DefinitionError` if the episode has no task, or one of another provider.
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
  // The task of a context that a test creates by hand has no known provider.
  if ((owners.get(task) ?? tasks) !== tasks) {
    throw new DefinitionError("Cannot get task of the episode: it is not one of these tasks", { part: "tasks" });
  }
  return task as OwnTask<P, V>;
}
