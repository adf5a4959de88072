import assert from "node:assert/strict";
import { toNormalizedManifest } from "./normalized_manifest.ts";
import { parseManifest } from "./read_manifest.ts";
import { checkPolicyBounds, POLICY_BOUNDS } from "./policy_bounds.ts";
import { FULL_MANIFEST } from "./testing_fixtures/full_manifest.ts";

const FULL = parseManifest(FULL_MANIFEST);

Deno.test("toNormalizedManifest() leaves our own fields out and writes version 2 with execution", () => {
  assert.deepEqual(Object.keys(toNormalizedManifest(FULL)!), [
    "manifest_schema_version",
    "name",
    "version",
    "signature",
    "reward",
    "judge",
    "resources",
    "task_distribution",
    "network",
    "capabilities",
    "types",
    "execution",
  ]);
  assert.equal(toNormalizedManifest(FULL)!.manifest_schema_version, "2");
  const { execution: _, ...others } = FULL.validation!;
  const without = toNormalizedManifest({ ...FULL, version: undefined, validation: others })!;
  assert.deepEqual(
    [without.manifest_schema_version, without.version, without.signature, "execution" in without],
    ["1", null, "openenv.yaml", false],
  );
});

Deno.test("toNormalizedManifest() has nothing to say without a validation block", () => {
  assert.equal(toNormalizedManifest(parseManifest("name: x")), null);
});

Deno.test("checkPolicyBounds() allows the bounds themselves and refuses what is beyond", () => {
  const declare = (reward: object, episode_timeout_s: number) => ({
    ...FULL.validation!,
    reward: { ...FULL.validation!.reward, ...reward },
    resources: { ...FULL.validation!.resources, episode_timeout_s },
  });
  const atBounds = { oracle_tolerance: 0.1, floor_margin: 0.1, variance_tolerance: 0.2 };
  assert.deepEqual(checkPolicyBounds(declare(atBounds, POLICY_BOUNDS.max_episode_timeout_s)), []);
  assert.deepEqual(checkPolicyBounds(declare({ ...atBounds, variance_tolerance: null }, 1)), []);
  const beyond = { oracle_tolerance: 0.11, floor_margin: 0.09, variance_tolerance: 0.21 };
  assert.deepEqual(checkPolicyBounds(declare(beyond, 3601)).map(({ message }) => message), [
    "validation.reward.oracle_tolerance is 0.11, but must be at most 0.1",
    "validation.reward.floor_margin is 0.09, but must be at least 0.1",
    "validation.reward.variance_tolerance is 0.21, but must be at most 0.2",
    "validation.resources.episode_timeout_s is 3601, but must be at most 3600",
  ]);
});
