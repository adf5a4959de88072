import type { TaskPlace } from "@openenv/core/tasks";
import { OpenEnvError } from "@openenv/core";
import type { CheckContext } from "../check.ts";
import { subjectOf } from "./random_episodes.ts";

/** How many tasks of a split are looked at, from its beginning to its end. */
const SAMPLED = 4;

/** Some tasks of every split: the first, the last and some between; of a split without an end, the first ones. */
export function sampleTasks(context: CheckContext): Promise<readonly TaskPlace[]> {
  return context.once("runtime.task_sample", async () => {
    const tasks = subjectOf(context).tasks!;
    const places: TaskPlace[] = [];
    for (const { name: split } of await tasks.splits()) {
      const count = await countTasks(context, split);
      places.push(...sampleIndices(count ?? SAMPLED).map((index) => ({ split, index })));
    }
    return places;
  });
}

/** The number of tasks in a split; `undefined` if it has no last one. */
export async function countTasks(context: CheckContext, split: string): Promise<number | undefined> {
  try {
    return await subjectOf(context).tasks!.numTasks(split);
  } catch (thrown) {
    if (thrown instanceof OpenEnvError && thrown.code === "TASKS_UNSUPPORTED") return undefined;
    throw thrown;
  }
}

function sampleIndices(count: number): readonly number[] {
  const last = count - 1;
  const wanted = Array.from({ length: SAMPLED }, (_, index) => Math.round((index * last) / (SAMPLED - 1)));
  return [...new Set(wanted)].filter((index) => index >= 0 && index < count);
}
