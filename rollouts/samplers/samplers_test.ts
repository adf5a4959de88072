import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../tests/case_count.ts";
import type { TaskPlace } from "../../core/tasks/task.ts";
import { CurriculumSampler } from "./curriculum_sampler.ts";
import { SequentialSampler } from "./sequential_sampler.ts";
import type { SamplerState, TaskSampler } from "./task_sampler.ts";
import { UniformSampler } from "./uniform_sampler.ts";
import { WeightedSampler } from "./weighted_sampler.ts";

type Sizes = readonly number[];

/** A curriculum that makes of each score a weight, and remembers how many there were. */
function curriculum(sizes: Sizes, seed: number): TaskSampler {
  return new CurriculumSampler(toSplits(sizes), {
    seed,
    memory: { reports: 0 },
    update({ place, score, weights, memory }) {
      weights.set(place, score + 1 / ++memory.reports);
      if (memory.reports % 7 === 0) weights.setSplit("s0", score + 1);
    },
  });
}

const KINDS: Readonly<Record<string, (sizes: Sizes, seed: number) => TaskSampler>> = {
  sequential: (sizes) => new SequentialSampler(toSplits(sizes)),
  uniform: (sizes, seed) => new UniformSampler(toSplits(sizes), { seed }),
  "uniform with replacement": (sizes, seed) => new UniformSampler(toSplits(sizes), { seed, withReplacement: true }),
  weighted: (sizes, seed) => new WeightedSampler(toSplits(sizes), { seed }),
  curriculum,
};

function toSplits(sizes: Sizes) {
  return sizes.map((numTasks, place) => ({ split: `s${place}`, numTasks }));
}

/** Draws tasks, and reports for each a score that is of the task alone. */
function play(sampler: TaskSampler, count: number): TaskPlace[] {
  return Array.from({ length: count }, () => {
    const place = sampler.next();
    sampler.report?.(place, (place.index * 7 % 5) / 5);
    return place;
  });
}

const sizes = fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }).filter((list) => list.some((size) => size > 0));

for (const [kind, make] of Object.entries(KINDS)) {
  Deno.test(`resume() goes on exactly where a ${kind} sampler was saved, in mid-round too`, () => {
    fc.assert(
      fc.property(sizes, fc.maxSafeInteger(), fc.nat(40), fc.nat(40), (sizes, seed, before, elsewhere) => {
        const sampler = make(sizes, seed);
        play(sampler, before);
        const text = JSON.stringify(sampler.save());
        const expected = play(sampler, 40);
        const resumed = make(sizes, seed + (seed > 0 ? -1 : 1));
        play(resumed, elsewhere);
        resumed.resume(JSON.parse(text));
        assert.equal(JSON.stringify(resumed.save()), text);
        assert.deepEqual(play(resumed, 40), expected);
        assert.equal(JSON.stringify(resumed.save()), JSON.stringify(sampler.save()));
      }),
      { numRuns: CASE_COUNT },
    );
  });

  Deno.test(`a ${kind} sampler gives places of its splits alone, and save() draws nothing`, () => {
    fc.assert(
      fc.property(sizes, fc.maxSafeInteger(), (sizes, seed) => {
        const [sampler, other] = [make(sizes, seed), make(sizes, seed)];
        for (let draw = 0; draw < 30; draw++) {
          sampler.save();
          const place = sampler.next();
          assert.deepEqual(place, other.next());
          assert.ok(place.index >= 0 && place.index < sizes[Number(place.split.slice(1))]!);
        }
      }),
      { numRuns: CASE_COUNT },
    );
  });

  Deno.test(`a ${kind} sampler refuses a state of another, and is as it was`, () => {
    const state = make([3, 2], 7).save();
    const wrong: unknown[] = [
      undefined,
      null,
      "state",
      [],
      {},
      { ...state, sampler: "other" },
      { ...state, splits: [["s0", 3]] },
      { ...state, splits: [["s0", 3], ["s1", 3]] },
      { ...state, splits: [["s1", 3], ["s0", 2]] },
      ...Object.keys(state).map((key) => ({ ...state, [key]: undefined })),
      ...Object.keys(state).map((key) => ({ ...state, [key]: -1 })),
    ];
    const sampler = make([3, 2], 7);
    for (const one of wrong) {
      assert.throws(() => sampler.resume(one as SamplerState), { code: "INVALID_OPTION", data: { option: "state" } });
    }
    assert.deepEqual(play(sampler, 10), play(make([3, 2], 7), 10));
  });

  Deno.test(`a ${kind} sampler refuses splits that have no task, or are none`, () => {
    for (const sizes of [[], [0], [0, 0], [-1], [1.5], [NaN], [Infinity], ["3" as never]]) {
      assert.throws(() => make(sizes, 7), { code: "INVALID_OPTION", data: { option: "splits" } }, `${sizes}`);
    }
  });
}

