import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../../server/serve_for_test.ts";
import { connect } from "../connect.ts";
import { startCuttingProxy } from "../testing_fixtures/cutting_proxy.ts";
import { sleep } from "../testing_fixtures/servers.ts";

const contract = defineEnvironment({
  name: "counting",
  action: z.object({ size: z.int().default(0) }),
  observation: z.object({ steps: z.int(), text: z.string() }),
  state: z.object({ states: z.int() }),
  requiresReset: false,
});

/** An environment that counts what is executed. */
function makeCounting(resetSize = 0) {
  const counts = { instances: 0, resets: 0, steps: 0, states: 0, closed: 0 };
  const environment = contract.implement(() => {
    counts.instances++;
    return {
      reset: () => ({ observation: { steps: counts.resets++, text: "x".repeat(resetSize) } }),
      async step({ size }) {
        counts.steps++;
        await sleep(20);
        return { observation: { steps: counts.steps, text: "x".repeat(size) } };
      },
      state: () => ({ states: ++counts.states }),
      close: () => void counts.closed++,
    };
  });
  return { environment, counts };
}

for (const when of ["at once", "when answered"] as const) {
  Deno.test(`a call over HTTP is executed once when its connection is cut ${when} (#12)`, async () => {
    const { environment, counts } = makeCounting();
    await using server = await serveForTest(environment);
    await using proxy = startCuttingProxy(server.url);
    const env = await connect(proxy.url, contract, { transport: "http" });
    const cut = async (route: string, call: () => Promise<unknown>) => {
      proxy.cuts.set(route, when);
      proxy.asked.length = 0;
      const result = await call();
      assert.deepEqual(proxy.asked, [route, route], "the runtime sends the request again");
      return result;
    };
    await cut("POST /reset", () => env.reset());
    await cut("POST /step", () => env.step({}));
    assert.deepEqual((await env.step({})).observation, { steps: 2, text: "" });
    await cut("POST /reset", () => env.reset());
    await cut("GET /state", () => env.state());
    assert.equal(server.app.sessionCount, 1);
    await cut("DELETE /session", () => env.close());
    assert.deepEqual(counts, { instances: 1, resets: 2, steps: 2, states: 1, closed: 1 });

    await using second = await connect(proxy.url, contract, { transport: "http" });
    await cut("POST /mcp", async () => {
      const step = await second.step({});
      assert.equal(proxy.asked.pop(), "POST /step");
      return step;
    });
    assert.deepEqual([server.app.sessionCount, counts.instances, counts.steps], [1, 2, 3]);
  });
}

Deno.test("a call over HTTP whose answer was too large to keep is not executed again (#12)", async () => {
  const { environment, counts } = makeCounting(100_000);
  await using server = await serveForTest(environment);
  await using proxy = startCuttingProxy(server.url);
  const env = await connect(proxy.url, contract, { transport: "http" });
  proxy.cuts.set("POST /reset", "when answered");
  await assert.rejects(env.reset(), { name: "ReplyNotKeptError", code: "REPLY_NOT_KEPT" });
  assert.deepEqual([counts.resets, server.app.sessionCount], [1, 1]);
  await env.step({});
  proxy.cuts.set("POST /step", "at once");
  await assert.rejects(env.step({ size: 100_000 }), { code: "REPLY_NOT_KEPT" });
  assert.equal((await env.step({})).observation.steps, 3);
  await env.close();
  assert.deepEqual([counts.instances, server.app.sessionCount], [1, 0]);
});
