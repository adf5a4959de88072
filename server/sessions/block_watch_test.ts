import { connect } from "@openenv/client";
import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../serve_for_test.ts";

const contract = defineEnvironment({
  name: "sleepy",
  action: z.object({ ms: z.number() }),
  observation: z.object({}),
  resetOptions: z.object({ ms: z.number().default(0) }),
});

function block(ms: number) {
  for (const end = performance.now() + ms; performance.now() < end;);
  return { observation: {} };
}

const sleepy = contract.implement(() => ({
  reset: ({ ms }) => block(ms),
  step: async ({ ms }) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return block(ms);
  },
}));

const rest = () => new Promise((resolve) => setTimeout(resolve, 400));
const warnings = (logged: unknown[][]) => logged.map(String).filter((line) => /blocked/.test(line));

for (const call of ["step", "reset"] as const) {
  Deno.test(`a ${call} that blocks the event loop is named in the log, once`, async () => {
    await using server = await serveForTest(sleepy);
    await using env = await connect(server.url, contract);
    await env.reset();
    await env.step({ ms: 1 });
    await rest();
    assert.deepEqual(warnings(server.logged), []);
    for (let times = 0; times < 2; times++) {
      await (call === "step" ? env.step({ ms: 900 }) : env.reset({ ms: 900 }));
      await rest();
    }
    const [warning, ...more] = warnings(server.logged);
    assert.match(warning!, RegExp(`^Warning: sleepy blocked the event loop .* in a ${call}; .*process`));
    assert.deepEqual(more, []);
  });
}

Deno.test("a call that only waits does not block", async () => {
  const waiting = contract.implement(() => ({
    reset: () => ({ observation: {} }),
    step: ({ ms }) => new Promise((resolve) => setTimeout(() => resolve({ observation: {} }), ms)),
  }));
  await using server = await serveForTest(waiting);
  await using env = await connect(server.url, contract);
  await env.reset();
  await env.step({ ms: 900 });
  await rest();
  assert.deepEqual(warnings(server.logged), []);
});
