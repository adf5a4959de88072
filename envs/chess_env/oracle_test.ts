import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";
import randomPolicy from "./random_policy.ts";

const SUBJECT = createLocalSubject(environment);

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle, randomPolicy });
});

Deno.test("oracle() solves all tasks of the test split", async () => {
  for (let index = 0; index < 40; index++) {
    const options = { split: "test", index };
    const record = await playInNewSession(SUBJECT, { seed: 1, options, maxSteps: 10, policy: oracle });
    assert.deepEqual([scoreOf(record, "last_reward"), record.actions.length], [1, 1 + index % 2], `test-${index}`);
  }
});

Deno.test("oracle() beats an opponent that plays at random", async () => {
  for (let seed = 0; seed < 2; seed++) {
    const options = { opponent: "random" };
    const record = await playInNewSession(SUBJECT, { seed, options, maxSteps: 100, policy: oracle });
    assert.equal(scoreOf(record, "last_reward"), 1);
  }
});
