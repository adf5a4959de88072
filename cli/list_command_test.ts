import type { ListedEnvironment, RegistryIndex } from "@openenv/registry";
import { toCatalog } from "@openenv/registry/resolve";
import assert from "node:assert/strict";
import index from "../registry/index.json" with { type: "json" };
import { makeTempFolder } from "./testdata/temp_folder.ts";
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
  const listed: ListedEnvironment[] = JSON.parse(printed.join("\n"));
  const { module, name, version, registry, aliases, check, measured, ...rest } = listed.find(({ name }) =>
    name === "grid_world_env"
  )!;
  const { description } = rest as { description?: string };
  assert.deepEqual({ name, version, description, registry, aliases, check, measured }, {
    name: "grid_world_env",
    version: "0.1.0",
    description: "Walk from one corner of a 5x5 grid to the other.",
    registry: "built-in",
    aliases: ["grid_world"],
    check: { level: "semantic", verdict: "pass" },
    measured: { score: "last_reward", episodes: 8, oracle: 1, random: 0.3125, nothing: -0.1 },
  });
  assert.ok((await Deno.stat(module)).isFile);
});

Deno.test("openenv list --catalog shows a catalog of the Python package", async () => {
  const source = { source: "https://github.com/acme/envs.git", revision: "a".repeat(40), license: "MIT" };
  const catalog = toCatalog(index as unknown as RegistryIndex, source);
  await using folder = await makeTempFolder({
    "catalog.json": catalog,
    "changed.json": catalog.replace("Echo", "Ego"),
  });
  const file = `${folder.path}/catalog.json`;
  const { code, printed } = await runInProcess("list", "--catalog", file);
  assert.equal(code, 0);
  assert.match(printed[0]!, /^name +license +description +source$/);
  assert.match(
    printed.find((line) => line.startsWith("echo_env"))!,
    /^echo_env +MIT +Echoes messages, .* https:\/\/github\.com\/acme\/envs\.git envs\/echo_env a{12}$/,
  );
  const listed = JSON.parse((await runInProcess("list", "--catalog", file, "--json")).printed.join("\n"));
  assert.ok(listed.some(({ data }: { data: { name: string } }) => data.name === "echo_env"));
  for (
    const [name, message] of [["changed", /do not match its digest$/], ["nowhere", /there is no such file$/]] as const
  ) {
    const { code, warned } = await runInProcess("list", "--catalog", `${folder.path}/${name}.json`);
    assert.equal(code, 1);
    assert.match(warned[0]!, message);
  }
});
