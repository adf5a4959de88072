import { connect, type EnvClient } from "@openenv/client";
import assert from "node:assert/strict";
import { serveForTest } from "../serve_for_test.ts";
import { drawn, PNG } from "./testing_fixtures/drawn.ts";

const module = import.meta.resolve("./testing_fixtures/drawn.ts");
const VIEW = {
  rendering: { text: "<script>alert(1)</script>\x1b[31m", png: PNG, table: { rows: [["a", 1]] } },
  actions: [{ label: "again", action: { draw: "all" } }],
};

for (const kind of ["inline", "worker", "process"] as const) {
  for (const transport of ["websocket", "http"] as const) {
    Deno.test(`render() is the same through every host, and harms no episode (${kind}, ${transport})`, async () => {
      await using server = await serveForTest({ module }, { host: { kind, workerOptions: true } });
      await using env = await connect(server.url, drawn, { transport });
      await assert.rejects(env.render(), { code: "NOT_RESET" });
      await env.reset();
      assert.deepEqual(await env.render(), VIEW);
      await env.step({ draw: "throw" });
      await assert.rejects(env.render(), { code: "EXECUTION_ERROR", message: "no ink" });
      await env.step({ draw: "wrong" });
      const message = "Cannot show rendering: rendering.picture is unknown; a drawing has text, svg, png and table";
      await assert.rejects(env.render(), { code: "INVALID_RENDERING", message });
      await env.step({ draw: "all" });
      assert.deepEqual(await env.render(), VIEW);
      assert.equal((await env.state()).step_count, 3);
      const log = server.logged.join("\n");
      assert.match(log, /drawn failed in render: no ink \(environment drawn, session .*call render\)/);
    });
  }
}

for (const deed of ["loop", "hang"] as const) {
  Deno.test(`render() that does not end is a TIMEOUT of its session alone (process, ${deed})`, async () => {
    await using server = await serveForTest({ module }, { host: { kind: "process" }, limits: { renderMs: 300 } });
    const open = (): Promise<EnvClient<typeof drawn>> => connect(server.url, drawn);
    await using env = await open();
    await using other = await open();
    await Promise.all([env.reset(), other.reset()]);
    await env.step({ draw: deed });
    const drawing = assert.rejects(env.render(), { code: "TIMEOUT" });
    assert.deepEqual(await other.render(), VIEW);
    await drawing;
    await assert.rejects(env.step({ draw: "all" }), { code: "SESSION_BROKEN" });
    await env.reset();
    assert.deepEqual(await env.render(), VIEW);
  });
}
