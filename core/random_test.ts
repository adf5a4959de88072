import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../tests/case_count.ts";
import { drawSeed, Random } from "./random.ts";

/**
 * The outputs of the reference implementations: Vigna's C of xoshiro128** 1.1, and the crate `rand_xoshiro`, both
 * seeded with four words of splitmix32.
 */
const REFERENCE: readonly (readonly [seed: number, outputs: readonly number[], thousandth: number])[] = [
  [0, [1789933344, 44971166, 2521387044, 3848737593, 1138324114, 749234105], 1312086629],
  [1, [393288148, 2174103013, 3814759091, 2092745082, 1865176206, 2179171167], 4071296275],
  [7, [210494603, 711084892, 3993689120, 4089369890, 1706118055, 2746022466], 3654679508],
  [42, [660444221, 3652823732, 77672526, 910233633, 2297337756, 3786072677], 742781573],
  [4294967295, [4104197751, 1825856343, 1152209388, 2427537429, 3685145430, 609215610], 695274267],
];

function outputs(seed: number, count = 4): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.uint32());
}

Deno.test("uint32() gives the reference's numbers", () => {
  for (const [seed, expected, thousandth] of REFERENCE) {
    assert.deepEqual(outputs(seed, 6), expected, `seed ${seed}`);
    assert.equal(outputs(seed, 1000).at(-1), thousandth, `seed ${seed}`);
  }
});

Deno.test("float() gives the reference's numbers of 53 bits", () => {
  const random = new Random(7);
  assert.deepEqual([random.float(), random.float(), random.float()], [
    0.049009592574554284,
    0.92985321545698207,
    0.39723656802891327,
  ]);
});

Deno.test("Random() repeats its sequence when the seed is the same", () => {
  for (const seed of [0, 7, -7, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    assert.deepEqual(outputs(seed), outputs(seed));
  }
});

Deno.test("Random() takes -0 for 0", () => {
  assert.deepEqual(outputs(-0), outputs(0));
});

Deno.test("Random() tells seeds apart by sign and by the bits above the 32nd", () => {
  const seeds = [
    0,
    1,
    -1,
    2,
    -2,
    7,
    -7,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    -(2 ** 32),
    2 ** 32 + 1,
    2 ** 33,
    2 ** 33 + 1,
    2 ** 52,
    -(2 ** 52),
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ];
  assert.equal(new Set(seeds.map((seed) => outputs(seed).join())).size, seeds.length);
});

Deno.test("Random() gives no negative seed the sequence of a positive one", () => {
  const positive = new Set(Array.from({ length: 256 }, (_, seed) => outputs(seed).join()));
  for (let seed = 0x5bd1e900; seed < 0x5bd1ea00; seed++) positive.add(outputs(seed).join());
  const shared = Array.from({ length: 256 }, (_, index) => -1 - index).filter((seed) =>
    positive.has(outputs(seed).join())
  );
  assert.equal(shared.length, 0);
});

Deno.test("Random() throws when the seed is not a safe integer", () => {
  for (const seed of [1.5, NaN, Infinity, 2 ** 53, -(2 ** 53), "7" as never, undefined as never]) {
    assert.throws(() => new Random(seed), RangeError);
  }
});

Deno.test("int() is uniform over a small range", () => {
  const random = new Random(1);
  const counts = new Array<number>(7).fill(0);
  for (let draw = 0; draw < 70_000; draw++) counts[random.int(-3, 3) + 3]!++;
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, `${counts}`);
});

