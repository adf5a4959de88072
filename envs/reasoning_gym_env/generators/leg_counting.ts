import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";

const ANIMALS_BY_LEGS: Readonly<Record<number, string>> = {
  0: "snake, sea slug, jellyfish, flatworm, leech",
  2: "chicken, bird, human, duck",
  4: "dog, cat, cow, horse, lion, elephant, giraffe, tiger, deer, sheep",
  5: "starfish",
  6: "insect, ant, butterfly, beetle, bee, wasp, grasshopper, cricket, cockroach, praying mantis, firefly",
  8: "spider, scorpion",
  10: "crab, lobster, shrimp",
  14: "woodlouse",
};
const ANIMALS = Object.entries(ANIMALS_BY_LEGS).flatMap(([legs, names]) => {
  return names.split(", ").map((name) => ({ name, legs: Number(legs) }));
});

/** Counts the legs of a list of animals. */
export const legCounting = defineGenerator({
  defaults: { min_animals: 3, max_animals: 10, min_instances: 1, max_instances: 15 },
  rules: ["1 <= min_animals <= max_animals <= 37", "1 <= min_instances <= max_instances <= 1000000"],
  difficulty: { num_animals: "animals", num_instances: "instances" },
  generate(config, random) {
    const chosen = random.shuffle(ANIMALS).slice(0, random.int(config.min_animals, config.max_animals));
    const counted = chosen.map((animal) => {
      return { ...animal, count: random.int(config.min_instances, config.max_instances) };
    });
    const list = counted.map(({ name, count }) => `${count} ${name}${count > 1 ? "s" : ""}`).join(", ");
    const total_legs = counted.reduce((sum, { legs, count }) => sum + legs * count, 0);
    return {
      question: "Your task is to count how many legs there are in total when given a list of animals.\n\n" +
        `Now, how many legs are there in total if you have ${list}?\n`,
      answer: String(total_legs),
      metadata: {
        animals: Object.fromEntries(counted.map(({ name, count }) => [name, count])),
        num_animals: counted.length,
        total_legs,
      },
    };
  },
  score: scoreExact,
});
