import { showFloat, showList } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { parseFloatText } from "../questions/python_values.ts";

const TOLERANCE = 1;

/** Sorts numbers. */
export const numberSorting = defineGenerator({
  defaults: { min_numbers: 3, max_numbers: 10, min_decimals: 0, max_decimals: 2, min_value: -100, max_value: 100 },
  rules: [
    "1 <= min_numbers <= max_numbers <= 1000",
    "0 <= min_decimals <= max_decimals <= 10",
    "-1000000000 <= min_value < max_value <= 1000000000",
  ],
  reals: ["min_value", "max_value"],
  difficulty: { numbers: "numbers", decimals: "decimals", value: "value" },
  generate(config, random) {
    const count = random.int(config.min_numbers, config.max_numbers);
    const numbers = Array.from({ length: count }, () => {
      const drawn = config.min_value + random.float() * (config.max_value - config.min_value);
      return Number(drawn.toFixed(random.int(config.min_decimals, config.max_decimals))) + 0;
    });
    const original_numbers = numbers.map(showFloat);
    const direction = random.choice(["ascending", "descending"]);
    const sign = direction === "ascending" ? 1 : -1;
    const sorted_numbers = numbers.toSorted((one, other) => sign * (one - other)).map(showFloat);
    return {
      question: `Sort these numbers in ${direction} order: ${original_numbers.join(", ")}\n` +
        "Please follow the instruction below:\n" +
        `## 1. Return a list in this format, with each number in quotes: ["-2.5", "0.75", "12.0"]\n` +
        "## 2. Keep all numbers exactly as they are in the question.\n",
      answer: showList(sorted_numbers),
      metadata: { original_numbers, direction, sorted_numbers, numbers: count },
    };
  },
  score(answer, entry) {
    const [given, expected] = [parseNumbers(answer), parseNumbers(entry.answer)!];
    if (given?.length !== expected.length) return 0;
    const sign = entry.metadata.direction === "ascending" ? 1 : -1;
    const isSorted = given.every((number, place) => place === 0 || sign * (number - given[place - 1]!) >= 0);
    return isSorted && given.every((number, place) => Math.abs(number - expected[place]!) <= TOLERANCE) ? 1 : 0;
  },
});

/** Reads a JSON list of numbers, or of texts that are numbers. */
function parseNumbers(text: string): number[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text.replaceAll("'", '"'));
  } catch {
    return undefined; // no list: that is a wrong answer
  }
  if (!Array.isArray(list)) return undefined;
  const numbers = list.map((item) => typeof item === "string" ? parseFloatText(item) : toNumber(item));
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

function toNumber(item: unknown): number | undefined {
  return typeof item === "number" || typeof item === "boolean" ? Number(item) : undefined;
}
