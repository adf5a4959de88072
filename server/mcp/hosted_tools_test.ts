import assert from "node:assert/strict";
import { createApp } from "../app.ts";
import { silent } from "../testdata/silent.ts";
import { connectClient } from "../testdata/mcp_client.ts";
import { type Answer, openSession, reset, rpc } from "../testdata/rpc_client.ts";

const module = import.meta.resolve("../testdata/hosted_counter.ts");

for (const kind of ["inline", "worker", "process"] as const) {
  Deno.test(`tools work wherever the environment runs (${kind})`, async () => {
    const app = createApp({ module }, { host: { kind, workerOptions: true }, log: silent });
    await app.ready();
    const session_id = await openSession(app);
    const { url: path } = (await rpc(app, "openenv/session/agent", { session_id })).result;
    {
      await using connected = await connectClient(app, { path });
      const { client } = connected;
      const add = await client.callTool({ name: "add" });
      assert.deepEqual(add.content, [{
        type: "text",
        text: "NOT_RESET: Cannot step session: environment has not been reset",
      }]);
      await reset(app, session_id, { from: 5 });
      const controller = new AbortController();
      const reports: unknown[] = [];
      const hanging = client.callTool({ name: "misbehave", arguments: { how: "hang" } }, {
        signal: controller.signal,
        onprogress: (report) => {
          reports.push(report);
          controller.abort();
        },
      });
      await assert.rejects(hanging);
      assert.deepEqual(reports, [{ progress: 1, total: 2, message: "half" }]);
      assert.deepEqual((await client.callTool({ name: "add" })).structuredContent, { count: 6 });
    }
    const { steps } = (await rpc(app, "openenv/session/steps", { session_id })).result;
    assert.deepEqual(steps.map(({ reward, error_type }: Answer) => [reward, error_type]), [
      [null, "cancelled"],
      [0.1, null],
    ]);
    await app.close();
  });
}