Deno.test("a sampler names what is no split", () => {
  for (const [wrong, found] of [[undefined, "undefined"], ["train", "a string"], [[null], "null"], [[7], "a number"]]) {
    assert.throws(() => new SequentialSampler(wrong as never), {
      code: "INVALID_OPTION",
      message: `Cannot sample from splits: one is ${found}, expected { split, numTasks }`,
    });
  }
});

Deno.test("SequentialSampler goes through the splits in their order, and begins again", () => {
  const sampler = new SequentialSampler([{ split: "a", numTasks: 2 }, { split: "b", numTasks: 0 }, {
    split: "c",
    numTasks: 1,
  }]);
  const places = Array.from({ length: 4 }, () => sampler.next());
  assert.deepEqual(places.map(({ split, index }) => `${split}${index}`), ["a0", "a1", "c0", "a0"]);
});

Deno.test("UniformSampler gives every task once in each round, in an order of its own", () => {
  fc.assert(
    fc.property(sizes, fc.maxSafeInteger(), (sizes, seed) => {
      const total = sizes.reduce((sum, size) => sum + size);
      const sampler = KINDS.uniform!(sizes, seed);
      for (let round = 0; round < 3; round++) {
        const drawn = play(sampler, total).map(({ split, index }) => `${split}-${index}`);
        assert.equal(new Set(drawn).size, total);
      }
    }),
    { numRuns: CASE_COUNT },
  );
  const sampler = KINDS.uniform!([50], 7);
  assert.notDeepEqual(play(sampler, 50), play(sampler, 50));
});

Deno.test("UniformSampler gives every order equally often", () => {
  const counts = new Map<string, number>();
  const sampler = KINDS.uniform!([3], 8);
  for (let round = 0; round < 12_000; round++) {
    const order = play(sampler, 3).map(({ index }) => index).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 2000) < 200, JSON.stringify([...counts]));
});

Deno.test("UniformSampler draws from all with replacement", () => {
  const counts = new Array<number>(10).fill(0);
  for (const { index } of play(KINDS["uniform with replacement"]!([10], 3), 20_000)) counts[index]!++;
  for (const count of counts) assert.ok(Math.abs(count - 2000) < 200, `${counts}`);
  const [once, again] = [KINDS["uniform with replacement"]!([1000], 3), KINDS.uniform!([1000], 3)];
  assert.ok(new Set(play(once, 1000).map(({ index }) => index)).size < 700);
  assert.throws(() => once.resume(again.save()), { code: "INVALID_OPTION" });
});

Deno.test("UniformSampler saves a round over 100,000 tasks in a few bytes", () => {
  const sampler = KINDS.uniform!([100_000], 5);
  const drawn = new Set(play(sampler, 60_000).map(({ index }) => index));
  const text = JSON.stringify(sampler.save());
  assert.ok(text.length < 250, text);
  const resumed = KINDS.uniform!([100_000], 6);
  resumed.resume(JSON.parse(text));
  for (const { index } of play(resumed, 40_000)) drawn.add(index);
  assert.equal(drawn.size, 100_000);
});
