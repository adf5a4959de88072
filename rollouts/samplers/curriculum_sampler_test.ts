import assert from "node:assert/strict";
import { CurriculumSampler } from "./curriculum_sampler.ts";

const SPLITS = [{ split: "easy", numTasks: 10 }, { split: "hard", numTasks: 10, weight: 0 }];

Deno.test("CurriculumSampler lets its hook move the weights as scores are reported", () => {
  const sampler = new CurriculumSampler(SPLITS, {
    seed: 7,
    memory: { solved: 0 },
    update({ place, score, weights, memory }) {
      if (score === 1 && place.split === "easy") memory.solved++;
      if (memory.solved === 5) weights.setSplit("hard", 1000);
    },
  });
  for (let episode = 0; episode < 9; episode++) {
    const place = sampler.next();
    assert.equal(place.split, "easy");
    sampler.report(place, episode % 2);
  }
  sampler.report({ split: "easy", index: 0 }, 1);
  const drawn = Array.from({ length: 100 }, () => sampler.next().split);
  assert.ok(drawn.filter((split) => split === "hard").length > 90);
  assert.deepEqual(sampler.save().memory, { solved: 5 });
});

Deno.test("CurriculumSampler keeps a copy of its memory", () => {
  const memory = { seen: [] as number[] };
  const sampler = new CurriculumSampler(SPLITS, {
    memory,
    update: ({ score, memory }) => void memory.seen.push(score),
  });
  sampler.report({ split: "easy", index: 0 }, 0.5);
  const saved = sampler.save();
  sampler.report({ split: "easy", index: 0 }, 0.7);
  assert.deepEqual([memory.seen, saved.memory, sampler.save().memory], [[], { seen: [0.5] }, { seen: [0.5, 0.7] }]);
  const other = new CurriculumSampler(SPLITS, { memory, update: ({ score, memory }) => void memory.seen.push(score) });
  other.resume(saved);
  other.report({ split: "hard", index: 0 }, 1);
  assert.deepEqual([saved.memory, other.save().memory], [{ seen: [0.5] }, { seen: [0.5, 1] }]);
});

Deno.test("report() refuses scores and places that are none", () => {
  const sampler = new CurriculumSampler(SPLITS, { update: () => assert.fail("it is not asked") });
  for (const score of [NaN, Infinity, "1" as never, null as never]) {
    assert.throws(() => sampler.report({ split: "easy", index: 0 }, score), {
      code: "INVALID_OPTION",
      data: { option: "score" },
    });
  }
  assert.throws(() => sampler.report({ split: "esy", index: 0 }, 1), { code: "TASK_NOT_FOUND", message: /"easy"/ });
  assert.throws(() => sampler.report({ split: "easy", index: 10 }, 1), { code: "TASK_NOT_FOUND" });
});

Deno.test("report() refuses a hook that sets weights later, and throws what a hook throws", () => {
  const later = new CurriculumSampler(SPLITS, { update: () => Promise.reject(new Error("nobody waits for it")) });
  assert.throws(() => later.report({ split: "easy", index: 0 }, 1), {
    code: "INVALID_OPTION",
    data: { option: "update" },
    message: /update returned a promise/,
  });
  const kaboom = new Error("kaboom");
  const broken = new CurriculumSampler(SPLITS, {
    update() {
      throw kaboom;
    },
  });
  assert.throws(() => broken.report({ split: "easy", index: 0 }, 1), kaboom);
});

Deno.test("CurriculumSampler refuses a hook that is none, and a memory that JSON cannot carry", () => {
  assert.throws(() => new CurriculumSampler(SPLITS, {} as never), {
    code: "INVALID_OPTION",
    data: { option: "update" },
  });
  const update = () => {};
  assert.throws(() => new CurriculumSampler(SPLITS, { update, memory: { best: NaN } }), { data: { option: "memory" } });
  const sampler = new CurriculumSampler(SPLITS, {
    update: ({ score, memory }) => {
      memory.seen = new Set([score]);
    },
  });
  sampler.report({ split: "easy", index: 0 }, 1);
  assert.throws(() => sampler.save(), {
    message: "Cannot use memory of a curriculum: memory.seen is Set, which JSON cannot carry",
  });
});
