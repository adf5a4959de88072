import type { TaskPlace } from "@openenv/core/tasks";

/** A split, as far as a sampler cares. */
export interface SplitCount {
  /** The name of the split. */
  readonly split: string;
  /** The number of its tasks, as `numTasks` tells it. */
  readonly numTasks: number;
}

/**
 * Chooses the tasks of one episode after another; it knows their number, and nothing of what they say.
 *
 * ```ts ignore
 * const place = sampler.next();
 * const { reward } = await playEpisode(await env.reset(place));
 * sampler.report?.(place, reward ?? 0);
 * ```
 */
export interface TaskSampler {
  /** The place of the next task, as `reset` takes it. There always is one. */
  next(): TaskPlace;
  /** Says where the sequence is, for {@linkcode TaskSampler.resume}; nothing is drawn. */
  save(): SamplerState;
  /**
   * Goes on where a sampler of the same kind and the same splits was saved, with exactly the tasks that it would have
   * chosen next.
   *
   * @throws `InvalidOptionError` if the state is of another sampler; this one is then as it was.
   */
  resume(state: SamplerState): void;
  /** Takes the score of an episode; samplers that learn from scores have it. */
  report?(place: TaskPlace, score: number): void;
}

/** Where a sampler is in its sequence: plain JSON. */
export interface SamplerState {
  /** The kind of the sampler. */
  readonly sampler: string;
  /** The splits, each with the number of its tasks. */
  readonly splits: readonly (readonly [split: string, numTasks: number])[];
  /** What else this kind of sampler has to know. */
  readonly [key: string]: unknown;
}
