import { type TaskProvider, tasksFromGenerator } from "@openenv/core/tasks";
import { CLICK_TASKS } from "./click_tasks.ts";
import { FORM_TASKS } from "./form_tasks.ts";
import type { PageTask } from "./page_task.ts";

/** The tasks on the pages that come with this package, by name. */
export const PAGE_TASKS: Readonly<Record<string, PageTask>> = { ...CLICK_TASKS, ...FORM_TASKS };

const NAMES = Object.keys(PAGE_TASKS);

/** The part of a task that an agent sees. */
export interface PublicPart {
  /** The name of the page. */
  readonly task_name: string;
}

/** The part of a task that an agent does not see. */
export interface HiddenPart {
  /** Decides everything on the page. */
  readonly pageSeed: number;
}

/** Every page in turn: 8 of each for training and 2 for testing. */
export const pageTasks: TaskProvider<PublicPart, HiddenPart> = tasksFromGenerator<
  PublicPart & HiddenPart,
  keyof HiddenPart
>({
  splits: { train: 8 * NAMES.length, test: 2 * NAMES.length },
  seed: 20261128,
  generate: ({ random, index }) => ({ task_name: NAMES[index % NAMES.length]!, pageSeed: random.uint32() }),
  private: ["pageSeed"],
});
