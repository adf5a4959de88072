import type { Validation } from "./manifest.ts";

/** The bounds of what a manifest may declare, as in the Python package's policies v1 and v2. */
export const POLICY_BOUNDS = {
  /** The greatest `reward.oracle_tolerance`. */
  max_oracle_tolerance: 0.1,
  /** The least `reward.floor_margin`. */
  min_floor_margin: 0.1,
  /** The greatest `reward.variance_tolerance`. */
  max_variance_tolerance: 0.2,
  /** The greatest `resources.episode_timeout_s`. */
  max_episode_timeout_s: 3600,
} as const;

/** A declaration beyond {@linkcode POLICY_BOUNDS}. */
export interface PolicyProblem {
  /** The place, such as `validation.reward.floor_margin`. */
  readonly field: string;
  /** The problem in words, with the field. */
  readonly message: string;
}

/**
 * Checks the declarations of a manifest against {@linkcode POLICY_BOUNDS}, which reading it does not.
 *
 * @param validation The block `validation` of a manifest.
 * @returns The declarations that are out of bounds.
 */
export function checkPolicyBounds({ reward, resources }: Validation): readonly PolicyProblem[] {
  const bounds = POLICY_BOUNDS;
  const declared: readonly (readonly [field: string, value: number, most: number, least?: number])[] = [
    ["reward.oracle_tolerance", reward.oracle_tolerance, bounds.max_oracle_tolerance],
    ["reward.floor_margin", reward.floor_margin, Infinity, bounds.min_floor_margin],
    ["reward.variance_tolerance", reward.variance_tolerance ?? 0, bounds.max_variance_tolerance],
    ["resources.episode_timeout_s", resources.episode_timeout_s, bounds.max_episode_timeout_s],
  ];
  return declared.filter(([, value, most, least = -Infinity]) => value > most || value < least)
    .map(([name, value, most, least]) => {
      const field = `validation.${name}`;
      const rule = least === undefined ? `at most ${most}` : `at least ${least}`;
      return { field, message: `${field} is ${value}, but must be ${rule}` };
    });
}