Deno.test("int() draws both ends, and the only one there is", () => {
  const random = new Random(2);
  const drawn = new Set(Array.from({ length: 200 }, () => random.int(5, 7)));
  assert.deepEqual([...drawn].sort(), [5, 6, 7]);
  assert.equal(random.int(-9, -9), -9);
  assert.equal(random.int(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
});

Deno.test("int() is one output of the generator when the range has 2^32 numbers", () => {
  assert.equal(new Random(7).int(0, 2 ** 32 - 1), 210494603);
  assert.equal(new Random(7).int(-(2 ** 31), 2 ** 31 - 1), 210494603 - 2 ** 31);
});

Deno.test("int() covers ranges above 2^32", () => {
  const random = new Random(3);
  for (const [min, max] of [[0, 2 ** 32], [-(2 ** 40), 2 ** 40], [0, 2 ** 53 - 2], [Number.MIN_SAFE_INTEGER, -1]]) {
    const span = max! - min!;
    const drawn = Array.from({ length: 2000 }, () => (random.int(min!, max!) - min!) / span);
    assert.ok(drawn.every((part) => part >= 0 && part <= 1));
    const mean = drawn.reduce((sum, part) => sum + part) / drawn.length;
    assert.ok(Math.abs(mean - 0.5) < 0.03, `mean ${mean} of [${min}, ${max}]`);
  }
});

Deno.test("int() does not favour small numbers in a range that does not divide its source", () => {
  const random = new Random(10);
  for (const size of [3 * 2 ** 30, 3 * 2 ** 51]) {
    const low = Array.from({ length: 6000 }, () => random.int(0, size - 1)).filter((drawn) => drawn < size / 3).length;
    assert.ok(Math.abs(low - 2000) < 200, `${low} of 6000 in the lowest third of ${size}`);
  }
});

Deno.test("int() throws when the range is empty, fractional or unsafe", () => {
  const random = new Random(1);
  const wrong: [number, number][] = [[2, 1], [0.5, 2], [0, 2 ** 53], [NaN, 1], [0, Infinity], [
    Number.MIN_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  ]];
  for (const [min, max] of wrong) assert.throws(() => random.int(min, max), RangeError, `[${min}, ${max}]`);
});

Deno.test("float() is uniform in [0, 1)", () => {
  const random = new Random(4);
  const tenths = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 50_000; draw++) {
    const value = random.float();
    assert.ok(value >= 0 && value < 1);
    tenths[Math.floor(value * 10)]!++;
  }
  for (const count of tenths) assert.ok(Math.abs(count - 5000) < 350, `${tenths}`);
});

Deno.test("bool() is true as often as asked", () => {
  const random = new Random(5);
  const count = (probability?: number) =>
    Array.from({ length: 10_000 }, () => random.bool(probability)).filter(Boolean).length;
  assert.equal(count(0), 0);
  assert.equal(count(1), 10_000);
  assert.ok(Math.abs(count() - 5000) < 250);
  assert.ok(Math.abs(count(0.1) - 1000) < 150);
  for (const probability of [-0.1, 1.1, NaN]) assert.throws(() => random.bool(probability), RangeError);
});

Deno.test("choice() picks every item equally often, and throws when there is none", () => {
  const random = new Random(6);
  const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
  for (let draw = 0; draw < 9000; draw++) counts[random.choice(["a", "b", "c"])]!++;
  for (const count of Object.values(counts)) assert.ok(Math.abs(count - 3000) < 250, JSON.stringify(counts));
  assert.throws(() => random.choice([]), RangeError);
});

Deno.test("shuffle() gives every order equally often and leaves the list as it is", () => {
  const random = new Random(8);
  const items = Object.freeze([1, 2, 3]);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 12_000; draw++) {
    const order = random.shuffle(items).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 2000) < 200, JSON.stringify([...counts]));
  assert.deepEqual(random.shuffle([]), []);
});

Deno.test("normal() has the mean and the deviation that it was asked for", () => {
  const random = new Random(9);
  const drawn = Array.from({ length: 20_000 }, () => random.normal(10, 2));
  const mean = drawn.reduce((sum, value) => sum + value) / drawn.length;
  const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length;
  assert.ok(Math.abs(mean - 10) < 0.06, `mean ${mean}`);
  assert.ok(Math.abs(Math.sqrt(variance) - 2) < 0.06, `deviation ${Math.sqrt(variance)}`);
});

Deno.test("drawSeed() draws different seeds that Random takes", () => {
  const seeds = Array.from({ length: 50 }, drawSeed);
  assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  assert.ok(new Set(seeds).size > 45);
});

Deno.test("resume() goes on exactly where save() was called, through JSON too", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.array(fc.constantFrom("uint32", "float", "bool", "normal")), (seed, draws) => {
      const random = new Random(seed);
      for (const draw of draws) random[draw]();
      const resumed = Random.resume(JSON.parse(JSON.stringify(random.save())));
      const next = (one: Random) => [one.uint32(), one.normal(), one.int(1, 6), one.float()];
      assert.deepEqual(next(resumed), next(random));
      assert.deepEqual(resumed.save(), random.save());
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("save() draws nothing, and what it returned stays as it was", () => {
  const random = new Random(7);
  const state = random.save();
  assert.deepEqual(random.save(), state);
  assert.equal(random.uint32(), 210494603);
  assert.equal(Random.resume(state).uint32(), 210494603);
});

Deno.test("resume() throws when the state is not one", () => {
  const wrong: unknown[] = [
    [0, 0, 0, 0],
    [1, 2, 3],
    [1, 2, 3, 4, 5],
    [1, 2, 3, -1],
    [1, 2, 3, 2 ** 32],
    [1, 2, 3, 0.5],
    ["1", 2, 3, 4],
    "1234",
    null,
    undefined,
    {},
  ];
  for (const state of wrong) assert.throws(() => Random.resume(state as never), RangeError, JSON.stringify(state));
});
