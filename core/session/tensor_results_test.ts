import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { AnyImplementation } from "../contract/contract.ts";
import type { StepResult } from "../result.ts";
import { tensor } from "../tensor.ts";
import { codeOf, errorOf } from "../testing_fixtures/settlement.ts";
import type { HostedEnvironment } from "./environment_host.ts";
import { InlineHost } from "./inline_host.ts";
import type { ObservationChecks } from "./session_settings.ts";

/** The values that a scripted environment returns. */
interface Script {
  // deno-lint-ignore no-explicit-any -- the point is to return what the types forbid
  readonly see: (step: number) => any;
  // deno-lint-ignore no-explicit-any -- as above
  readonly state?: () => any;
  // deno-lint-ignore no-explicit-any -- as above
  readonly transform?: (result: any) => any;
  readonly asynchronous?: boolean;
}

const contract = defineEnvironment({
  name: "camera",
  action: z.object({}),
  observation: z.object({
    pixels: tensor({ shape: [2], dtype: "uint8" }),
    label: z.string(),
    extra: z.unknown().optional(),
  }),
  state: z.object({ map: tensor({ shape: [2], dtype: "int8" }) }),
});

function scripted({ see, state, transform, asynchronous }: Script): AnyImplementation {
  return contract.implement(() => {
    let step = 0;
    const result = () => ({ observation: see(step++) });
    return {
      reset: () => ({ observation: { pixels: [0, 0], label: "reset" } }),
      step: () => asynchronous ? Promise.resolve(result()) : result(),
      state: state ?? (() => ({ map: [0, 0] })),
      ...(transform === undefined ? {} : { transform }),
    } as never;
  }) as AnyImplementation;
}

function started(script: Script, checkObservations?: ObservationChecks, copy?: boolean): HostedEnvironment {
  const host = new InlineHost(scripted(script), { log: () => {}, checkObservations, copy });
  const hosted = host.create() as HostedEnvironment;
  hosted.reset({}, 100);
  return hosted;
}

function seen(result: unknown): unknown {
  return (result as StepResult).observation;
}

Deno.test("a step sends tensors as lists, whichever way they came, and leaves the author's arrays alone", async () => {
  for (const asynchronous of [false, true]) {
    const pixels = new Uint8Array([1, 2]);
    const observation = { pixels, label: "a" };
    const hosted = started({ see: () => observation, asynchronous });
    const first = seen(await hosted.step({}, 100));
    pixels[0] = 9;
    const second = seen(await hosted.step({}, 100));
    assert.deepEqual([first, second], [{ pixels: [1, 2], label: "a" }, { pixels: [9, 2], label: "a" }]);
    assert.equal(observation.pixels, pixels);
  }
});

Deno.test("a step hands an observation without typed arrays on as it is where nothing is copied", () => {
  const observation = { pixels: [1, 2], label: "a" };
  assert.equal(seen(started({ see: () => observation }, "always", false).step({}, 100)), observation);
});

Deno.test("a transform sees what the author returned, and what it returns is converted", () => {
  const hosted = started({
    see: () => ({ pixels: new Uint8Array([1, 2]), label: "a" }),
    transform: (result: StepResult<{ pixels: Uint8Array; label: string }>) => {
      const { pixels, label } = result.observation;
      if (label === "reset") return result;
      assert.ok(pixels instanceof Uint8Array);
      return { ...result, observation: { pixels: pixels.map((pixel) => pixel * 2), label } };
    },
  });
  assert.deepEqual(seen(hosted.step({}, 100)), { pixels: [2, 4], label: "a" });
});

Deno.test("a step names the number that does not fit", async () => {
  const refused: readonly (readonly [pixels: unknown, message: string, path: unknown[]])[] = [
    [[1, 300], "observation.pixels[1] is 300, expected an integer from 0 to 255 (uint8)", ["pixels", 1]],
    [new Float32Array([1, NaN]), "observation.pixels[1] is NaN, expected an integer from 0 to 255 (uint8)", [
      "pixels",
      1,
    ]],
    [new Uint8Array(3), "observation.pixels has 3 numbers, expected 2 for a tensor of shape [2] (uint8)", ["pixels"]],
    [undefined, "observation.pixels is missing", ["pixels"]],
  ];
  for (const [pixels, message, path] of refused) {
    const error = await errorOf(() => started({ see: () => ({ pixels, label: "a" }) }).step({}, 100));
    assert.deepEqual([error.code, error.message, error.data.path], [
      "INVALID_OBSERVATION",
      `Cannot send observation: ${message}`,
      ["observation", ...path],
    ]);
  }
  const hostile = {
    label: "a",
    get pixels() {
      throw new Error("kaboom");
    },
  };
  const { message } = await errorOf(() => started({ see: () => hostile }).step({}, 100));
  assert.equal(message, "Cannot send observation: observation cannot be read: kaboom");
});

