import type { Random } from "@openenv/core";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import { toRegExp } from "../json_schema/schema_values.ts";
import { type Drawing, isSmall, undrawable } from "./drawing.ts";
import { compilePattern } from "./draw_pattern.ts";

const CHARACTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789 "];

/** Texts of the formats that come without a pattern. */
const FORMATS: Readonly<Record<string, (random: Random) => string>> = {
  "date": (random) => drawDate(random).slice(0, 10),
  "date-time": drawDate,
  "duration": (random) => `P${random.int(1, 30)}D`,
  "email": (random) => `${drawText(random, 6, 6).replaceAll(" ", "x")}@example.com`,
  "hostname": (random) => `h${random.int(0, 99)}.example.com`,
  "ipv4": (random) => Array.from({ length: 4 }, () => random.int(0, 255)).join("."),
  "ipv6": (random) => Array.from({ length: 8 }, () => random.int(0, 0xffff).toString(16)).join(":"),
  "time": (random) => drawDate(random).slice(11),
  "uri": (random) => `https://example.com/${random.int(0, 99)}`,
  "uuid": drawUuid,
};

/** How often a text is drawn anew that is too short, too long, or no match after all. */
const TRIES = 50;

/** Draws a text within its lengths, of its format, and with a match of its patterns, as far as that can be aimed at. */
export function drawString(schema: JsonSchema, drawing: Drawing): string {
  const { random, spread } = drawing;
  const patterns = patternsOf(schema);
  const least = Number(schema.minLength ?? 0);
  const most = Number(schema.maxLength ?? Infinity);
  if (patterns.length > 0) return drawFittingMatch(patterns, [least, most], drawing);
  const format = FORMATS[String(schema.format)];
  if (format !== undefined) return format(random);
  if (least > most) throw undrawable(drawing, `it has at least ${least} and at most ${most} characters`);
  return drawText(random, least, isSmall(drawing) ? least : Math.min(most, least + 4 * spread));
}

/** The patterns of a text: its own, and those of what it must be as well. */
function patternsOf({ pattern, allOf = [] }: JsonSchema): string[] {
  const others = allOf.filter(isRecord).flatMap((part) => patternsOf(part as JsonSchema));
  return typeof pattern === "string" ? [pattern, ...others] : others;
}

/** A match of all patterns within its lengths, or else the last that was tried. */
function drawFittingMatch(
  patterns: readonly string[],
  [least, most]: readonly [number, number],
  drawing: Drawing,
): string {
  const expressions = patterns.map(toRegExp);
  let text = "";
  for (let attempt = 0; attempt < TRIES; attempt++) {
    text = drawLongMatch(patterns, least, drawing);
    const isFitting = text.length >= least && text.length <= most;
    if (isFitting && expressions.every((expression) => expression?.test(text) ?? true)) break;
  }
  return text;
}

/** A match that is long enough, if repetitions can make it so: each goes on for what is missing, or for a part of it. */
function drawLongMatch(patterns: readonly string[], least: number, drawing: Drawing): string {
  const { random, spread } = drawing;
  const text = drawMatch(patterns, drawing, [0, spread]);
  if (text.length >= least) return text;
  const missing = least - drawMatch(patterns, drawing, [0, 0]).length;
  const extra = Math.max(0, random.bool() ? missing : random.int(0, Math.max(0, missing)));
  return drawMatch(patterns, drawing, [extra, extra]);
}

/** One text for several patterns: what begins goes first, what ends goes last, and what matches already is left out. */
function drawMatch(patterns: readonly string[], drawing: Drawing, extra: readonly [number, number]): string {
  const place = (pattern: string) => pattern.startsWith("^") ? 0 : pattern.endsWith("$") ? 2 : 1;
  const ordered = patterns.toSorted((one, other) => place(one) - place(other) || other.length - one.length);
  let text = "";
  for (const [index, pattern] of ordered.entries()) {
    if (index > 0 && toRegExp(pattern)?.test(text)) continue;
    const part = compilePattern(pattern);
    if (part === undefined) throw undrawable(drawing, `its pattern ${pattern} has parts that are not understood`);
    text += part(drawing.random, extra);
  }
  return text;
}

function drawText(random: Random, least: number, most: number): string {
  const length = random.int(least, most);
  const text = Array.from({ length }, () => random.choice(CHARACTERS)).join("");
  // Blanks at the ends are what trimming takes away, which can leave less than the least.
  return text.replace(/^ | $/g, "x");
}

function drawDate(random: Random): string {
  return new Date(random.int(0, 2_000_000_000) * 1000).toISOString().replace(".000", "");
}

function drawUuid(random: Random): string {
  const digits = Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, "0")).join("");
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}
