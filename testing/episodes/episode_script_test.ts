import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { DefinitionError } from "../../core/errors/error_classes.ts";
import { Random } from "../../core/random.ts";
import { createScriptedPolicy, parseEpisodeScript, scriptOf } from "./episode_script.ts";

const ACTIONS = [{ move: "UP" }, { move: "DOWN" }];

Deno.test("parseEpisodeScript() reads a plan in full, and one that leaves out all but the actions", () => {
  const reset = { episode_id: "val-1", seed: 7, options: { random_start: true } };
  assert.deepEqual(parseEpisodeScript({ plan_schema_version: "1", reset, actions: ACTIONS }), {
    seed: 7,
    options: { random_start: true, episode_id: "val-1" },
    actions: ACTIONS,
  });
  assert.deepEqual(parseEpisodeScript({ actions: [] }), { seed: 1, options: {}, actions: [] });
});

const REFUSED: readonly [value: unknown, why: string][] = [
  [null, "a script is an object with actions"],
  [[], "a script is an object with actions"],
  [{}, "actions is a list of objects"],
  [{ actions: [1] }, "actions is a list of objects"],
  [{ actions: [], plan_schema_version: 1 }, 'plan_schema_version is "1"'],
  [{ actions: [], action: {} }, "action is no key of a script, which has plan_schema_version, reset, actions"],
  [{ actions: [], reset: 7 }, "reset is an object"],
  [{ actions: [], reset: { sed: 7 } }, "reset.sed is no key of a reset, which has episode_id, seed, options"],
  [{ actions: [], reset: { seed: 1.5 } }, "reset.seed is an integer"],
  [{ actions: [], reset: { seed: "7" } }, "reset.seed is an integer"],
  [{ actions: [], reset: { episode_id: 7 } }, "reset.episode_id is a text"],
  [{ actions: [], reset: { options: [] } }, "reset.options is an object"],
];

for (const [value, why] of REFUSED) {
  Deno.test(`parseEpisodeScript() refuses ${JSON.stringify(value)}`, () => {
    assert.throws(() => parseEpisodeScript(value, "plan.json"), (thrown) => {
      assert.ok(thrown instanceof DefinitionError);
      assert.deepEqual([thrown.message, thrown.data], [`Cannot use plan.json: ${why}`, { part: "plan.json" }]);
      return true;
    });
  });
}

Deno.test("parseEpisodeScript() returns a script or throws a DefinitionError, whatever it is given", () => {
  const almost = fc.record({ plan_schema_version: fc.jsonValue(), reset: fc.jsonValue(), actions: fc.jsonValue() }, {
    requiredKeys: [],
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), almost), (value) => {
      try {
        assert.ok(Array.isArray(parseEpisodeScript(value).actions));
      } catch (thrown) {
        assert.ok(thrown instanceof DefinitionError);
      }
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("createScriptedPolicy() plays the actions in turn in every episode, and then gives up", async () => {
  const factory = createScriptedPolicy({ seed: 7, options: {}, actions: ACTIONS });
  const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
  for (let episode = 0; episode < 2; episode++) {
    const act = await factory({ random: new Random(1), seed: 7, state: () => Promise.resolve({}) });
    assert.deepEqual([await act(result), await act(result), await act(result)], [...ACTIONS, undefined]);
  }
});

Deno.test("scriptOf() tells a scripted policy from others", () => {
  const script = { seed: 7, options: {}, actions: ACTIONS };
  assert.equal(scriptOf(createScriptedPolicy(script)), script);
  assert.equal(scriptOf(() => () => undefined), undefined);
});
