import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { findProblem, isInteger } from "./config.ts";
import { createDataset, scoreAnswer } from "./dataset.ts";
import type { ConfigValue, Generator } from "./questions/generator.ts";
import { GENERATORS } from "./generators.ts";

const SEEDS = 60;
const SILLY = [
  ...["", " ", "I don't know", "[]", "{}", "null", "((", "\u{1F600}", "0x", "1/0", "1e999", "1e999/1", "NaN"],
  ...["é".repeat(5000), "9".repeat(5000), "1/".repeat(5000), "[".repeat(50_000), "\\frac{", "1".repeat(400) + "/1"],
];

/** Draws a configuration that a generator allows: each value near its default, or far from it. */
function drawConfig(generator: Generator, random: Random): Record<string, ConfigValue> {
  const defaults = generator.defaults as Record<string, ConfigValue>;
  for (;;) {
    const config = Object.fromEntries(
      Object.entries(defaults).map(([key, usual]) => [key, drawValue(generator, key, usual, random)]),
    );
    if (findProblem(generator, config) === undefined) return config;
  }
}

function drawValue(generator: Generator, key: string, usual: ConfigValue, random: Random): ConfigValue {
  if (typeof usual === "boolean") return random.bool();
  if (typeof usual === "number") {
    if (random.bool(0.4)) return usual;
    if (!isInteger(generator, key)) return usual * (0.5 + random.float());
    return Math.max(Math.min(usual, 0), usual + random.int(-3, 3));
  }
  const choices = (generator.choices as Record<string, readonly string[]>)[key]!;
  return Array.isArray(usual)
    ? random.shuffle(choices).slice(0, random.int(1, choices.length))
    : random.choice(choices);
}

Deno.test("there are 35 generators, each with its own questions", () => {
  assert.equal(Object.keys(GENERATORS).length, 35);
});

for (const [name, generator] of Object.entries(GENERATORS)) {
  Deno.test(`${name}: its own answer scores 1 for any configuration, and a question depends on seed and index`, () => {
    const random = new Random(7);
    const questions = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const config = seed < 10 ? {} : drawConfig(generator, random);
      const setup = { name, config, specs: null, seed, size: 100 };
      const index = random.int(0, 99);
      const entry = createDataset(setup).entryAt(index);
      const where = JSON.stringify({ seed, index, config });
      assert.equal(scoreAnswer(entry.answer, entry), 1, where);
      assert.deepEqual(createDataset(setup).entryAt(index), entry, where);
      assert.deepEqual([entry.metadata.source_dataset, entry.metadata.source_index], [name, index]);
      assert.deepEqual(JSON.parse(JSON.stringify(entry)), entry, "JSON carries it unchanged");
      questions.add(entry.question);
    }
    assert.ok(questions.size > SEEDS * 0.7, `${questions.size} different questions`);
  });

  Deno.test(`${name}: empty and silly answers score little, and none is refused`, () => {
    const dataset = createDataset({ name, config: null, specs: null, seed: 5, size: 100 });
    for (let index = 0; index < 20; index++) {
      const entry = dataset.entryAt(index);
      for (const answer of SILLY) {
        const score = scoreAnswer(answer, entry);
        assert.ok(score >= 0 && score <= (answer === entry.answer ? 1 : 0.5), `${answer.slice(0, 9)}: ${score}`);
      }
    }
  });

  Deno.test(`${name}: a broken rule is named`, () => {
    for (const [key, usual] of Object.entries(generator.defaults)) {
      const wrong = typeof usual === "number" ? "many" : 17;
      const config = { [key]: wrong };
      assert.throws(() => createDataset({ name, config, specs: null, seed: 1, size: 1 }), {
        name: "InvalidOptionError",
        message: new RegExp(`^Cannot use option dataset_config\\.${key}: expected `),
      });
    }
    const config = { colour: "red" };
    assert.throws(() => createDataset({ name, config, specs: null, seed: 1, size: 1 }), /unknown key, expected one of/);
  });
}
