import type { CheckReport } from "@openenv/testing";
import assert from "node:assert/strict";
import { OpenenvChild } from "../testdata/openenv_child.ts";
import { runInProcess } from "../testdata/run_in_process.ts";

const MANIFEST = new URL("../../envs/grid_world_env/openenv.yaml", import.meta.url).pathname;
const TOKEN = { OPENENV_TOKEN: "secret" };

Deno.test("openenv check plays a server, and holds it to a manifest", async () => {
  await using server = new OpenenvChild(["serve", "grid_world", "--port", "0"], undefined, TOKEN);
  const url = await server.url();
  const args = ["check", url, "--manifest", MANIFEST, "--json"];
  await using child = new OpenenvChild(args, undefined, TOKEN);
  const { code, lines, stderr } = await child.end();
  assert.deepEqual([code, stderr], [0, ""]);
  const { results, levels_run, target, manifest, source_digest } = JSON.parse(lines.join("\n")) as CheckReport;
  assert.deepEqual([levels_run, target, manifest?.name, source_digest], [[2, 3], url, "grid_world_env", ""]);
  assert.deepEqual(results.filter(({ status }) => status === "fail" || status === "error"), []);
  const passed = results.filter(({ status }) => status === "pass").map(({ check_id }) => check_id);
  assert.equal(passed.filter((id) => id.startsWith("url.")).length, 6);
  assert.ok(passed.includes("runtime.episode_determinism") && passed.includes("semantic.oracle_max"));

  const stranger = await runInProcess("check", url, "--json");
  assert.equal(stranger.code, 1, "it has no token");
});

Deno.test("openenv check says in one line that no server answers", async () => {
  const { code, printed, warned } = await runInProcess("check", "http://127.0.0.1:1", "--json");
  assert.deepEqual([code, printed, warned.length], [3, [], 1]);
  assert.match(warned[0]!, /^error: Cannot check http:\/\/127\.0\.0\.1:1: Cannot reach .*; is the server running, /);
});
