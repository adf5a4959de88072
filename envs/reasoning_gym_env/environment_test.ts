import { connect, type EnvClient } from "@openenv/client";
import type { Environment, EpisodeContext, StepReturn } from "@openenv/core";
import { taskAt } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import type { reasoningGym } from "./contract.ts";
import { createDataset } from "./dataset.ts";
import environment from "./environment.ts";
import type { ReasoningGymObservation } from "./models.ts";
import { reasoningTasks } from "./tasks.ts";

type Client = EnvClient<typeof reasoningGym>;

const NOTHING = { question: null, score: null, correct_answer: null, dataset_metadata: null };
const CHAIN = { dataset_name: "chain_sum", seed: 7, size: 3 };

async function questionsOf(env: Client, count: number): Promise<(string | null)[]> {
  const questions = [];
  for (let reset = 0; reset < count; reset++) questions.push((await env.reset()).observation.question);
  return questions;
}

Deno.test("the first reset asks the first of 1000 questions about legs, with seed 42", async () => {
  await using env: Client = await connect(environment);
  const { observation, reward, done } = await env.reset();
  const entry = createDataset({ name: "leg_counting", config: null, specs: null, seed: 42, size: 1000 }).entryAt(0);
  assert.deepEqual([observation, reward, done], [{ ...NOTHING, question: entry.question }, 0, false]);
  const { episode_id: _id, seed: _seed, ...state } = await env.state();
  assert.deepEqual(state, {
    step_count: 0,
    dataset_name: "leg_counting",
    dataset_config: null,
    dataset_specs: null,
    dataset_seed: 42,
    dataset_size: 1000,
    question_index: 0,
  });
});

Deno.test("a step scores the answer, reveals the right one and ends the episode", async () => {
  await using env: Client = await connect(environment);
  await env.reset(CHAIN);
  const { answer, metadata } = createDataset({ name: "chain_sum", config: null, specs: null, seed: 7, size: 3 })
    .entryAt(0);
  const right = await env.step({ answer: ` +${answer}.0` });
  const observation = { question: null, score: 1, correct_answer: answer, dataset_metadata: metadata };
  assert.deepEqual([right.observation, right.reward, right.terminated], [observation, 1, true]);
  await env.reset(CHAIN);
  const inside = await env.step({ answer: `=${answer}` });
  assert.equal(inside.reward, answer.length / (answer.length + 1), "a part of the score is a part of the reward");
});

Deno.test("a step without a question has nothing to score: before a reset, and after the answer", async () => {
  await using env: Client = await connect(environment);
  const early = await env.step({ answer: "4" });
  assert.deepEqual([early.observation, early.reward, early.done], [NOTHING, 0, true]);
  await env.reset(CHAIN);
  const { correct_answer } = (await env.step({ answer: "no idea" })).observation;
  const late = await env.step({ answer: correct_answer! });
  assert.deepEqual([late.observation, late.reward, late.done], [NOTHING, 0, true]);
});

Deno.test("resets without a name go on, and begin again after the last question", async () => {
  await using env: Client = await connect(environment);
  const first = (await env.reset(CHAIN)).observation.question;
  const [second, third, again] = await questionsOf(env, 3);
  assert.equal(new Set([first, second, third]).size, 3);
  assert.equal(again, first);
});

Deno.test("a seed without a name begins the current data set anew", async () => {
  await using env: Client = await connect(environment);
  const first = (await env.reset(CHAIN)).observation.question;
  assert.notEqual((await env.reset({ seed: 8 })).observation.question, first);
  assert.equal((await env.state()).dataset_name, "chain_sum");
  assert.equal((await env.reset({ seed: 7 })).observation.question, first);
  assert.equal((await env.reset({ seed: 7 })).observation.question, first);
});

Deno.test("a composite data set draws its parts by their weights, each with its configuration", async () => {
  await using env: Client = await connect(environment);
  const dataset_specs = [
    { name: "gcd", weight: 3 },
    { name: "chain_sum", config: { min_terms: 9, max_terms: 9, seed: 5, size: 2 } },
  ];
  await env.reset({ dataset_name: "composite", dataset_specs, seed: 1, size: 400 });
  let sums = 0;
  const different = new Set();
  for (let question = 0; question < 400; question++) {
    const { dataset_metadata } = (await env.step({ answer: "1" })).observation;
    if (dataset_metadata!.source_dataset === "chain_sum") {
      sums++;
      assert.equal(dataset_metadata!.num_terms, 9);
      different.add(dataset_metadata!.expression);
    }
    await env.reset();
  }
  assert.ok(sums > 70 && sums < 130, `${sums} of 400`);
  assert.equal(different.size, 2);
});

