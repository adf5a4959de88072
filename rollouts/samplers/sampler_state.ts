import { InvalidOptionError, Random, type RandomState } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { Places } from "./places.ts";
import type { SamplerState } from "./task_sampler.ts";

/** The beginning of every saved state. */
export function toState(sampler: string, { splits }: Places): Pick<SamplerState, "sampler" | "splits"> {
  return { sampler, splits: splits.map(({ split, numTasks }) => [split, numTasks]) };
}

/** Reads what a sampler saved; each method throws `InvalidOptionError` for what this sampler cannot go on with. */
export class StateReader {
  readonly #state: Readonly<Record<string, unknown>>;

  /** Checks that a state is of a sampler of this kind, over these splits. */
  constructor(state: unknown, sampler: string, places: Places) {
    if (!isRecord(state)) throw invalidState("it is no saved state");
    if (state.sampler !== sampler) throw invalidState(`it is of a sampler "${state.sampler}", not "${sampler}"`);
    const [saved, own] = [state.splits, toState(sampler, places).splits].map((splits) => JSON.stringify(splits));
    if (saved !== own) throw invalidState(`it is of the splits ${saved}, not ${own}`);
    this.#state = state;
  }

  /** A value; `isRight` says whether it is one. */
  read<T>(key: string, isRight: (value: unknown) => value is T): T {
    const value = this.#state[key];
    if (!isRight(value)) throw invalidState(`its ${key} cannot be used`);
    return value;
  }

  /** A whole number from 0 to a most. */
  count(key: string, most: number): number {
    return this.read(
      key,
      (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most,
    );
  }

  /** A generator of random numbers. */
  random(key: string): Random {
    try {
      return Random.resume(this.#state[key] as RandomState);
    } catch {
      throw invalidState(`its ${key} is no state of a generator`);
    }
  }
}

/** The error of a state that cannot be gone on with; `state` is the rest of a sentence about it. */
export function invalidState(state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot resume sampler from state: ${state}`, { option: "state" });
}
