import { showList } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";

/** Keeps or removes the numbers beyond a limit. */
export const numberFiltering = defineGenerator({
  defaults: { min_numbers: 3, max_numbers: 10, min_decimals: 0, max_decimals: 4, min_value: -100, max_value: 100 },
  rules: [
    "1 <= min_numbers <= max_numbers <= 1000",
    "0 <= min_decimals <= max_decimals <= 10",
    "-1000000000 <= min_value < max_value <= 1000000000",
  ],
  reals: ["min_value", "max_value"],
  difficulty: { numbers: "numbers", decimals: "decimals", value: "value" },
  generate(config, random) {
    const draw = (min: number, max: number) => {
      const decimals = random.int(config.min_decimals, config.max_decimals);
      return (min + random.float() * (max - min)).toFixed(decimals);
    };
    const count = random.int(config.min_numbers, config.max_numbers);
    const original_numbers = Array.from({ length: count }, () => draw(config.min_value, config.max_value));
    const values = original_numbers.map(Number);
    const filter_value = draw(Math.min(...values), Math.max(...values));
    const size = random.choice(["larger", "smaller"]);
    const verb = random.choice(["keep", "remove"]);
    const result = original_numbers.filter((text) => {
      const isBeyond = size === "larger" ? Number(text) > Number(filter_value) : Number(text) < Number(filter_value);
      return isBeyond === (verb === "keep");
    });
    return {
      question: `${verb === "keep" ? "Keep" : "Remove"} all numbers ${size} than ${filter_value} in this list: ` +
        `${showList(original_numbers)}\nReturn the new list in the same format.`,
      answer: showList(result),
      metadata: { original_numbers, filter_value, operation: `${verb}_${size}`, result, numbers: count },
    };
  },
  score: scoreExact,
});
