import { InvalidOptionError, Random, type RandomState } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { TaskPlace } from "@openenv/core/tasks";

/** A split, as far as a sampler needs to know it. */
export interface SplitCount {
  /** The name of the split. */
  readonly split: string;
  /** The number of its tasks, as `numTasks` returns it. */
  readonly numTasks: number;
}

/**
 * Chooses the task of each episode. It knows the number of tasks, and nothing of their content.
 *
 * ```ts ignore
 * const place = sampler.next();
 * const { reward } = await playEpisode(await env.reset(place));
 * sampler.report?.(place, reward ?? 0);
 * ```
 */
export interface TaskSampler {
  /** Returns the place of the next task, as `reset` takes it. The sequence has no end. */
  next(): TaskPlace;
  /** Returns the position in the sequence, for {@linkcode TaskSampler.resume}; draws nothing. */
  save(): SamplerState;
  /**
   * Continues a saved sequence of the same kind of sampler and the same splits, with exactly the tasks that were next.
   *
   * @throws `InvalidOptionError` if the state is of another sampler; this one stays as it was.
   */
  resume(state: SamplerState): void;
  /** Reports the score of an episode; only samplers that learn from scores have this method. */
  report?(place: TaskPlace, score: number): void;
}

/** The position of a sampler in its sequence, as plain JSON. */
export interface SamplerState {
  /** The kind of the sampler. */
  readonly sampler: string;
  /** The splits, each with the number of its tasks. */
  readonly splits: readonly (readonly [split: string, numTasks: number])[];
  /** The other values of this kind of sampler. */
  readonly [key: string]: unknown;
}

/** Makes the beginning of a saved state. */
export function toState(sampler: string, splits: readonly SplitCount[]): Pick<SamplerState, "sampler" | "splits"> {
  return { sampler, splits: splits.map(({ split, numTasks }) => [split, numTasks]) };
}

/** Reads a saved state; each method throws `InvalidOptionError` for a value that the sampler can't continue with. */
export class StateReader {
  readonly #state: Readonly<Record<string, unknown>>;

  /** Checks that the state is of this kind of sampler and of these splits. */
  constructor(state: unknown, sampler: string, splits: readonly SplitCount[]) {
    if (!isRecord(state)) throw invalidState("it is no saved state");
    if (state.sampler !== sampler) throw invalidState(`it is of a sampler "${state.sampler}", not "${sampler}"`);
    const [saved, own] = [state.splits, toState(sampler, splits).splits].map((value) => JSON.stringify(value));
    if (saved !== own) throw invalidState(`it is of the splits ${saved}, not ${own}`);
    this.#state = state;
  }

  /** Reads a value that passes a test. */
  read<T>(key: string, isRight: (value: unknown) => value is T): T {
    const value = this.#state[key];
    if (!isRight(value)) throw invalidState(`its ${key} cannot be used`);
    return value;
  }

  /** Reads a whole number from 0 to a maximum. */
  count(key: string, most: number): number {
    const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;
    return this.read(key, (value): value is number => isCount(value));
  }

  /** Reads a generator of random numbers. */
  random(key: string): Random {
    try {
      return Random.resume(this.#state[key] as RandomState);
    } catch {
      throw invalidState(`its ${key} is no state of a generator`);
    }
  }
}

/** Makes the error for a state that a sampler can't continue with. */
export function invalidState(state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot resume sampler from state: ${state}`, { option: "state" });
}
