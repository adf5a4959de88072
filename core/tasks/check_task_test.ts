import assert from "node:assert/strict";
import { toPublicTask } from "./check_task.ts";

Deno.test("toPublicTask() puts the id in front and leaves the private part out", () => {
  const task = { id: "train-0", public: { b: 1, a: [null] }, private: { answer: 2 }, split: "train", index: 0 };
  assert.equal(JSON.stringify(toPublicTask(task)), '{"id":"train-0","b":1,"a":[null]}');
});

Deno.test("toPublicTask() refuses an id in the public part that differs", () => {
  assert.deepEqual(toPublicTask({ id: "a", public: { id: "a" } }), { id: "a" });
  assert.throws(() => toPublicTask({ id: "a", public: { id: "b" } }), {
    code: "INVALID_TASKS",
    message: 'Cannot send task "a": its public part has a key id that differs',
  });
});

Deno.test("toPublicTask() refuses what JSON cannot carry", () => {
  for (
    const [value, kind] of [[NaN, "NaN"], [undefined, "undefined"], [new Date(0), "Date"], [() => 1, "a function"]]
  ) {
    assert.throws(() => toPublicTask({ id: "a", public: { deep: [value] } }), {
      code: "INVALID_TASKS",
      message: `Cannot send task "a": public.deep[0] is ${kind}, which JSON cannot carry`,
    });
  }
});
