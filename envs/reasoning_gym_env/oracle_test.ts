import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import { GENERATORS } from "./generators.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";

const SUBJECT = createLocalSubject(environment);

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle });
});

Deno.test("oracle() answers every kind of question, a composite data set and every task", async () => {
  const names = Object.keys(GENERATORS);
  const dataset_specs = names.map((name, index) => ({ name, weight: index + 1 }));
  const plays: Record<string, unknown>[] = [
    ...names.map((dataset_name) => ({ dataset_name, size: 10 })),
    ...names.map((_name, index) => ({ split: "train", index })),
    { dataset_name: "composite", dataset_specs, size: 10 },
    {},
  ];
  for (const options of plays) {
    const record = await playInNewSession(SUBJECT, { seed: 3, options, maxSteps: 1, policy: oracle });
    assert.equal(scoreOf(record, "last_reward"), 1, JSON.stringify(options));
    assert.equal(record.exchanges.at(-1)!.result.terminated, true);
  }
});
