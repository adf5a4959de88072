import { defineEnvironment, rubric } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { connect } from "./connect.ts";

const environment = defineEnvironment({ name: "scored", action: z.object({}), observation: z.object({}) })
  .implement(() => ({
    reset: () => ({ observation: {} }),
    step: () => ({ observation: {} }),
    rubric: rubric({ one: [() => 1, 0.5], half: [() => 0.5, 0.5] }),
  }));

Deno.test("includeRubricScores of a client in the same process puts the scores into info.rubric, copied or not", async () => {
  for (const copy of [true, false]) {
    await using env = await connect(environment, { includeRubricScores: true, copy });
    await env.reset();
    assert.deepEqual((await env.step({})).info, { rubric: { one: 1, half: 0.5 } });
  }
  await using plain = await connect(environment);
  await plain.reset();
  assert.deepEqual((await plain.step({})).info, {});
});