Deno.test("the state sends tensors as lists, and is always checked", async () => {
  const script: Script = {
    see: () => ({ pixels: [0, 0], label: "a" }),
    state: () => ({ map: new Int8Array([-1, 1]) }),
  };
  const { map } = started(script, "sampled").state(100) as Record<string, unknown>;
  assert.deepEqual(map, [-1, 1]);
  const wrong = started({ ...script, state: () => ({ map: [0, 128] }) }, "sampled");
  const { message } = await errorOf(() => wrong.state(100));
  assert.equal(message, "Cannot send state: state.map[1] is 128, expected an integer from -128 to 127 (int8)");
});

/** Returns the steps that were refused of an instance whose observations break its schema. */
async function refusedSteps(mode: ObservationChecks, steps: number): Promise<number[]> {
  const hosted = started({ see: () => ({ pixels: new Uint8Array([1, 2]), label: 5 }) }, mode);
  const refused: number[] = [];
  for (let step = 0; step < steps; step++) {
    try {
      assert.deepEqual(seen(await hosted.step({}, 100)), { pixels: [1, 2], label: 5 });
    } catch (error) {
      assert.equal((error as { code: string }).code, "INVALID_OBSERVATION");
      refused.push(step);
    }
  }
  return refused;
}

Deno.test("sampled checks see the first 16 steps and one in 64 after that; tensors are lists in every step", async () => {
  const first = [...Array(16).keys()];
  assert.deepEqual(await refusedSteps("sampled", 256), [...first, 91, 182, 209]);
  assert.equal((await refusedSteps("always", 100)).length, 100);
});

/** Returns a step that is not checked. */
function unchecked(observation: unknown): () => unknown {
  let current: unknown = { pixels: [0, 0], label: "a" };
  const hosted = started({ see: () => current }, "sampled");
  for (let step = 0; step < 16; step++) hosted.step({}, 100);
  current = observation;
  return () => hosted.step({}, 100);
}

Deno.test("a step that is not checked still refuses what no frame could be made of, and tensors that do not fit", async () => {
  class Seen {
    pixels = [0, 0];
  }
  for (const observation of [undefined, null, "text", [1], new Seen(), { pixels: [0, 256] }, { metadata: {} }]) {
    assert.equal(await codeOf(unchecked(observation)), "INVALID_OBSERVATION", String(observation));
  }
  assert.deepEqual(seen(unchecked({ pixels: [0, 1], label: NaN, more: 1 })()), { pixels: [0, 1], label: NaN, more: 1 });
});

Deno.test("a step refuses an observation that says itself what JSON makes of it, checked or not", async () => {
  const observation = { pixels: [0, 1], label: "a", toJSON: () => "text" };
  assert.equal(await codeOf(unchecked(observation)), "INVALID_OBSERVATION");
  Object.defineProperty(observation, "toJSON", { enumerable: false });
  for (const call of [unchecked(observation), () => started({ see: () => observation }).step({}, 100)]) {
    const { message } = await errorOf(call);
    assert.equal(message, "Cannot send observation: observation.toJSON is a function, which JSON cannot carry");
  }
});

Deno.test("every reset is checked, and so are the rewards and the info of every step, in sampled mode", async () => {
  let returned: unknown = { observation: { pixels: [0, 0], label: "a" } };
  const environment = contract.implement(() =>
    ({ reset: () => returned, step: () => returned, state: () => ({}) }) as never
  );
  const host = new InlineHost(environment as AnyImplementation, { log: () => {}, checkObservations: "sampled" });
  const hosted = host.create() as HostedEnvironment;
  hosted.reset({}, 100);
  for (let step = 0; step < 20; step++) hosted.step({}, 100);
  returned = { observation: { pixels: [0, 0], label: "a" }, reward: NaN };
  assert.equal(await codeOf(() => hosted.step({}, 100)), "INVALID_REWARD");
  returned = { observation: { pixels: [0, 0], label: "a" }, info: { n: NaN } };
  assert.equal(await codeOf(() => hosted.step({}, 100)), "INVALID_OBSERVATION");
  returned = { observation: { pixels: [0, 0], label: 5 } };
  assert.equal(await codeOf(() => hosted.reset({}, 100)), "INVALID_OBSERVATION");
});
