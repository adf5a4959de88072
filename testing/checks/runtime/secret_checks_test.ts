import assert from "node:assert/strict";
import type { EpisodeContext } from "../../../core/context.ts";
import type { StepReturn } from "../../../core/result.ts";
import { Walk, walk, type WalkAction, type WalkObservation } from "../../testing_fixtures/faults/walk.ts";
import { createCheckContext } from "../../check_context.ts";
import { createLocalSubject } from "../../subjects/local_subject.ts";
import { runChecks } from "../../run_checks.ts";
import { SECRET_CHECKS } from "./secret_checks.ts";

/** Runs the checks on a walk whose steps show something, and whose tasks keep something. */
async function check(secret: unknown, show: (action: WalkAction) => unknown, open: Record<string, unknown> = {}) {
  class Shows extends Walk {
    override step(action: WalkAction, context: EpisodeContext): StepReturn<WalkObservation> {
      const result = super.step(action, context) as StepReturn<WalkObservation>;
      return { ...result, observation: { ...result.observation, extra: show(action) } };
    }
  }
  const tasks = {
    splits: () => ["train"],
    numTasks: () => 1,
    getTask: () => ({ id: "t", public: open, private: secret }),
  };
  const subject = createLocalSubject(walk(() => new Shows(), { tasks }));
  const context = createCheckContext({ subject, play: { episodes: 2, maxSteps: 20 } });
  const { results } = await runChecks(SECRET_CHECKS, context, { levels: ["runtime"], target: "walk" });
  return results[0]!;
}

Deno.test("runtime.no_private_task_part finds a secret by its names, wherever they are", async () => {
  const shown: readonly [secret: unknown, shown: unknown][] = [
    [{ goal: { x: 3 } }, { seen: { goal: { x: 3 } } }],
    [{ goal: { x: 3 } }, [{ goal: [{ x: 3 }] }]],
    [{ key: "ab" }, { key: "ab" }],
    [["sesame"], "it is sesame!"],
    ["sesame", ["sesame"]],
    [{ word: "Sesame" }, ["OPEN SESAME"]],
    [{ key: 48_151 }, "148151, no, 48151."],
  ];
  for (const [secret, value] of shown) assert.equal((await check(secret, () => value)).status, "fail");
});

Deno.test("runtime.no_private_task_part lets pass what tells nothing", async () => {
  const harmless: readonly [secret: unknown, shown: unknown, open?: Record<string, unknown>][] = [
    [{ goal: { x: 3 } }, { x: 3 }],
    [{ goal: { x: 3 } }, { goal: { x: 4 } }],
    [{ key: "ab" }, "cab"],
    [{ key: null }, { key: null }],
    [undefined, { key: 1 }],
    [{ word: "sesame" }, "sesame", { hint: "open sesame" }],
    [{ key: 7 }, { key: 7 }, { key: 7 }],
    [{ key: 2024 }, "the year 2024"],
    [{ key: 48_151 }, "148151, 48151.5, 48.48151 and 481510"],
    [{ key: 48_151 }, "48151", { sum: 48_151 }],
    [{ word: "sesame" }, "Open SESAME", { hint: "Sesame street" }],
  ];
  for (const [secret, value, open] of harmless) assert.equal((await check(secret, () => value, open)).status, "pass");
});

Deno.test("runtime.no_private_task_part lets an observation repeat what the agent has said itself", async () => {
  const { status } = await check({ by: 2 }, ({ by }) => ({ guess: { by } }));
  assert.equal(status, "pass");
});

Deno.test("runtime.no_private_task_part says where the secret is, and where it is kept", async () => {
  const { measured, evidence } = await check({ words: ["open", "sesame"] }, () => ["x", { said: "sesame" }]);
  assert.deepEqual(evidence, [
    "the answer to step 1: observation.extra[1].said has what the task keeps as private.words[1]",
  ]);
  assert.deepEqual([measured.seen, measured.options], ["sesame", {
    episode_id: "openenv-check",
    split: "train",
    index: 0,
  }]);
});
