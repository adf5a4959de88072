import { connect } from "@openenv/client";
import { defineEnvironment, InvalidRewardError, rubric, RubricFailedError, UnscoredError } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "./serve_for_test.ts";

const contract = defineEnvironment({
  name: "scored",
  action: z.object({ score: z.number().nullable() }),
  observation: z.object({}),
});

/** Scores what the action says; 2 is NaN, 3 throws, and `null` can't be scored. */
const environment = contract.implement(() => ({
  reset: () => ({ observation: {} }),
  step: () => ({ observation: {} }),
  rubric: rubric({
    told: [async ({ score }) => {
      await Promise.resolve();
      if (score === null) throw new UnscoredError("nothing was told");
      if (score === 3) throw new Error("boom");
      return score === 2 ? NaN : score;
    }, 0.5],
    fixed: [() => 1, 0.5],
  }),
}));

Deno.test("includeRubricScores of a server puts the scores into info.rubric, as metadata on the wire", async () => {
  await using server = await serveForTest(environment, { includeRubricScores: true });
  await using env = await connect(server.url, contract);
  await env.reset();
  const { reward, info } = await env.step({ score: 0.5 });
  assert.deepEqual([reward, info], [0.75, { rubric: { told: 0.5, fixed: 1 } }]);
});

Deno.test("without includeRubricScores a server sends none", async () => {
  await using server = await serveForTest(environment);
  await using env = await connect(server.url, contract);
  await env.reset();
  assert.deepEqual((await env.step({ score: 0.5 })).info, {});
});

Deno.test("a step that can't be scored has no reward and says why, and a failing rubric is the same error at the client", async () => {
  await using server = await serveForTest(environment);
  await using env = await connect(server.url, contract);
  await env.reset();
  const { reward, info } = await env.step({ score: null });
  assert.deepEqual([reward, info], [null, { reward_error: { rubric: "told", message: "nothing was told" } }]);
  await assert.rejects(env.step({ score: 2 }), (error) => {
    assert.ok(error instanceof InvalidRewardError);
    return error.data.rubric === "told";
  });
  await assert.rejects(env.step({ score: 3 }), (error) => {
    assert.ok(error instanceof RubricFailedError);
    assert.deepEqual(error.data, { rubric: "told", part: "forward" });
    return error.message === 'Cannot run forward of rubric "told": boom';
  });
  assert.equal((await env.step({ score: 1 })).reward, 1);
});
