import { type TaskProvider, tasksFromGenerator } from "@openenv/core/tasks";
import { createDataset } from "./dataset.ts";
import type { Entry } from "./questions/generator.ts";
import { GENERATORS } from "./generators.ts";

/** The part of a task that an agent sees. */
export interface ReasoningTask {
  /** The question. */
  readonly question: string;
  /** The name of its generator. */
  readonly dataset_name: string;
}

/** The part of a task that an agent does not see. */
export interface HiddenPart {
  /** The question with its answer. */
  readonly entry: Entry;
}

/** Determines all tasks; `openenv.yaml` declares it. */
const GENERATOR_SEED = 20261128;
const NAMES = Object.keys(GENERATORS);

/** The tasks: all generators in turn, with their default configurations. */
export const reasoningTasks: TaskProvider<ReasoningTask, HiddenPart> = tasksFromGenerator<
  ReasoningTask & HiddenPart,
  keyof HiddenPart
>({
  splits: { train: 800, test: 200 },
  seed: GENERATOR_SEED,
  generate({ random, index }) {
    const name = NAMES[index % NAMES.length]!;
    const entry = createDataset({ name, config: null, specs: null, seed: random.uint32(), size: 1 }).entryAt(0);
    return { question: entry.question, dataset_name: name, entry };
  },
  private: ["entry"],
});
