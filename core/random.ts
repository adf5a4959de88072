/** The position of a {@linkcode Random} in its sequence: four 32-bit unsigned integers that are not all 0, for JSON. */
export type RandomState = readonly [number, number, number, number];

/**
 * A seeded generator of random numbers: the same seed gives the same sequence on every machine and runtime.
 *
 * The generator is xoshiro128** 1.1, its state filled by splitmix32 (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", 2021). It is fast and of good quality, and not fit for secrets.
 *
 * @example
 * ```ts
 * import { Random } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * const [one, other] = [new Random(7), new Random(7)];
 * assert.equal(one.int(1, 100), other.int(1, 100));
 * ```
 */
export class Random {
  readonly #state = new Uint32Array(4);

  /** Starts a sequence. The seed is any safe integer, including negative ones. Throws `RangeError` otherwise. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`Cannot seed Random: ${seed} is not a safe integer`);
    const magnitude = Math.abs(seed);
    let mixed = magnitude >>> 0;
    // The upper half has 21 bits, so the highest bit is free for the sign: no two seeds share a state.
    const high = Math.floor(magnitude / 0x1_0000_0000) + (seed < 0 ? 0x8000_0000 : 0);
    for (let index = 0; index < 4; index++) {
      mixed = (mixed + 0x9e3779b9 + Math.imul(high, index + 1)) >>> 0;
      this.#state[index] = splitMix(mixed);
    }
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
  }

  /**
   * Continues a saved sequence.
   *
   * @param state The result of {@linkcode save}, which may have passed through JSON.
   * @returns A generator that continues with the numbers the saved one would have returned next.
   * @throws `RangeError` for anything else.
   */
  static resume(state: RandomState): Random {
    const isState = Array.isArray(state) && state.length === 4 &&
      state.every((word) => Number.isInteger(word) && word >= 0 && word <= 0xffff_ffff) &&
      state.some((word) => word !== 0);
    if (!isState) {
      throw new RangeError("Cannot resume Random: the state is not four 32-bit integers that save() returned");
    }
    const random = new Random(0);
    random.#state.set(state);
    return random;
  }

  /** Returns the position in the sequence, for {@linkcode resume}; nothing is drawn. */
  save(): RandomState {
    return [...this.#state] as unknown as RandomState;
  }

  /** Returns a random 32-bit unsigned integer: the generator's own output, uniform in [0, 2^32). */
  uint32(): number {
    const state = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(state[1]!, 5), 7), 9) >>> 0;
    const shifted = state[1]! << 9;
    state[2]! ^= state[0]!;
    state[3]! ^= state[1]!;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= shifted;
    state[3] = rotateLeft(state[3]!, 11);
    return result;
  }

  /** Returns a random number, uniform in [0, 1), with 53 random bits. */
  float(): number {
    return ((this.uint32() >>> 5) * 0x400_0000 + (this.uint32() >>> 6)) / 0x20_0000_0000_0000;
  }

  /**
   * Returns a random integer, uniform in [min, max], both included. Throws `RangeError` for an empty or unsafe range.
   */
  int(min: number, max: number): number {
    const size = max - min + 1;
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || size < 1 || !Number.isSafeInteger(size)) {
      throw new RangeError(`Cannot draw an integer: [${min}, ${max}] is not a range of safe integers`);
    }
    if (size > 0x1_0000_0000) return min + this.#below(size);
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % size);
    let drawn = this.uint32();
    while (drawn >= limit) drawn = this.uint32();
    return min + (drawn % size);
  }

  /** Returns `true` with the given probability, by default one half. Throws `RangeError` outside [0, 1]. */
  bool(probability: number = 0.5): boolean {
    if (!(probability >= 0 && probability <= 1)) {
      throw new RangeError(`Cannot draw a boolean: ${probability} is not a probability`);
    }
    return this.float() < probability;
  }

  /** Returns a random item, each equally likely. Throws `RangeError` for an empty list. */
  choice<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Cannot choose an item: the list is empty");
    return items[this.int(0, items.length - 1)]!;
  }

  /** Returns a new list of the same items in random order (Fisher-Yates); the given list is not changed. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.int(0, last);
      [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
    }
    return shuffled;
  }

  /**
   * Returns a number from the normal distribution (Marsaglia's polar method), by default with mean 0 and deviation 1.
   */
  normal(mean: number = 0, deviation: number = 1): number {
    for (;;) {
      const [x, y] = [2 * this.float() - 1, 2 * this.float() - 1];
      const square = x * x + y * y;
      if (square > 0 && square < 1) return mean + deviation * x * Math.sqrt(-2 * Math.log(square) / square);
    }
  }

  #below(size: number): number {
    const limit = 2 ** 53 - (2 ** 53 % size);
    for (;;) {
      const drawn = (this.uint32() >>> 11) * 0x1_0000_0000 + this.uint32();
      if (drawn < limit) return drawn % size;
    }
  }
}

/**
 * Returns a fresh seed from the runtime's secure source: a non-negative integer below 2^32.
 *
 * @example
 * ```ts
 * import { drawSeed } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * assert(Number.isSafeInteger(drawSeed()));
 * ```
 */
export function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

function splitMix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
