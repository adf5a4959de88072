import { connect, HttpEnvClient } from "@openenv/client";
import { defineEnvironment, InvalidOptionError } from "@openenv/core";
import { tensor } from "@openenv/core/tensor";
import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "./app.ts";
import { serveForTest } from "./serve_for_test.ts";

const contract = defineEnvironment({
  name: "camera",
  action: z.object({ gain: tensor({ shape: [1], dtype: "float32" }) }),
  observation: z.object({
    frame: tensor({ shape: [16, 16, 3], dtype: "uint8" }),
    depth: tensor({ shape: [1, 2], dtype: "float32", layout: "nested" }),
  }),
});

const environment = contract.implement(() => {
  const [frame, depth] = [new Uint8Array(768), [new Float32Array(2)]];
  return {
    reset: () => ({ observation: { frame, depth } }),
    step: ({ gain }) => ({ observation: { frame: frame.map((_, index) => index * gain[0]!), depth: [[0.5, 1]] } }),
  };
});

const EXPECTED = Array.from({ length: 768 }, (_, index) => (index * 2) % 256);

Deno.test("a server sends tensors as lists over every way, and takes those of actions", async () => {
  await using server = await serveForTest(environment);
  await using socket = await connect(server.url, contract);
  await using http = await connect(server.url, contract, { transport: "http" });
  await using held = new HttpEnvClient(server.url, contract);
  await using plain = await connect(server.url);
  for (const env of [socket, http, held]) {
    assert.deepEqual((await env.reset()).observation, { frame: Array(768).fill(0), depth: [[0, 0]] });
    const { observation } = await env.step({ gain: new Float32Array([2]) });
    assert.deepEqual(observation, { frame: EXPECTED, depth: [[0.5, 1]] });
  }
  await plain.reset();
  assert.deepEqual((await plain.step({ gain: [2] })).observation.frame, EXPECTED);
  await assert.rejects(plain.step({ gain: [1, 2] }), { code: "VALIDATION_ERROR" });
});

Deno.test("GET /schema describes tensors so that any validator can check them", async () => {
  const app = createApp(environment);
  const { action, observation } = await (await app.fetch(new Request("http://localhost/schema"))).json();
  assert.deepEqual(action.properties.gain, {
    title: "Gain",
    type: "array",
    items: { type: "number", minimum: -3.4028234663852886e38, maximum: 3.4028234663852886e38 },
    minItems: 1,
    maxItems: 1,
    "x-tensor": { shape: [1], dtype: "float32", layout: "flat" },
  });
  assert.deepEqual(observation.properties.frame, {
    title: "Frame",
    type: "array",
    items: { type: "integer", minimum: 0, maximum: 255 },
    minItems: 768,
    maxItems: 768,
    "x-tensor": { shape: [16, 16, 3], dtype: "uint8", layout: "flat" },
  });
  const answer = await app.fetch(new Request("http://localhost/reset", { method: "POST", body: "{}" }));
  const sent = (await answer.json()).observation;
  const schema = z.fromJSONSchema(observation);
  assert.equal(schema.safeParse(sent).success, true);
  assert.equal(schema.safeParse({ ...sent, frame: sent.frame.with(0, 256) }).success, false);
  await app.close();
});

Deno.test("checkObservations of a server samples, and refuses every other word", async () => {
  const broken = contract.implement(() => ({
    reset: () => ({ observation: { frame: new Uint8Array(768), depth: [[0, 0]] } }),
    step: () => ({ observation: { frame: new Uint8Array(768), depth: [[0, 0]], extra: 1 } }),
  }));
  await using server = await serveForTest(broken, { checkObservations: "sampled" });
  await using env = await connect(server.url, contract, { allowSchemaMismatch: true }); // which checks nothing
  await env.reset();
  for (let step = 0; step < 16; step++) {
    await assert.rejects(env.step({ gain: [1] }), { code: "INVALID_OBSERVATION" });
  }
  assert.deepEqual((await env.step({ gain: [1] })).observation.depth, [[0, 0]]);
  assert.throws(() => createApp(broken, { checkObservations: "never" as never }), InvalidOptionError);
});

Deno.test("an observation that is not checked and can't be written is an error over every way, and the session goes on", async () => {
  const cycle: Record<string, unknown> = {};
  cycle.itself = cycle;
  let any: unknown = 1;
  const loose = defineEnvironment({ name: "loose", action: z.object({}), observation: z.object({ any: z.unknown() }) })
    .implement(() => ({ reset: () => ({ observation: { any } }), step: () => ({ observation: { any } }) }));
  await using server = await serveForTest(loose, { checkObservations: "sampled" });
  for (const transport of ["websocket", "http"] as const) {
    await using env = await connect(server.url, undefined, { transport });
    any = 1;
    await env.reset();
    for (let step = 0; step < 16; step++) await env.step({});
    for (const [unwritable, code] of [[1n, "EXECUTION_ERROR"], [cycle, "INVALID_OBSERVATION"]] as const) {
      any = unwritable;
      await assert.rejects(env.step({}), { code }, transport);
    }
    any = 2;
    assert.deepEqual((await env.step({})).observation, { any: 2 });
  }
});
