import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import assert from "node:assert/strict";
import { Child } from "../tests/interop/child.ts";
import { fixture, runInProcess } from "./testdata/run_in_process.ts";

const MAIN = new URL("main.ts", import.meta.url).pathname;

Deno.test({
  name: "openenv mcp offers the tools to a stock client that starts it, by either kind of revision",
  // The SDK's client leaves the timers behind with which it waits for its child to end.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: playOverStdio,
});

async function playOverStdio(): Promise<void> {
  for (const mode of ["legacy", "auto"] as const) {
    const client = new Client({ name: "desktop", version: "1" }, { versionNegotiation: { mode } });
    const transport = new StdioClientTransport({
      command: Deno.execPath(),
      args: ["run", "--allow-all", MAIN, "mcp", fixture("noisy_counter.ts")],
      stderr: "pipe",
      env: Deno.env.toObject(),
    });
    let stderr = "";
    transport.stderr?.on("data", (chunk) => stderr += chunk);
    await client.connect(transport);
    assert.equal(client.getNegotiatedProtocolVersion(), mode === "legacy" ? "2025-11-25" : "2026-07-28");
    assert.equal(client.getInstructions(), "Counts aloud.");
    assert.deepEqual((await client.listTools()).tools.map(({ name }) => name), ["add"]);
    for (const count of [2, 4]) {
      const { structuredContent } = await client.callTool({ name: "add", arguments: { by: 2 } });
      assert.deepEqual(structuredContent, { result: count });
    }
    await client.close();
    for (const text of ["noise of the module", "noise of the tool", "adds 2", "the world has ended"]) {
      assert.ok(stderr.includes(text), stderr);
    }
  }
}

Deno.test("openenv mcp writes the protocol only to standard output, and ends with standard input or a signal", async () => {
  const initialize = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
  };
  for (const signal of [undefined, "SIGTERM"] as const) {
    const args = ["run", "--allow-all", MAIN, "mcp", fixture("noisy_counter.ts")];
    await using child = new Child({ command: Deno.execPath(), args });
    await child.writeLine(JSON.stringify(initialize));
    const answer = JSON.parse((await child.nextLine(60_000))!);
    assert.deepEqual([answer.id, answer.result.serverInfo.name], [1, "noisy_counter"]);
    if (signal === undefined) await child.endInput();
    else child.kill(signal);
    const { code, lines, stderr } = await child.finish(60_000);
    assert.deepEqual([code, lines], [0, []]);
    assert.match(stderr, /the world has ended/);
  }
});

Deno.test("openenv mcp refuses a target without tools in one line, and leaves the console as it was", async () => {
  const { console } = globalThis;
  for (
    const [target, why] of [
      [fixture("limited.ts"), /^error: Cannot host the tools of .*limited\.ts: it has none$/],
      [fixture("app.ts"), /^error: Cannot host the tools of .*app\.ts: it exports an app; name the module/],
      ["nope", /^error: Cannot find environment "nope"/],
    ] as const
  ) {
    const { code, printed, warned } = await runInProcess("mcp", target);
    assert.deepEqual([code, printed, warned.length], [1, [], 1]);
    assert.match(warned[0]!, why);
  }
  assert.equal(globalThis.console, console);
});
