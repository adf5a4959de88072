import type { Random } from "@openenv/core";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import { toRegExp } from "../json/schema_problem.ts";
import { compilePattern, type Extra } from "./compile_pattern.ts";
import { isSmall, type Sampling, undrawable } from "./sampling.ts";

const CHARACTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789 "];

/** Texts of the formats that have no pattern. */
const FORMATS: Readonly<Record<string, (random: Random) => string>> = {
  "date": (random) => sampleDate(random).slice(0, 10),
  "date-time": sampleDate,
  "duration": (random) => `P${random.int(1, 30)}D`,
  "email": (random) => `${sampleCharacters(random, 6, 6).replaceAll(" ", "x")}@example.com`,
  "hostname": (random) => `h${random.int(0, 99)}.example.com`,
  "ipv4": (random) => Array.from({ length: 4 }, () => random.int(0, 255)).join("."),
  "ipv6": (random) => Array.from({ length: 8 }, () => random.int(0, 0xffff).toString(16)).join(":"),
  "time": (random) => sampleDate(random).slice(11),
  "uri": (random) => `https://example.com/${random.int(0, 99)}`,
  "uuid": sampleUuid,
};

/** How often to sample again a text that is too short, too long, or no match after all. */
const TRIES = 50;

/** Samples a text of its length and format that matches its patterns, as far as that can be aimed at. */
export function sampleText(schema: JsonSchema, sampling: Sampling): string {
  const { random, spread } = sampling;
  const patterns = patternsOf(schema);
  const least = Number(schema.minLength ?? 0);
  const most = Number(schema.maxLength ?? Infinity);
  if (patterns.length > 0) return sampleFitting(patterns, [least, most], sampling);
  const format = FORMATS[String(schema.format)];
  if (format !== undefined) return format(random);
  if (least > most) throw undrawable(sampling, `it has at least ${least} and at most ${most} characters`);
  return sampleCharacters(random, least, isSmall(sampling) ? least : Math.min(most, least + 4 * spread));
}

/** Samples a text that matches a pattern; an error calls it by its `name`. */
export function sampleMatch(
  pattern: string,
  sampling: Sampling,
  { name = "its pattern", extra = [0, sampling.spread] }: { readonly name?: string; readonly extra?: Extra } = {},
): string {
  const sample = compilePattern(pattern);
  if (sample === undefined) throw undrawable(sampling, `${name} ${pattern} has parts that are not understood`);
  return sample(sampling.random, extra);
}

/** Lists the patterns of a text: its own, and those in `allOf`. */
function patternsOf({ pattern, allOf = [] }: JsonSchema): string[] {
  const others = allOf.filter(isRecord).flatMap((part) => patternsOf(part as JsonSchema));
  return typeof pattern === "string" ? [pattern, ...others] : others;
}

/** Samples until a text matches all patterns and has the length; returns the last one if none does. */
function sampleFitting(patterns: readonly string[], [least, most]: Extra, sampling: Sampling): string {
  const { random, spread } = sampling;
  const isFitting = (text: string) =>
    text.length >= least && text.length <= most && patterns.every((pattern) => toRegExp(pattern)?.test(text) ?? true);
  let text = "";
  for (let attempt = 0; attempt < TRIES && (attempt === 0 || !isFitting(text)); attempt++) {
    text = sampleAll(patterns, sampling, [0, spread]);
    if (text.length >= least) continue;
    // Repetitions can make a text longer: each adds what is missing, or a part of it.
    const missing = Math.max(0, least - sampleAll(patterns, sampling, [0, 0]).length);
    const extra = random.bool() ? missing : random.int(0, missing);
    text = sampleAll(patterns, sampling, [extra, extra]);
  }
  return text;
}

/** Samples one text for several patterns: that of a beginning first, that of an end last, without those that match already. */
function sampleAll(patterns: readonly string[], sampling: Sampling, extra: Extra): string {
  const place = (pattern: string) => pattern.startsWith("^") ? 0 : pattern.endsWith("$") ? 2 : 1;
  const ordered = patterns.toSorted((one, other) => place(one) - place(other) || other.length - one.length);
  return ordered.reduce(
    (text, pattern, index) =>
      index > 0 && toRegExp(pattern)?.test(text) ? text : text + sampleMatch(pattern, sampling, { extra }),
    "",
  );
}

function sampleCharacters(random: Random, least: number, most: number): string {
  const length = random.int(least, most);
  const text = Array.from({ length }, () => random.choice(CHARACTERS)).join("");
  // Trimming would remove blanks at the ends, and the text could be too short then.
  return text.replace(/^ | $/g, "x");
}

function sampleDate(random: Random): string {
  return new Date(random.int(0, 2_000_000_000) * 1000).toISOString().replace(".000", "");
}

function sampleUuid(random: Random): string {
  const digits = Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, "0")).join("");
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}
