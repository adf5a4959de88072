import assert from "node:assert/strict";
import type { z } from "zod";
import type { SameType } from "../../core/contract/exactly.ts";
import type * as types from "./manifest.ts";
import type { manifestSchema } from "./manifest_schema.ts";

type Output = z.output<typeof manifestSchema>;
type Section = NonNullable<Output["validation"]>;
type Same<A, B> = SameType<keyof A, keyof B>;

Deno.test("manifestSchema has the keys of the types", () => {
  // A difference is a type error here; that the values fit is one in read_manifest.ts.
  const same: [
    Same<Output, types.Manifest>,
    Same<NonNullable<Output["permissions"]>, types.Permissions>,
    Same<Output["limits"], types.Limits>,
    Same<Output["check"], types.CheckSettings>,
    Same<Section, types.Validation>,
    Same<Section["reward"], types.RewardDeclaration>,
    Same<Section["resources"], types.ResourceDeclaration>,
    Same<Section["capabilities"], types.Capabilities>,
    Same<NonNullable<Section["judge"]>, types.JudgePin>,
    Same<NonNullable<Section["task_distribution"]>, types.TaskDistribution>,
    Same<Section["network"], types.NetworkDeclaration>,
    Same<NonNullable<Section["execution"]>, types.Execution>,
    Same<Output["requires"][number], types.Guarantee>,
  ] = [true, true, true, true, true, true, true, true, true, true, true, true, true];
  assert.ok(same.every((isSame) => isSame));
});