Deno.test("a reset option that makes no data set is refused, with its place", async () => {
  await using env: Client = await connect(environment);
  const named = { dataset_name: "composite", seed: 1, size: 5 };
  const refused: [Record<string, unknown>, string][] = [
    [{ dataset_name: "chain_sum", size: 5 }, "seed: a new data set needs a seed"],
    [{ dataset_name: "chain_sum", seed: 5 }, "size: a new data set needs a size"],
    [{ dataset_name: "toString", seed: 5, size: 5 }, 'dataset_name: no data set "toString", expected one of ab, '],
    [{ dataset_config: { min_terms: 3 } }, "dataset_config: it belongs to a new data set"],
    [{ dataset_specs: [{ name: "gcd" }] }, "dataset_specs: it belongs to a new data set"],
    [{ ...CHAIN, dataset_specs: [{ name: "gcd" }] }, 'dataset_specs: only "composite" has parts'],
    [{ ...CHAIN, dataset_config: { min_terms: 7 } }, "dataset_config: expected 1 <= min_terms <= max_terms <= 100"],
    [{ ...CHAIN, dataset_config: { max_terms: 1e9 } }, "dataset_config: expected 1 <= min_terms"],
    [named, 'dataset_specs: "composite" needs at least one part'],
    [{ ...named, dataset_specs: [] }, 'dataset_specs: "composite" needs at least one part'],
    [{ ...named, dataset_specs: [{ name: "gcd" }, { name: "gcd" }] }, 'dataset_specs[1].name: the part "gcd" is'],
    [
      { ...named, dataset_specs: [{ name: "gcd", config: { min_value: 0.5 } }] },
      "dataset_specs[0].config.min_value: expected an integer",
    ],
    [{ ...named, dataset_specs: [{ name: "gcd", config: { seed: "a" } }] }, "dataset_specs[0].config.seed: expected"],
    [{ ...named, dataset_specs: [{ name: "gcd" }], dataset_config: { min_value: 2 } }, "dataset_config: "],
    [{ ...CHAIN, split: "train", index: 0 }, "dataset_name: a reset chooses a task or a data set, not both"],
  ];
  for (const [options, problem] of refused) {
    await assert.rejects(env.reset(options), (error: Error & { code: string }) => {
      assert.equal(error.message.slice(0, `Cannot use option ${problem}`.length), `Cannot use option ${problem}`);
      return error.code === "OPTION_REFUSED";
    });
  }
  for (const size of [0, -1, 1.5, 1_000_001]) await assert.rejects(env.reset({ ...CHAIN, size }), /size/);
  assert.equal((await env.reset({ dataset_name: null, dataset_config: null, dataset_specs: null })).done, false);
});

Deno.test("a task has a question of its own, and the data set goes on after it", async () => {
  await using env: Client = await connect(environment);
  const first = (await env.reset(CHAIN)).observation.question;
  const { observation } = await env.reset({ split: "test", index: 3 });
  const task = await taskAt(reasoningTasks, "test", 3);
  assert.equal(observation.question, task.public.question);
  const { question_index, dataset_name, task_id } = await env.state();
  assert.deepEqual([question_index, dataset_name, task_id], [null, null, "test-3"]);
  const { observation: end, reward } = await env.step({ answer: task.private!.entry.answer });
  assert.deepEqual([end, reward], [{ ...NOTHING, score: 1 }, 1], "the answer of a task stays private");
  const [second, third, again] = await questionsOf(env, 3);
  assert.equal(new Set([first, second, third]).size, 3);
  assert.equal(again, first);
});

Deno.test("the tasks are all different, and all kinds are among them", async () => {
  const questions = new Set<string>();
  const names = new Set<string>();
  for (const [split, count] of [["train", 800], ["test", 200]] as const) {
    for (let index = 0; index < count; index++) {
      const { public: { question, dataset_name } } = await taskAt(reasoningTasks, split, index);
      questions.add(question);
      names.add(dataset_name);
    }
  }
  assert.deepEqual([questions.size > 990, names.size], [true, 35], `${questions.size} different questions`);
});

Deno.test("render() shows the question, and after the step the answers", () => {
  const instance = environment.factory() as Environment<typeof reasoningGym>;
  assert.deepEqual(instance.render!(), { text: "There is no question yet." });
  const options = {
    dataset_name: "chain_sum",
    dataset_config: null,
    dataset_specs: null,
    size: 3,
    seed: 7,
    episode_id: "e",
  };
  const context = { requestedSeed: 7 } as EpisodeContext;
  const { observation } = instance.reset(options, context) as StepReturn<ReasoningGymObservation>;
  const { question } = observation as ReasoningGymObservation;
  assert.deepEqual(instance.render!(), { text: question });
  const { observation: { correct_answer } } = instance.step({ answer: "-1" }, context) as {
    observation: ReasoningGymObservation;
  };
  assert.deepEqual(instance.render!(), { text: `${question}\n\nAnswer: -1\nCorrect: ${correct_answer}\nScore: 0` });
});
