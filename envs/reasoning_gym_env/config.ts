import { InvalidOptionError } from "@openenv/core/errors";
import type { ConfigValue, Generator } from "./questions/generator.ts";

type Values = Readonly<Record<string, ConfigValue>>;

/** Creates the error for a reset option, such as `dataset_config.min_terms`, that no question can be made with. */
export function invalidOption(option: string, problem: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot use option ${option}: ${problem}`, { option });
}

/**
 * Fills in the defaults of a generator's configuration.
 *
 * @param generator The generator.
 * @param given The configuration as the caller wrote it.
 * @param place The place of the configuration in the reset options, for errors.
 * @returns The complete configuration.
 * @throws `InvalidOptionError` for an unknown key, a value of another type, and a broken rule.
 */
export function resolveConfig(
  generator: Generator,
  given: Readonly<Record<string, unknown>>,
  place: string,
): Values {
  const defaults = generator.defaults as Values;
  for (const [key, value] of Object.entries(given)) {
    const problem = Object.hasOwn(defaults, key)
      ? findTypeProblem(generator, key, value)
      : `unknown key, expected one of ${Object.keys(defaults).join(", ")}`;
    if (problem !== undefined) throw invalidOption(`${place}.${key}`, problem);
  }
  const config = { ...defaults, ...given } as Values;
  const problem = findProblem(generator, config);
  if (problem !== undefined) throw invalidOption(place, problem);
  return config;
}

/** Returns the rule that a configuration breaks; `undefined` if it keeps all. */
export function findProblem(generator: Generator, config: Values): string | undefined {
  const broken = generator.rules.find((rule) => !keepsRule(rule, config));
  return broken === undefined ? generator.check?.(config) : `expected ${broken}`;
}

/** Returns `true` if a number of the configuration must have no fraction. */
export function isInteger({ defaults, reals = [] }: Generator, key: string): boolean {
  return Number.isInteger((defaults as Values)[key]) && !(reals as readonly string[]).includes(key);
}

function findTypeProblem(generator: Generator, key: string, value: unknown): string | undefined {
  const usual = (generator.defaults as Values)[key]!;
  const choices = (generator.choices as Record<string, readonly string[]> | undefined)?.[key];
  if (typeof usual === "number") {
    const isRight = isInteger(generator, key) ? Number.isSafeInteger(value) : Number.isFinite(value);
    return isRight ? undefined : `expected ${isInteger(generator, key) ? "an integer" : "a number"}`;
  }
  if (typeof usual === "boolean") return typeof value === "boolean" ? undefined : "expected a boolean";
  const texts = Array.isArray(usual) ? value : [value];
  const isRight = Array.isArray(texts) && texts.length > 0 && texts.every((text) => choices!.includes(text));
  const list = choices!.map((choice) => `"${choice}"`).join(", ");
  return isRight ? undefined : Array.isArray(usual) ? `expected a list of ${list}` : `expected ${list}`;
}

/** Evaluates a chain of comparisons between numbers and keys. */
function keepsRule(rule: string, config: Values): boolean {
  const parts = rule.split(" ");
  const valueOf = (term: string) => Number(Object.hasOwn(config, term) ? config[term] : term);
  return parts.every((part, index) => {
    if (part !== "<" && part !== "<=") return true;
    const [left, right] = [valueOf(parts[index - 1]!), valueOf(parts[index + 1]!)];
    return part === "<" ? left < right : left <= right;
  });
}
