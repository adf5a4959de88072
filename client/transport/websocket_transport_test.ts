import assert from "node:assert/strict";
import { serveDeaf } from "../../tests/portable/deaf_server.ts";
import { runProgram } from "../../tests/portable/run_program.ts";

Deno.test("WebSocketTransport.close() lets the process end when the server reads nothing (#12)", async () => {
  await using server = serveDeaf();
  const program = new URL("../../tests/portable/close_program.ts", import.meta.url).pathname;
  const { code, stdout, stderr } = await runProgram(Deno.execPath(), ["run", "-A", program, server.url], {
    timeoutMs: 10_000,
  });
  assert.deepEqual([code, stdout, stderr], [0, "closed\nTIMEOUT\nclosed", ""]);
});
