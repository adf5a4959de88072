import type { JsonSchema } from "@openenv/core/schema";
import { type Drawing, isSmall, undrawable } from "./drawing.ts";

/** Beyond this a bound is that of the type, and says nothing about what is meant. */
const MEANT = 1e9;
/** How far a number without a bound goes. */
const REACH = 100;

/** Draws a number within its bounds; where there is none, from what people write. */
export function drawNumber(schema: JsonSchema, isInteger: boolean, drawing: Drawing): number {
  const step = typeof schema.multipleOf === "number" ? schema.multipleOf : isInteger ? 1 : undefined;
  const { least, most } = boundsOf(schema);
  if (least > most) throw undrawable(drawing, `it is at least ${least} and at most ${most}`);
  if (step !== undefined) return drawMultiple(schema, step, drawing);
  const [low, high] = reach(least, most);
  const smallest = Math.min(Math.max(0, low), high);
  const isOutside = smallest === schema.exclusiveMinimum || smallest === schema.exclusiveMaximum;
  if (isSmall(drawing)) return isOutside ? (low + high) / 2 : smallest;
  return low + drawing.random.float() * (high - low);
}

function drawMultiple(schema: JsonSchema, step: number, drawing: Drawing): number {
  const { least, most } = boundsOf(schema);
  const [first, last] = [round(least / step, Math.ceil), round(most / step, Math.floor)];
  const from = isExcluded(first * step, schema.exclusiveMinimum) ? first + 1 : first;
  const to = isExcluded(last * step, schema.exclusiveMaximum) ? last - 1 : last;
  if (from > to) throw undrawable(drawing, `there is no multiple of ${step} within its bounds`);
  const [low, high] = reach(from, to);
  const factor = isSmall(drawing) ? Math.min(Math.max(0, low), high) : drawing.random.int(low, high);
  return Number((factor * step).toPrecision(15));
}

function boundsOf(
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema,
): { least: number; most: number } {
  const numbers = (...bounds: unknown[]) => bounds.filter((bound) => typeof bound === "number");
  return {
    least: Math.max(-Infinity, ...numbers(minimum, exclusiveMinimum)),
    most: Math.min(Infinity, ...numbers(maximum, exclusiveMaximum)),
  };
}

/** Bounds to draw within: those that are meant, or a hundred away from the other one or from 0. */
function reach(least: number, most: number): [low: number, high: number] {
  const [isLow, isHigh] = [least >= -MEANT, most <= MEANT];
  if (isLow && isHigh) return [least, most];
  if (isLow) return [least, Math.min(most, least + REACH)];
  return isHigh ? [Math.max(least, most - REACH), most] : [-REACH, REACH];
}

/** `true` if a multiple is what a bound excludes. */
function isExcluded(multiple: number, bound: unknown): boolean {
  return typeof bound === "number" && Math.abs(multiple - bound) < 1e-9 * Math.max(1, Math.abs(bound));
}

/** The multiple at a bound, or the next one inside: rounding may have put the bound just beside it. */
function round(ratio: number, direction: (ratio: number) => number): number {
  const nearest = Math.round(ratio);
  return Math.abs(ratio - nearest) < 1e-9 ? nearest : direction(ratio);
}
