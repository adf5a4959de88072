import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";

const SUBJECT = createLocalSubject(environment);

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle });
});

Deno.test("oracle() takes the eight steps from the corner to the goal", async () => {
  const record = await playInNewSession(SUBJECT, { seed: 1, maxSteps: 50, policy: oracle });
  const { result } = record.exchanges.at(-1)!;
  assert.deepEqual([record.actions.length, scoreOf(record, "last_reward"), result.terminated], [8, 1, true]);
});

Deno.test("oracle() finds the shortest way from every random start", async () => {
  const lengths = new Set<number>();
  for (let seed = 0; seed < 100; seed++) {
    const options = { random_start: true };
    const record = await playInNewSession(SUBJECT, { seed, options, maxSteps: 50, policy: oracle });
    const { x, y } = record.exchanges[0]!.result.observation as { x: number; y: number };
    assert.equal(record.actions.length, 8 - x - y);
    assert.equal(scoreOf(record, "last_reward"), 1);
    lengths.add(record.actions.length);
  }
  assert.deepEqual([...lengths].sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
});
