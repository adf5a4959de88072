import { parseManifest } from "@openenv/registry/manifest";
import { type AnyContract, defineEnvironment, type PolicyFactory, Random } from "@openenv/core";
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
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

/** Loads the policies of a package, uses them, and ends their processes. */
async function withPolicies(
  manifest: string,
  files: Readonly<Record<string, string>>,
  use: (policies: Policies) => Promise<void> | void,
  contract?: AnyContract,
): Promise<void> {
  await using folder = await makeTempFolder(files);
  await using stack = new AsyncDisposableStack();
  const declared = { manifest: parseManifest(manifest), folder: pathToFileURL(`${folder.path}/`) };
  await use(await loadPolicies(declared, contract, stack));
}

async function firstAction(policy: PolicyFactory | undefined, seed = 1): Promise<unknown> {
  const act = await policy!({ random: new Random(1), seed, state: () => Promise.resolve({ secret: 5 }) });
  return await act({ observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} });
}

Deno.test("loadPolicies() plays modules in processes of their own", () => {
  const text = manifestWith("{ form: script, location: oracle.ts }", "random_policy: ./random.js");
  const files = {
    "oracle.ts": `globalThis.patched = true;
export default async ({ state }: { state: () => Promise<{ secret: number }> }) => {
  const { secret } = await state();
  return (result: { reward: number | null }) => ({ best: result.reward, secret });
};`,
    "random.js": "export default async ({ random }) => () => ({ any: random.int(1, 1), patched: globalThis.patched });",
  };
  return withPolicies(text, files, async ({ oracle, randomPolicy }) => {
    assert.deepEqual(await firstAction(oracle), { best: null, secret: 5 });
    assert.deepEqual(await firstAction(randomPolicy), { any: 1 });
    assert.ok(!("patched" in globalThis));
  });
});

Deno.test("loadPolicies() reads a script", () => {
  const plan = '{ "plan_schema_version": "1", "reset": { "episode_id": "a", "seed": 7 }, "actions": [{ "n": 1 }] }';
  const text = manifestWith("{ form: script, location: plan.json }");
  return withPolicies(text, { "plan.json": plan }, async ({ oracle }) => {
    assert.deepEqual(await firstAction(oracle), { n: 1 });
    assert.deepEqual((oracle as unknown as { script: unknown }).script, {
      seed: 7,
      options: { episode_id: "a" },
      actions: [{ n: 1 }],
    });
  });
});

Deno.test("loadPolicies() finds none where none is named", () =>
  withPolicies(manifestWith("null"), {}, (policies) => assert.deepEqual(policies, {})));

Deno.test("loadPolicies() has no use for a state that no reset takes", () =>
  withPolicies(
    manifestWith("{ form: injected_state, location: state.json }"),
    { "state.json": "{}" },
    (policies) => assert.deepEqual(policies, {}),
  ));

Deno.test("loadPolicies() resets to a state where resets take one", () => {
  const contract = defineEnvironment({
    name: "walk",
    action: z.object({}),
    observation: z.object({}),
    resetOptions: z.object({ injected_state: z.object({ at: z.int() }).optional() }),
  });
  const text = manifestWith("{ form: injected_state, location: state.json }");
  return withPolicies(text, { "state.json": '{ "at": 9 }' }, ({ oracle }) => {
    assert.deepEqual((oracle as unknown as { script: unknown }).script, {
      seed: 1,
      options: { injected_state: { at: 9 } },
      actions: [],
    });
  }, contract);
});

Deno.test("a policy that ends its process says so, and the next episode starts another one", () => {
  const files = { "oracle.ts": "export default ({ seed }) => () => seed === 1 ? Deno.exit(3) : { n: seed };" };
  return withPolicies(manifestWith("{ form: script, location: oracle.ts }"), files, async ({ oracle }) => {
    await assert.rejects(firstAction(oracle), { message: "its process exited with code 3" });
    assert.deepEqual(await firstAction(oracle, 2), { n: 2 });
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
    await withPolicies(manifestWith(`{ form: script, location: ${location} }`), file, async ({ oracle }) => {
      await assert.rejects(firstAction(oracle), { message: says });
    });
  });
}
