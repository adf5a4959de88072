import { defineEnvironment, InvalidObservationError, InvalidOptionError, ValidationError } from "@openenv/core";
import { tensor } from "@openenv/core/tensor";
import assert from "node:assert/strict";
import { z } from "zod";
import { connect } from "./connect.ts";

const contract = defineEnvironment({
  name: "arm",
  action: z.object({
    torque: tensor({ shape: [2], dtype: "float32" }),
    grip: z.optional(tensor({ shape: [1, null], dtype: "uint8", layout: "nested" })),
  }),
  observation: z.object({
    joints: tensor({ shape: [2], dtype: "float64" }),
    frame: tensor({ shape: [20, 20], dtype: "uint8" }),
  }),
  state: z.object({ map: tensor({ shape: [1], dtype: "int16" }) }),
  resetOptions: z.object({ joints: z.optional(tensor({ shape: [2], dtype: "float64" })) }),
});

/** An environment that returns the same typed arrays every time and keeps the actions it received. */
function makeArm() {
  const [joints, frame, map] = [new Float64Array(2), new Uint8Array(400), new Int16Array([7])];
  const actions: unknown[] = [];
  const environment = contract.implement(() => ({
    reset(options) {
      joints.set([...options.joints ?? [0, 0]]);
      return { observation: { joints, frame } };
    },
    step(action) {
      actions.push(action);
      joints.forEach((joint, index) => joints[index] = joint + action.torque[index]!);
      return { observation: { joints, frame: frame.fill(actions.length) } };
    },
    state: () => ({ map }),
  }));
  return { environment, actions, joints };
}

Deno.test("a client in the same process reads tensors as lists of its own, copied or not", async () => {
  for (const copy of [true, false]) {
    const { environment, joints } = makeArm();
    await using env = await connect(environment, { copy });
    const first = (await env.reset({ joints: new Float64Array([0.5, 1]) })).observation;
    const second = (await env.step({ torque: new Float32Array([1, 2]) })).observation;
    assert.deepEqual([first.joints, second.joints], [[0.5, 1], [1.5, 3]]);
    assert.deepEqual([first.frame, second.frame], [Array(400).fill(0), Array(400).fill(1)]);
    assert.deepEqual([...joints], [1.5, 3]);
    assert.deepEqual((await env.state()).map, [7]);
    assert.deepEqual(Float32Array.from(second.joints), new Float32Array([1.5, 3]));
  }
});

Deno.test("a client sends the tensors of an action as lists, and leaves the caller's arrays alone", async () => {
  for (const copy of [true, false]) {
    const { environment, actions } = makeArm();
    await using env = await connect(environment, { copy });
    await env.reset();
    const given = { torque: new Float32Array([0.5, -0.5]), grip: [new Uint8Array([1, 2])] };
    await env.step(given);
    await env.step({ torque: [1, 2] });
    assert.deepEqual(actions, [{ torque: [0.5, -0.5], grip: [[1, 2]] }, { torque: [1, 2] }]);
    assert.ok(given.torque instanceof Float32Array && given.grip[0] instanceof Uint8Array);
    const refused = await env.step({ torque: [1, NaN] }).catch((error: unknown) => error);
    assert.ok(refused instanceof ValidationError);
    assert.deepEqual(refused.data.errors[0]!.loc, ["torque", 1]);
  }
});

Deno.test("checkObservations of a client in the same process samples, and refuses every other word", async () => {
  const broken = contract.implement(() => ({
    reset: () => ({ observation: { joints: [0, 0], frame: new Uint8Array(400) } }),
    step: () => ({ observation: { joints: [0, 0], frame: new Uint8Array(400), extra: 1 } }),
    state: () => ({ map: [0] }),
  }));
  await using env = await connect(broken, { checkObservations: "sampled" });
  await env.reset();
  for (let step = 0; step < 16; step++) await assert.rejects(env.step({ torque: [0, 0] }), InvalidObservationError);
  assert.deepEqual((await env.step({ torque: [0, 0] })).observation.joints, [0, 0]);
  await assert.rejects(connect(broken, { checkObservations: "often" as never }), InvalidOptionError);
});

Deno.test("what an observation that is not checked loses on the way is what JSON loses", async () => {
  const loose = defineEnvironment({ name: "loose", action: z.object({}), observation: z.object({ any: z.unknown() }) });
  let any: unknown = 1;
  const environment = loose.implement(() => ({
    reset: () => ({ observation: { any } }),
    step: () => ({ observation: { any } }),
  }));
  await using env = await connect(environment, { checkObservations: "sampled" });
  await env.reset();
  for (let step = 0; step < 16; step++) await env.step({});
  const arrived: readonly (readonly [sent: unknown, observation: unknown])[] = [
    [NaN, { any: null }],
    [undefined, {}],
    [new Float32Array([1, 2]), { any: { 0: 1, 1: 2 } }],
    [new Map([[1, 2]]), { any: {} }],
    [new Date(0), { any: "1970-01-01T00:00:00.000Z" }],
  ];
  for (const [sent, observation] of arrived) {
    any = sent;
    assert.deepEqual((await env.step({})).observation, observation);
  }
  any = 1n;
  await assert.rejects(env.step({}), { code: "EXECUTION_ERROR" });
  any = 2;
  assert.deepEqual((await env.step({})).observation, { any: 2 });
});
