import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";
import randomPolicy from "./random_policy.ts";

Deno.test("the environment keeps the promises of its manifest", async () => {
  for (const policy of [{}, { randomPolicy }]) {
    await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle, ...policy });
  }
});

Deno.test("oracle() carries out all 200 tasks, in 2 to 5 steps", async () => {
  const subject = createLocalSubject(environment);
  const lengths = new Set<number>();
  for (const [split, count] of [["train", 160], ["test", 40]] as const) {
    for (let index = 0; index < count; index++) {
      const options = { split, index };
      const record = await playInNewSession(subject, { seed: 1, options, maxSteps: 30, policy: oracle });
      assert.equal(scoreOf(record, "last_reward"), 1, `${split}-${index}`);
      assert.equal(record.exchanges.at(-1)!.result.terminated, true);
      lengths.add(record.actions.length);
    }
  }
  assert.deepEqual([...lengths].sort(), [2, 3, 4, 5]);
});
