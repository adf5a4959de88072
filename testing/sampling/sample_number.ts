import type { JsonSchema } from "@openenv/core/schema";
import { isSmall, type Sampling, undrawable } from "./sampling.ts";

/** A greater bound is that of the type, and says nothing about what is meant. */
const MEANT = 1e9;
/** The range of a number without a bound. */
const REACH = 100;

/** Samples a number within its bounds; where there is none, a number of a hundred or less. */
export function sampleNumber(schema: JsonSchema, isInteger: boolean, sampling: Sampling): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const isNumber = (bound: unknown) => typeof bound === "number";
  const least = Math.max(-Infinity, ...[minimum, exclusiveMinimum].filter(isNumber));
  const most = Math.min(Infinity, ...[maximum, exclusiveMaximum].filter(isNumber));
  if (least > most) throw undrawable(sampling, `it is at least ${least} and at most ${most}`);
  if (isNumber(multipleOf) || isInteger) return sampleMultiple(schema, [least, most], sampling);
  const [low, high] = reach(least, most);
  const smallest = Math.min(Math.max(0, low), high);
  const isOutside = smallest === exclusiveMinimum || smallest === exclusiveMaximum;
  if (isSmall(sampling)) return isOutside ? (low + high) / 2 : smallest;
  return low + sampling.random.float() * (high - low);
}

function sampleMultiple(schema: JsonSchema, [least, most]: readonly [number, number], sampling: Sampling): number {
  const step = Number(schema.multipleOf ?? 1);
  const [first, last] = [round(least / step, Math.ceil), round(most / step, Math.floor)];
  const from = isExcluded(first * step, schema.exclusiveMinimum) ? first + 1 : first;
  const to = isExcluded(last * step, schema.exclusiveMaximum) ? last - 1 : last;
  if (from > to) throw undrawable(sampling, `there is no multiple of ${step} within its bounds`);
  const [low, high] = reach(from, to);
  const factor = isSmall(sampling) ? Math.min(Math.max(0, low), high) : sampling.random.int(low, high);
  return Number((factor * step).toPrecision(15));
}

/** Returns the bounds to sample within: those that are meant, or a hundred away from the other one or from 0. */
function reach(least: number, most: number): [low: number, high: number] {
  const [isLow, isHigh] = [least >= -MEANT, most <= MEANT];
  if (isLow && isHigh) return [least, most];
  if (isLow) return [least, Math.min(most, least + REACH)];
  return isHigh ? [Math.max(least, most - REACH), most] : [-REACH, REACH];
}

/** Checks whether a bound excludes a multiple. */
function isExcluded(multiple: number, bound: unknown): boolean {
  return typeof bound === "number" && Math.abs(multiple - bound) < 1e-9 * Math.max(1, Math.abs(bound));
}

/** Returns the multiple at a bound, or the next one inside; the bound may be off by a rounding error. */
function round(ratio: number, direction: (ratio: number) => number): number {
  const nearest = Math.round(ratio);
  return Math.abs(ratio - nearest) < 1e-9 ? nearest : direction(ratio);
}
