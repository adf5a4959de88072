import { showTenDigits } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { parseFloatText, parseInteger } from "../questions/python_values.ts";

const TOLERANCE = 1e-4;

/** Finds the probability of a number of heads; the first right digits count. */
export const coinFlip = defineGenerator({
  defaults: { min_trials: 3, max_trials: 15, allow_exact: true, allow_at_least: true },
  rules: ["1 <= min_trials <= max_trials <= 50"],
  check: (config) => config.allow_exact || config.allow_at_least ? undefined : "no kind of question is allowed",
  difficulty: { num_trials: "trials" },
  generate(config, random) {
    const num_trials = random.int(config.min_trials, config.max_trials);
    const kinds = [...(config.allow_exact ? ["exact"] : []), ...(config.allow_at_least ? ["at_least"] : [])];
    const problem_type = random.choice(kinds);
    const k_heads = random.int(0, num_trials);
    const isExact = problem_type === "exact";
    let numerator = 0;
    for (let heads = k_heads; heads <= (isExact ? k_heads : num_trials); heads++) {
      numerator += choose(num_trials, heads);
    }
    const denominator = 2 ** num_trials;
    return {
      question: `What is the probability of getting ${isExact ? "exactly" : "at least"} ${k_heads} heads in ` +
        `${num_trials} fair coin flips?`,
      answer: showTenDigits(numerator / denominator),
      metadata: { num_trials, k_heads, problem_type, rational: { numerator, denominator } },
    };
  },
  score(answer, entry) {
    const [given, expected] = [parseFraction(answer), parseFraction(entry.answer)!];
    if (given === undefined) return 0;
    if (Math.abs(given - expected) <= TOLERANCE) return 1;
    const [shown, wanted] = [showTenDigits(given), showTenDigits(expected)];
    const length = Math.min(shown.length, wanted.length);
    let same = 0;
    while (same < length && shown[same] === wanted[same]) same++;
    return same / length;
  },
});

/** The binomial coefficient. Each intermediate quotient is one too, and so an integer. */
function choose(count: number, chosen: number): number {
  let result = 1;
  for (let index = 1; index <= chosen; index++) result = result * (count - chosen + index) / index;
  return result;
}

/** Reads a decimal or a fraction of integers. */
function parseFraction(text: string): number | undefined {
  const [top, bottom, ...rest] = text.replaceAll(",", "").split("/") as [string, string?, ...string[]];
  if (bottom === undefined) return parseFloatText(top);
  const [numerator, denominator] = [parseInteger(top.trimStart()), parseInteger(bottom.trimEnd())];
  if (numerator === undefined || !denominator || rest.length > 0) return undefined;
  const quotient = Number(numerator) / Number(denominator);
  return Number.isFinite(quotient) ? quotient : undefined;
}
