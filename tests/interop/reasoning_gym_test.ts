import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createDataset, scoreAnswer } from "../../envs/reasoning_gym_env/dataset.ts";
import type { Entry } from "../../envs/reasoning_gym_env/questions/generator.ts";
import { GENERATORS } from "../../envs/reasoning_gym_env/generators.ts";
import { runChild } from "./child.ts";
import { startOurServer } from "./our_server.ts";
import { PYTHON_ENV, runPython } from "./python.ts";
import { prepareVirtualEnv } from "./virtual_env.ts";

const CONSTRAINTS = new URL("reasoning_gym_constraints.txt", import.meta.url);
const PINS = (await Deno.readTextFile(CONSTRAINTS)).matchAll(/^([\w.-]+)==(.+)$/gm);
const REASONING_GYM = {
  name: "venv-reasoning-gym",
  packages: { reasoning_gym: "0.1.25", ...Object.fromEntries([...PINS].map(([, name, version]) => [name, version!])) },
  constraints: CONSTRAINTS,
  alone: true,
};
const SCORES = fileURLToPath(new URL("reasoning_gym_scores.py", import.meta.url));
const TIMEOUT_MS = 300_000;
const COUNT = 6;
const NAMES = Object.keys(GENERATORS);

/** An answer, and its score in Python; `null` if scoring raised an exception there. */
type Scored = readonly [answer: string, score: number | null];

/** What `reasoning_gym_scores.py` writes. */
interface Comparison {
  readonly configs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly scores: readonly (readonly (number | null)[])[];
  readonly answers: readonly (string | number)[];
  readonly entries: readonly (Entry & { readonly answers: readonly Scored[] })[];
}

/** Our questions: right answers, those of other questions, and oddly formatted ones. */
function createOurs(): (Entry & { answers: string[] })[] {
  return NAMES.flatMap((name) => {
    const dataset = createDataset({ name, config: null, specs: null, seed: 11, size: COUNT });
    const entries = Array.from({ length: COUNT }, (_, index) => dataset.entryAt(index));
    return entries.map((entry, index) => {
      const { answer } = entry;
      const other = entries[(index + 1) % COUNT]!.answer;
      return {
        ...entry,
        answers: [answer, other, ` ${answer}`, `${answer}.`, `=${answer}`, answer.slice(1), "[1]", ""],
      };
    });
  });
}

async function compare(entries: readonly object[]): Promise<Comparison> {
  const command = await prepareVirtualEnv(REASONING_GYM);
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify({ names: NAMES, entries }));
    const { code, lines, stderr } = await runChild({ command, args: [SCORES, file], env: PYTHON_ENV }, TIMEOUT_MS);
    assert.equal(code, 0, stderr);
    return JSON.parse(lines.at(-1)!); // one of its verifiers prints what it refuses
  } finally {
    await Deno.remove(file);
  }
}

/** Returns what differs; an answer that Python cannot score must be a wrong one. */
function differences(entry: Entry, answers: readonly Scored[]): string[] {
  return answers.flatMap(([answer, theirs]) => {
    const ours = scoreAnswer(answer, entry);
    if (theirs === null ? ours <= 0.01 : Math.abs(ours - theirs) < 1e-9) return [];
    return [
      `${entry.metadata.source_dataset}: ${JSON.stringify(answer)} for ${
        JSON.stringify(entry.answer)
      }: ${ours}, in Python ${theirs}`,
    ];
  });
}

Deno.test("our data sets and reasoning_gym's have the same options and facts, answers and scores", async (t) => {
  const ours = createOurs();
  const { configs, scores, answers, entries } = await compare(ours);

  await t.step("options and defaults", () => {
    for (const name of NAMES) {
      const { seed: _seed, size: _size, ...config } = configs[name]!;
      assert.deepEqual(config, GENERATORS[name]!.defaults, name);
    }
  });

  await t.step("facts about a question", () => {
    for (const name of NAMES) {
      const [one, other] = [ours, entries].map((list) => {
        const { difficulty, ...metadata } = list.find(({ metadata }) => metadata.source_dataset === name)!.metadata;
        return [Object.keys(metadata).sort(), Object.keys(difficulty as object).sort()];
      });
      assert.deepEqual(one, other, name);
    }
  });

  await t.step("answers to our questions", () => {
    for (const [index, { answer, metadata }] of ours.entries()) {
      const theirs = answers[index]!;
      const { solution, solution_length = (solution as unknown[] | undefined)?.length } = metadata;
      assert.equal(typeof theirs === "number" ? solution_length : answer, theirs, JSON.stringify(metadata));
    }
  });

  await t.step("scores of our questions", () => {
    assert.ok(scores.every(([right]) => right === 1), "every answer of ours is right in Python");
    const scored = ours.flatMap((entry, index) => {
      return differences(entry, entry.answers.map((answer, place): Scored => [answer, scores[index]![place]!]));
    });
    assert.deepEqual(scored, []);
  });

  await t.step("scores of their questions", () => {
    assert.equal(entries.length, NAMES.length * 12);
    assert.deepEqual(entries.flatMap((entry) => differences(entry, entry.answers)), []);
  });
});

Deno.test("a typed client in Python drives our reasoning_gym", async () => {
  await using server = await startOurServer({ environment: "reasoning" });
  const { lines } = await runPython("reasoning_gym_client.py", [server.url]);
  const nothing = { question: null, score: null, correct_answer: null, dataset_metadata: null };
  const entryOf = (name: string, config: Record<string, unknown> | null, seed: number, size: number, index: number) =>
    createDataset({ name, config, specs: null, seed, size }).entryAt(index);
  const legs = entryOf("leg_counting", null, 42, 1000, 0);
  const sums = [0, 1].map((index) => entryOf("chain_sum", { min_terms: 2, max_terms: 2 }, 42, 2, index));
  const asked = (question: string) => ({ call: "reset", ...nothing, question, reward: 0, done: false });
  const scored = (entry: Entry, score: number) => {
    const { answer: correct_answer, metadata: dataset_metadata } = entry;
    return { call: "step", ...nothing, score, correct_answer, dataset_metadata, reward: score, done: true };
  };
  const told = lines.map((line) => JSON.parse(line));
  assert.deepEqual(told.slice(0, 8), [
    { call: "step without a question", ...nothing, reward: 0, done: true },
    asked(legs.question),
    scored(legs, 0),
    { call: "state", step_count: 1 },
    asked(sums[0]!.question),
    asked(sums[1]!.question),
    asked(sums[0]!.question),
    scored(sums[0]!, 1),
  ]);
  assert.match(told[8].question, /Greatest Common Divisor|legs/);
  assert.deepEqual(told.slice(9).map(({ error }) => error), [
    "Server error: Cannot use option size: a new data set needs a size (code: OPTION_REFUSED)",
    'Server error: Cannot use option dataset_specs: "composite" needs at least one part (code: OPTION_REFUSED)',
  ]);
});
