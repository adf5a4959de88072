import { parseManifest } from "@openenv/registry/manifest";
import { defineEnvironment, type PolicyFactory, Random } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { loadPolicies, type Policies } from "./load_policies.ts";

function manifestWith(oracle: string, check = ""): string {
  return `
name: walk
check: {${check}}
validation:
  reward: { floor_margin: 0.1 }
  resources: { cpu: 1, memory_mb: 256, disk_mb: 64, episode_timeout_s: 60 }
  capabilities: { verifier: { kind: reward_channel }, set_state: true, oracle: ${oracle} }
  types: { tags: [toy] }
`;
}

async function load(manifest: string, files: Readonly<Record<string, string>>): Promise<Policies> {
  await using folder = await makeTempFolder(files);
  return await loadPolicies({ manifest: parseManifest(manifest), folder: folder.path }, undefined);
}

async function firstAction(policy: PolicyFactory | undefined): Promise<unknown> {
  const act = await policy!({ random: new Random(1), seed: 1, state: () => Promise.resolve({}) });
  return await act({ observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} });
}

Deno.test("loadPolicies() loads modules", async () => {
  const text = manifestWith("{ form: script, location: oracle.ts }", "random_policy: ./random.js");
  const policies = await load(text, {
    "oracle.ts": "export default () => (result: { reward: number | null }) => ({ best: result.reward });",
    "random.js": "export default async ({ random }) => () => ({ any: random.int(1, 1) });",
  });
  assert.deepEqual(await firstAction(policies.oracle), { best: null });
  assert.deepEqual(await firstAction(policies.randomPolicy), { any: 1 });
});

Deno.test("loadPolicies() reads a script", async () => {
  const { oracle } = await load(manifestWith("{ form: script, location: plan.json }"), {
    "plan.json": '{ "plan_schema_version": "1", "reset": { "episode_id": "a", "seed": 7 }, "actions": [{ "n": 1 }] }',
  });
  assert.deepEqual(await firstAction(oracle), { n: 1 });
  assert.deepEqual((oracle as unknown as { script: unknown }).script, {
    seed: 7,
    options: { episode_id: "a" },
    actions: [{ n: 1 }],
  });
});

Deno.test("loadPolicies() finds none where none is named", async () => {
  assert.deepEqual(await load(manifestWith("null"), {}), {});
});

Deno.test("loadPolicies() has no use for a state that no reset takes", async () => {
  assert.deepEqual(
    await load(manifestWith("{ form: injected_state, location: state.json }"), { "state.json": "{}" }),
    {},
  );
});

Deno.test("loadPolicies() resets to a state where resets take one", async () => {
  const implementation = defineEnvironment({
    name: "walk",
    action: z.object({}),
    observation: z.object({}),
    resetOptions: z.object({ injected_state: z.object({ at: z.int() }).optional() }),
  }).implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));
  await using folder = await makeTempFolder({ "state.json": '{ "at": 9 }' });
  const manifest = parseManifest(manifestWith("{ form: injected_state, location: state.json }"));
  const { oracle } = await loadPolicies({ manifest, folder: folder.path }, implementation);
  assert.deepEqual((oracle as unknown as { script: unknown }).script, {
    seed: 1,
    options: { injected_state: { at: 9 } },
    actions: [],
  });
});

const UNLOADABLE: readonly [location: string, text: string, says: RegExp][] = [
  ["gone.ts", "", /^Cannot load gone\.ts: Module not found/],
  ["oracle.ts", "export default () => {", /^Cannot load oracle\.ts: .* \(line 1, column \d+\)$/],
  ["oracle.ts", "throw new Error('no')", /^Cannot load oracle\.ts: no \(line 1, column 7\)$/],
  ["oracle.ts", "export default 7", /^Cannot use oracle\.ts: its default export is no policy, which is a function$/],
  ["gone.json", "", /^Cannot read gone\.json: there is no such file$/],
  ["oracle.json", "{", /^Cannot read oracle\.json: /],
  ["oracle.json", "[]", /^Cannot use oracle\.json: a script is an object with actions$/],
];

for (const [location, text, says] of UNLOADABLE) {
  Deno.test(`loadPolicies() makes of ${location} with ${JSON.stringify(text)} a policy that says why not`, async () => {
    const file = location.startsWith("gone") ? {} : { [location]: text };
    const { oracle } = await load(manifestWith(`{ form: script, location: ${location} }`), file);
    await assert.rejects(firstAction(oracle), { message: says });
  });
}
