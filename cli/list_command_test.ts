import assert from "node:assert/strict";
import { runInProcess } from "./testdata/run_in_process.ts";

Deno.test("openenv list shows each bundled environment in one line", async () => {
  const { code, printed, warned } = await runInProcess("list");
  assert.deepEqual([code, warned], [0, []]);
  assert.match(printed[0]!, /^name +version +description$/);
  const line = printed.find((line) => line.startsWith("grid_world_env "));
  assert.match(line ?? "", / 0\.1\.0 +Walk from one corner of a 5x5 grid to the other\.$/);
});

Deno.test("openenv list --json prints the same for programs", async () => {
  const { code, printed } = await runInProcess("list", "--json");
  assert.equal(code, 0);
  const listed: { name: string; module: string }[] = JSON.parse(printed.join("\n"));
  const { module, ...rest } = listed.find(({ name }) => name === "grid_world_env")!;
  assert.deepEqual(rest, {
    name: "grid_world_env",
    version: "0.1.0",
    description: "Walk from one corner of a 5x5 grid to the other.",
  });
  assert.ok((await Deno.stat(module)).isFile);
});
