import assert from "node:assert/strict";
import { Progress } from "./progress.ts";

Deno.test("Progress shows what runs, and removes its line at the end", () => {
  const lines: string[] = [];
  {
    using progress = new Progress((line) => void lines.push(line));
    progress.next("runtime.startup");
    progress.next("runtime.aliasing");
  }
  assert.deepEqual(lines, ["loading", "runtime.startup", "runtime.aliasing", ""]);
});
