import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";

const NAMES: Readonly<Record<number, string>> = { 2: "binary", 16: "hexadecimal" };

/** Converts a number from one base to another. */
export const baseConversion = defineGenerator({
  defaults: { min_base: 2, max_base: 16, min_value: 0, max_value: 1000 },
  rules: ["2 <= min_base < max_base <= 36", "0 <= min_value < max_value <= 9007199254740991"],
  difficulty: { base: "base", value: "value" },
  generate(config, random) {
    const decimal_value = random.int(config.min_value, config.max_value);
    const bases = Array.from({ length: config.max_base - config.min_base + 1 }, (_, index) => config.min_base + index);
    const [source_base, target_base] = random.shuffle(bases) as [number, number];
    const [source_repr, target_repr] = [decimal_value.toString(source_base), decimal_value.toString(target_base)];
    const [source, target] = [source_base, target_base].map((base) => NAMES[base] ?? `base-${base}`);
    return {
      question: "Your task is to convert a number between two different bases.\n\n" +
        "If the target base is > 10, use lowercase letters a-z for digits above 9.\n\n" +
        `Now, convert the ${source} number ${source_repr} to ${target}\n`,
      answer: target_repr,
      metadata: { decimal_value, source_base, target_base, source_repr, target_repr },
    };
  },
  score: scoreExact,
});
