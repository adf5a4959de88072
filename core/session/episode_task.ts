import type { EnvironmentRules } from "../contract/contract.ts";
import type { TaskChoice } from "../environment.ts";
import { ExecutionError, ValidationError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { listNames } from "../errors/nearest_name.ts";
import { Random } from "../random.ts";
import type { MaybePromise } from "../result.ts";
import { invalidReset, type ParsedReset } from "../contract/reset_parser.ts";
import type { ValidationItem } from "../errors/validation_item.ts";
import { chain } from "../async/chain.ts";
import { deriveSeed } from "../tasks/derive_seed.ts";
import type { AnyTaskProvider, EpisodeTask, Split } from "../tasks/task.ts";
import { countOf, findTask, getTask, splitsOf } from "../tasks/task_calls.ts";
import { InvalidTasksError, TaskNotFoundError } from "../errors/task_errors.ts";
import { claimTask } from "../tasks/task_of.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";

/** A task of an endless split is drawn from its first 2^31 tasks. */
const DRAWN_FROM = 2 ** 31;

/**
 * Chooses the task of an episode: the one that the reset names by its id or its index, or else one drawn from the seed.
 * It is drawn with a separate generator, so that the environment's random numbers are the same with and without a
 * choice.
 *
 * @returns The parsed reset with the task, whose `split`, `index` and `task_id` are added to the options; unchanged for
 * a contract without tasks, and for one that draws none if the reset names none.
 * @throws `ValidationError` if there is no such task; `ExecutionError` for anything else that the provider throws.
 */
export function chooseTask({ tasks, drawsTask }: EnvironmentRules, parsed: ParsedReset): MaybePromise<ParsedReset> {
  if (tasks === undefined) return parsed;
  const { choice = {} } = parsed;
  if (drawsTask === false && Object.values(choice).every((value) => value === undefined)) return parsed;
  try {
    const chosen = chain(findChosen(tasks, choice, parsed.seed), (task) => {
      const { split, index, id: task_id } = claimTask(task, tasks);
      return { ...parsed, task, options: { ...parsed.options, split, index, task_id } };
    });
    return isPromiseLike(chosen) ? chosen.catch((thrown) => failChoice(thrown, choice)) : chosen;
  } catch (thrown) {
    return failChoice(thrown, choice);
  }
}

/** Returns the part of a state that identifies the episode's task; `undefined` without one. */
export function toTaskState(task: EpisodeTask | undefined): Record<string, unknown> | undefined {
  return task && { task_id: task.id, split: task.split, index: task.index };
}

function findChosen(tasks: AnyTaskProvider, choice: TaskChoice, seed: number): MaybePromise<EpisodeTask> {
  if (choice.task_id !== undefined) return chain(findTask(tasks, choice.task_id), (task) => agree(task, choice));
  if (choice.split !== undefined) return findInSplit(tasks, choice.split, choice.index, seed);
  return chain(splitsOf(tasks), (splits) => findInSplit(tasks, defaultSplit(splits), choice.index, seed));
}

function defaultSplit(splits: readonly Split[]): string {
  return (splits.find(({ type }) => type === "train") ?? splits[0]!).name;
}

function findInSplit(
  tasks: AnyTaskProvider,
  split: string,
  index: number | undefined,
  seed: number,
): MaybePromise<EpisodeTask> {
  return chain(countOf(tasks, split), (count) => {
    if (count === 0) throw refusal("split", split, "Input should be a split that has tasks");
    const end = Math.min(count, 2 ** 53);
    if (index !== undefined && index >= end) {
      const item = { type: "less_than", loc: ["index"], msg: `Input should be less than ${end}`, input: index };
      throw invalidReset([{ ...item, ctx: { lt: end } }]);
    }
    const drawn = index ?? new Random(deriveSeed("task of the episode", seed)).int(0, Math.min(count, DRAWN_FROM) - 1);
    return getTask(tasks, { split, index: drawn });
  });
}

/** Checks that a task found by its id is at the split and index that were also given. */
function agree(task: EpisodeTask, choice: TaskChoice): EpisodeTask {
  const errors = (["split", "index"] as const)
    .filter((key) => choice[key] !== undefined && choice[key] !== task[key])
    .map((key) => valueError(key, choice[key], `Input should be ${JSON.stringify(task[key])}, where that task is`));
  if (errors.length > 0) throw invalidReset(errors);
  return task;
}

/** Refuses the caller's choice if it does not exist; anything else is a failure of the provider. */
function failChoice(thrown: unknown, choice: TaskChoice): never {
  if (thrown instanceof ValidationError || thrown instanceof InvalidTasksError) throw thrown;
  if (thrown instanceof TaskNotFoundError) {
    const { missing, nearest, known = [] } = thrown.data;
    const list = known.length === 0 ? "" : `${missing === "split" ? ":" : ", such as"} ${listNames(known)}`;
    const hint = nearest === undefined ? "" : `; the nearest is "${nearest}"`;
    if (choice[missing] !== undefined) throw refusal(missing, choice[missing], `${EXPECTED[missing]}${list}${hint}`);
  }
  throw new ExecutionError(messageOf(thrown), {}, { cause: thrown });
}

const EXPECTED = {
  split: "Input should be the name of a split",
  index: "Input should be the index of a task",
  task_id: "Input should be the id of a task",
};

function refusal(key: keyof TaskChoice, input: unknown, msg: string): ValidationError {
  return invalidReset([valueError(key, input, msg)]);
}

function valueError(key: keyof TaskChoice, input: unknown, msg: string): ValidationItem {
  return { type: "value_error", loc: [key], msg, input };
}
