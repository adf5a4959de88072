import { defineGenerator } from "../questions/generator.ts";
import { parseInteger } from "../questions/python_values.ts";
import { gcdOf } from "../questions/integers.ts";

const STYLES: Readonly<Record<string, (numerator: number, denominator: number) => string>> = {
  plain: (numerator, denominator) => `${numerator}/${denominator}`,
  latex_inline: (numerator, denominator) => `$${numerator}/${denominator}$`,
  latex_frac: (numerator, denominator) => `$\\frac{${numerator}}{${denominator}}$`,
  latex_dfrac: (numerator, denominator) => `$\\dfrac{${numerator}}{${denominator}}$`,
};

/** Brings a fraction to its lowest terms; any style of the right fraction counts. */
export const fractionSimplification = defineGenerator({
  defaults: { min_value: 1, max_value: 1000, min_factor: 1, max_factor: 100, styles: Object.keys(STYLES) },
  rules: ["1 <= min_value < max_value <= 1000000", "1 <= min_factor <= max_factor <= 1000000"],
  choices: { styles: Object.keys(STYLES) },
  difficulty: { value: "value", factor: "factor" },
  generate(config, random) {
    const drawn = [0, 0].map(() => random.int(config.min_value, config.max_value)).sort((one, other) => one - other);
    const common = Number(gcdOf(BigInt(drawn[0]!), BigInt(drawn[1]!)));
    const [simplified_numerator, simplified_denominator] = drawn.map((value) => value / common) as [number, number];
    const factor = random.int(config.min_factor, config.max_factor);
    const [numerator, denominator] = [simplified_numerator * factor, simplified_denominator * factor];
    const style = random.choice(config.styles);
    const show = STYLES[style]!;
    return {
      question: `Simplify the fraction ${show(numerator, denominator)} to its lowest terms. ` +
        "Give only the simplified fraction as your final answer.",
      answer: show(simplified_numerator, simplified_denominator),
      metadata: {
        numerator,
        denominator,
        simplified_numerator,
        simplified_denominator,
        reduction_factor: factor,
        style,
        factor,
      },
    };
  },
  score(answer, { metadata }) {
    const given = parseFraction(answer);
    if (given === undefined) return 0.01;
    const isSame = (place: 0 | 1, key: string) => given[place] === BigInt(metadata[key] as number);
    if (isSame(0, "simplified_numerator") && isSame(1, "simplified_denominator")) return 1;
    return isSame(0, "numerator") || isSame(1, "denominator") ? 0.1 : 0.05;
  },
});

function parseFraction(answer: string): [bigint, bigint] | undefined {
  const cleaned = answer.trim().replace(/^\$+|\$+$/g, "").trim();
  const latex = /^\\d?frac\s*\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\}/i.exec(cleaned);
  const slash = cleaned.indexOf("/");
  if (latex === null && slash < 0) return undefined;
  const parts = latex?.slice(1) ?? [cleaned.slice(0, slash), cleaned.slice(slash + 1)];
  const [numerator, denominator] = parts.map(parseInteger);
  return numerator === undefined || denominator === undefined ? undefined : [numerator, denominator];
}
