import assert from "node:assert/strict";
import { processUsage } from "./process_usage.ts";

const onLinux = { ignore: Deno.build.os !== "linux" };

Deno.test({
  name: "processUsage() measures the processor time and the memory of this process",
  ...onLinux,
  fn() {
    const before = processUsage(Deno.pid)!;
    const kept = new Uint8Array(64 * 1024 * 1024).fill(1);
    const until = before.cpuS + 0.05;
    while (processUsage(Deno.pid)!.cpuS < until) kept.fill(2);
    const { memoryBytes } = processUsage(Deno.pid)!;
    assert.ok(memoryBytes >= 64 * 1024 * 1024, `${memoryBytes} bytes`);
  },
});

Deno.test({
  name: "processUsage() counts the memory of the processes that a process has started",
  ...onLinux,
  async fn() {
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    try {
      const alone = processUsage(child.pid)!;
      assert.ok(alone.memoryBytes > 0);
      const status = Deno.readTextFileSync("/proc/self/status");
      const own = 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]);
      assert.ok(processUsage(Deno.pid)!.memoryBytes > own);
    } finally {
      child.kill();
      await child.status;
    }
  },
});

Deno.test("processUsage() returns nothing for a process that does not exist", () => {
  assert.equal(processUsage(2 ** 30), undefined);
});
