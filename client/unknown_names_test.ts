import { defineEnvironment } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../server/serve_for_test.ts";
import { connect } from "./connect.ts";
import type { EnvClient } from "./env_client.ts";
import { refuseUnknown } from "./sent_data.ts";

const quiz = defineEnvironment({
  name: "quiz",
  action: z.object({}),
  observation: z.object({}),
  resetOptions: z.object({ level: z.int().optional() }),
  tasks: tasksFromArrays({ train: [{ n: 1 }, { n: 2 }], test: [{ n: 3 }] }),
});
const environment = quiz.implement(() => ({
  reset: () => ({ observation: {} }),
  step: () => ({ observation: {} }),
}));

/** Says why a reset with these options is refused, by a client of each kind. */
async function refusals(options: object): Promise<Record<"local" | "typed" | "untyped", string>> {
  await using server = await serveForTest(environment);
  await using local = await connect(environment);
  await using typed = await connect(server.url, quiz);
  await using untyped = await connect(server.url);
  const reasonOf = async (env: Pick<EnvClient, "reset">) => {
    const error = await env.reset(options as never).then(() => assert.fail("it is not refused"), (thrown) => thrown);
    assert.equal(error.code, "VALIDATION_ERROR");
    return error.message as string;
  };
  const ways = [local, typed, untyped] as Pick<EnvClient, "reset">[];
  const [first, second, third] = await Promise.all(ways.map(reasonOf));
  return { local: first!, typed: second!, untyped: third! };
}

Deno.test("an unknown reset option is refused with the known ones, and the nearest", async () => {
  const known = "it has seed, episode_id, max_steps, split, index, task_id, level; the nearest is level";
  const { local, typed, untyped } = await refusals({ levl: 1 });
  const all = [local, typed, untyped];
  assert.deepEqual(all, all.map(() => `Cannot reset: the environment has no option levl; ${known}`));
  assert.match((await refusals({ sed: 1 })).untyped, /; the nearest is seed$/);
});

Deno.test("an unknown reset option is refused with the common ones if a server does not say which it has", () => {
  const message =
    "Cannot reset: the environment has no option levl; beside its own, it has seed, episode_id, max_steps";
  assert.throws(() => refuseUnknown(["levl"]), { code: "VALIDATION_ERROR", message });
});

Deno.test("an unknown split or task is refused with the known ones, and the nearest", async () => {
  for (const reason of Object.values(await refusals({ split: "tran" }))) {
    assert.match(reason, /split: Input should be the name of a split: "train", "test"; the nearest is "train"$/);
  }
  for (const reason of Object.values(await refusals({ task_id: "train-9" }))) {
    assert.match(
      reason,
      /task_id: Input should be the id of a task, such as "train-0", "train-1", "test-0"; the nearest is "train-0"$/,
    );
  }
});
