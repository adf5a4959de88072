import type { Validation } from "./manifest.ts";

/** What a manifest may declare at most, or at least, to be taken seriously; the Python package's policies v1 and v2. */
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
  /** What is wrong, the field included. */
  readonly message: string;
}

/**
 * Checks what a manifest declares against {@linkcode POLICY_BOUNDS}, which reading it does not.
 *
 * @param validation The manifest's block `validation`.
 * @returns What is out of bounds; empty if nothing is.
 *
 * @example
 * ```ts
 * import { checkPolicyBounds, parseManifest } from "@openenv/registry/manifest";
 * import assert from "node:assert/strict";
 *
 * const { validation } = parseManifest(`
 * name: echo
 * validation:
 *   reward: { floor_margin: 0.05 }
 *   resources: { cpu: 1, memory_mb: 256, disk_mb: 64, episode_timeout_s: 60 }
 *   capabilities: { verifier: { kind: reward_channel } }
 *   types: { tags: [toy] }
 * `);
 * assert.deepEqual(checkPolicyBounds(validation!), [
 *   { field: "validation.reward.floor_margin", message: "validation.reward.floor_margin is 0.05, but must be at least 0.1" },
 * ]);
 * ```
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
