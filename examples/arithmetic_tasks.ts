// An environment with tasks: sums that are created on request, whose answers stay inside.
//
// A trainer draws tasks with a sampler, saves it half-way, and continues the same sequence after a restart. An
// evaluation takes every task of the test split once.

import { connect, type EnvClient } from "@openenv/client";
import { defineEnvironment } from "@openenv/core";
import { SequentialSampler, UniformSampler } from "@openenv/rollouts";
import { taskOf, type TaskPlace, tasksFromGenerator } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { z } from "zod";

const tasks = tasksFromGenerator({
  splits: { train: 100_000, test: 20 },
  generate: ({ random, split }) => {
    const most = split === "test" ? 999 : 99;
    const [a, b] = [random.int(1, most), random.int(1, most)];
    return { question: `${a} + ${b}`, answer: a + b };
  },
  private: ["answer"],
});

const arithmetic = defineEnvironment({
  name: "arithmetic",
  description: "Add two numbers.",
  action: z.object({ answer: z.int() }),
  observation: z.object({ question: z.string() }),
  tasks,
});

const environment = arithmetic.implement(() => ({
  reset: (_options, context) => ({ observation: taskOf(tasks, context).public }),
  step({ answer }, context) {
    const task = taskOf(tasks, context);
    return { observation: task.public, reward: answer === task.private.answer ? 1 : 0, terminated: true };
  },
}));

/** Plays one task: the policy can add, but not beyond 1,000. */
async function play(env: EnvClient<typeof environment.contract>, place: TaskPlace): Promise<number> {
  const { observation } = await env.reset(place);
  assert.deepEqual(Object.keys(observation), ["question"], "the answer is not to be seen");
  const sum = observation.question.split(" + ").map(Number).reduce((a, b) => a + b);
  const { reward } = await env.step({ answer: Math.min(sum, 1000) });
  return reward ?? 0;
}

await using env = await connect(environment);

const splits = { split: "train", numTasks: 100_000 };
const sampler = new UniformSampler(splits, { seed: 7 });
for (let episode = 0; episode < 50; episode++) assert.equal(await play(env, sampler.next()), 1);

const saved = JSON.stringify(sampler.save());
const resumed = new UniformSampler(splits);
resumed.resume(JSON.parse(saved));
const places = Array.from({ length: 50 }, () => sampler.next());
assert.deepEqual(Array.from({ length: 50 }, () => resumed.next()), places, "the sequence goes on after a restart");

const all = new SequentialSampler({ split: "test", numTasks: 20 });
let correct = 0;
for (let episode = 0; episode < 20; episode++) correct += await play(env, all.next());
assert.ok(correct > 0 && correct < 20);

const { task_id, split, index } = await env.state();
assert.deepEqual([task_id, split, index], ["test-19", "test", 19]);

await env.reset({ seed: 3 });
const drawn = await env.state();
assert.equal(drawn.split, "train", "a seed alone decides the task too");
await env.reset({ seed: 3 });
assert.equal((await env.state()).task_id, drawn.task_id);

await assert.rejects(env.reset({ split: "tests", index: 0 }), { message: /the nearest is "test"/ });
console.log(`${correct} of 20 sums of the test split are right`);
